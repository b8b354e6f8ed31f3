import * as tf from '@tensorflow/tfjs-core';
import { Problem } from '../core/problem.ts';
import { initialValues } from './initial.ts';
import {
  INFERENCE,
  type Mode,
  Params,
  tfjsShape,
  toPublished,
  toTfjs,
  type WeightSpec,
  type WeightStore,
  type WeightValues,
} from './params.ts';
import { readTensor } from './tf.ts';

/** What `Params.derive` made, and of which data. */
interface Derived {
  readonly from: readonly object[];
  readonly tensors: readonly tf.Tensor[];
}

/** The weights of one network on the backend in use. Call `dispose` when done with them. */
export class Weights implements WeightStore {
  readonly specs: readonly WeightSpec[];
  private readonly variables = new Map<string, tf.Variable>();
  private readonly derived = new Map<string, Derived>();

  private constructor(specs: readonly WeightSpec[], values: (spec: WeightSpec) => Float32Array | Int32Array) {
    this.specs = specs;
    for (const spec of specs) {
      const initial = tf.tensor(
        toTfjs(values(spec), spec),
        tfjsShape(spec),
        spec.dtype === 'int64' ? 'int32' : 'float32',
      );
      this.variables.set(spec.path, tf.variable(initial, spec.trainable));
      initial.dispose();
    }
  }

  /** From scratch: every weight by its `init`, from a seed. */
  static fromSeed(specs: readonly WeightSpec[], seed: number): Weights {
    return new Weights(specs, (spec) => initialValues(spec, seed));
  }

  /**
   * From a checkpoint. Throws Problem `weights.mismatch` that names everything missing, surplus or of another shape.
   * Batch counters (`num_batches_tracked`), which old checkpoints lack and nothing reads, start at 0.
   */
  static fromValues(specs: readonly WeightSpec[], values: WeightValues, name = 'checkpoint'): Weights {
    const what = mismatch(specs, values);
    if (what) throw new Problem('weights.mismatch', { name, what });
    return new Weights(specs, (spec) => {
      const data = values.get(spec.path)?.data ?? new Int32Array(1);
      // tensors are never written in place, so those of the wanted type need no copy
      const Wanted = spec.dtype === 'int64' ? Int32Array : Float32Array;
      return data instanceof Wanted ? data : Wanted.from(data);
    });
  }

  params(mode: Mode = INFERENCE): Params {
    return new Params(this, mode);
  }

  get(spec: WeightSpec): tf.Variable {
    const variable = this.variables.get(spec.path);
    if (!variable) throw new Error(`${spec.path}: this network was not declared with such a weight.`);
    const want = tfjsShape(spec);
    if (variable.shape.length !== want.length || want.some((n, axis) => n !== variable.shape[axis])) {
      throw new Error(`${spec.path}: this network needs shape [${spec.shape.join(', ')}].`);
    }
    return variable;
  }

  derive<T extends readonly tf.Tensor[]>(path: string, from: readonly tf.Variable[], make: () => T): T {
    const known = this.derived.get(path);
    // a variable that is assigned to holds other data from then on
    if (known?.from.every((id, i) => id === from[i]!.dataId)) return known.tensors as T;
    const tensors = tf.tidy(() => [...make()]).map((t) => tf.keep(t));
    known?.tensors.forEach((t) => t.dispose());
    this.derived.set(path, { from: from.map((v) => v.dataId), tensors });
    return tensors as readonly tf.Tensor[] as T;
  }

  /** Trainable variables by published name. */
  trainable(): ReadonlyMap<string, tf.Variable> {
    return new Map(this.specs.filter((s) => s.trainable).map((s) => [s.path, this.variables.get(s.path)!]));
  }

  /** All values in published layout. */
  async values(): Promise<WeightValues> {
    const out = new Map<string, { shape: readonly number[]; data: Float32Array | Int32Array }>();
    for (const spec of this.specs) {
      const data = (await readTensor(this.variables.get(spec.path)!)) as Float32Array | Int32Array;
      out.set(spec.path, { shape: spec.shape, data: toPublished(data, spec) });
    }
    return out;
  }

  /** Overwrites all values; shapes as in `fromValues`. */
  assign(values: WeightValues): void {
    const what = mismatch(this.specs, values);
    if (what) throw new Problem('weights.mismatch', { name: 'checkpoint', what });
    for (const spec of this.specs) {
      const variable = this.variables.get(spec.path)!;
      const data = values.get(spec.path)?.data ?? new Int32Array(1);
      tf.tidy(() => variable.assign(tf.tensor(toTfjs(data, spec), tfjsShape(spec), variable.dtype as 'float32')));
    }
  }

  dispose(): void {
    for (const v of this.variables.values()) v.dispose();
    this.variables.clear();
    for (const { tensors } of this.derived.values()) tensors.forEach((t) => t.dispose());
    this.derived.clear();
  }
}

const list = (title: string, items: readonly string[]) => (items.length ? [`${title}: ${items.join(', ')}`] : []);

/** What of a checkpoint does not fit, in words; '' when all fits. */
export function mismatch(specs: readonly WeightSpec[], values: WeightValues): string {
  const known = new Map(specs.map((s) => [s.path, s]));
  const optional = (s: WeightSpec) => s.path.endsWith('num_batches_tracked');
  const missing = specs.filter((s) => !values.has(s.path) && !optional(s)).map((s) => s.path);
  const surplus = [...values.keys()].filter((path) => !known.has(path));
  const misshapen = specs.flatMap((s) => {
    const have = values.get(s.path)?.shape;
    return !have || have.join() === s.shape.join()
      ? []
      : [`${s.path} is [${have.join(', ')}], needed [${s.shape.join(', ')}]`];
  });
  return [...list('Missing', missing), ...list('Surplus', surplus), ...list('Other shape', misshapen)].join('. ');
}
