import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput, deterministicValues } from '../checkpoint/deterministic.ts';
import { readReference, relativeError } from '../goldens.testing.ts';
import { INFERENCE, Params, tfjsShape, toPublished, toTfjs, type WeightSpec, type WeightStore } from '../params.ts';
import { readTensor } from '../tf.ts';

interface Values {
  readonly shape: number[];
  readonly data: number[];
}

/** `op.*.json`: outputs and gradients of a published module whose weights and inputs are deterministic. */
interface OpGolden {
  readonly weight_name_prefix: string;
  readonly state_dict: Record<string, { readonly shape: number[] }>;
  readonly inputs: Record<string, { readonly name: string; readonly kind: string; readonly shape: number[] }>;
  readonly outputs: Values[];
  readonly r: string[];
  readonly input_grads: Values[];
  readonly param_grads: Record<string, Values>;
}

/** Makes the weights that are asked for, under the golden's names. */
export class DeterministicStore implements WeightStore {
  readonly specs: WeightSpec[] = [];
  readonly variables: tf.Variable[] = [];
  private readonly prefix: string;

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  get(spec: WeightSpec): tf.Variable {
    const known = this.specs.findIndex((s) => s.path === spec.path);
    if (known >= 0) return this.variables[known]!;
    const values = toTfjs(deterministicValues({ ...spec, path: this.prefix + spec.path }), spec);
    const made = tf.variable(tf.tensor(values, tfjsShape(spec)), spec.trainable);
    this.specs.push(spec);
    this.variables.push(made);
    return made;
  }
}

export interface OpErrors {
  /** Relative error of every output. */
  readonly outputs: readonly number[];
  /** Relative error of the gradient of sum(output r) by every input and weight, under its name. */
  readonly gradients: Readonly<Record<string, number>>;
  /** Published weights that the module never asked for, and the other way round. */
  readonly otherNames: readonly string[];
}

/** Runs `forward` on a golden's inputs, in their published layout, on the backend in use. */
export async function opGoldenErrors(
  file: string,
  forward: (p: Params, inputs: tf.Tensor[]) => tf.Tensor[],
): Promise<OpErrors> {
  const golden = readReference<OpGolden>(file);
  const store = new DeterministicStore(golden.weight_name_prefix);
  const p = new Params(store, INFERENCE);
  const inputs = Object.values(golden.inputs).map(({ name, kind, shape }) =>
    tf.variable(tf.tensor(deterministicInput(name, kind, shape), shape)),
  );
  const outputs: number[] = [];
  for (const [i, y] of forward(p, inputs).entries()) {
    const want = golden.outputs[i]!;
    if (y.shape.join() !== want.shape.join()) throw new Error(`output ${i} is [${y.shape.join()}]`);
    outputs.push(relativeError(await readTensor(y), want.data));
  }
  const asked = store.specs.map((s) => s.path);
  const published = Object.keys(golden.state_dict);
  const otherNames = [
    ...asked.filter((name) => !published.includes(name)),
    ...published.filter((name) => !asked.includes(name)),
  ];

  const ratings = golden.r.map((name, i) => {
    const { shape } = golden.outputs[i]!;
    return tf.tensor(deterministicInput(name, 'V', shape), shape);
  });
  const loss = () => tf.addN(forward(p, inputs).map((y, i) => tf.sum(tf.mul(y, ratings[i]!)))) as tf.Scalar;
  const { grads } = tf.variableGrads(loss, [...inputs, ...store.variables]);
  const gradients: Record<string, number> = {};
  for (const [i, name] of Object.keys(golden.inputs).entries()) {
    gradients[name] = relativeError(await readTensor(grads[inputs[i]!.name]!), golden.input_grads[i]!.data);
  }
  for (const [i, spec] of store.specs.entries()) {
    if (!spec.trainable) continue;
    const slope = (await readTensor(grads[store.variables[i]!.name]!)) as Float32Array;
    gradients[spec.path] = relativeError(toPublished(slope, spec), golden.param_grads[spec.path]!.data);
  }
  return { outputs, gradients, otherNames };
}
