import * as tf from '@tensorflow/tfjs-core';
import { halvesOf } from './halves.ts';
import { readsHalves } from './ops/repaired/readsHalves.ts';
import { INFERENCE, Params, type WeightSpec, type WeightStore, type WeightValues } from './params.ts';
import { FREE, onBackend, onShapes, shapeTensor } from './shapeBackend.ts';
import { backendInUse, loadCpu } from './tf.ts';
import { trace, type Trace } from './trace.ts';
import { Weights } from './weights.ts';

/** Fewer values stay as they are: they save no memory to speak of. */
const FEW = 1024;

/** A weight whose values are elsewhere: it has a shape, and to read it is an error that says so. */
const shell = (of: tf.Tensor): tf.Tensor => shapeTensor(of.shape, of.dtype);

/**
 * The weights of one network for prepared passes on WebGPU: filters of convolutions and matrices of products as half
 * floats (halves.ts), biases, norms and all else as float32. They hold half of the memory that `Weights` holds, and a
 * pass reads half of the bytes; sums stay float32.
 *
 * For use alone. Training, and what compares weights after it, takes `Weights`: there is no float32 behind the halves,
 * neither on the device, where it never was, nor beside it. What follows from weights (a norm folded into its filter) is
 * computed in float32 on the processor and rounded once.
 */
export class HalfWeights implements WeightStore {
  private readonly whole: Weights;
  private readonly derived = new Map<string, readonly tf.Tensor[]>();
  /** By the weight, or by what was derived. */
  private readonly halves = new Map<tf.Tensor, { readonly words: tf.Tensor; readonly info: tf.TensorInfo }>();

  private constructor(whole: Weights) {
    this.whole = whole;
  }

  /**
   * `pass` is the forward pass that will read them, on an input of `shape` or another. Throws Problem `weights.mismatch` as
   * `Weights.fromValues` does, and an Error on another backend than WebGPU.
   */
  static async fromValues(
    specs: readonly WeightSpec[],
    values: WeightValues,
    pass: (p: Params, x: tf.Tensor4D) => readonly tf.Tensor[],
    shape: readonly number[],
    name?: string,
  ): Promise<HalfWeights> {
    if (backendInUse() !== 'webgpu') throw new Error(`Half weights are for webgpu; ${backendInUse()} runs.`);
    await loadCpu();
    const weights = new HalfWeights(onBackend('cpu', () => Weights.fromValues(specs, values, name)));
    weights.round(trace(shape, (x) => pass(weights.params(), x)));
    return weights;
  }

  params(): Params {
    return new Params(this, INFERENCE);
  }

  get(spec: WeightSpec): tf.Variable {
    return this.whole.get(spec);
  }

  derive<T extends readonly tf.Tensor[]>(path: string, _from: readonly tf.Variable[], make: () => T): T {
    const known = this.derived.get(path);
    if (known) return known as readonly tf.Tensor[] as T;
    const made = onBackend('cpu', () => tf.tidy(() => [...make()]).map((t) => tf.keep(t)));
    this.derived.set(path, made);
    return made as readonly tf.Tensor[] as T;
  }

  inPlaceOf(weight: tf.Tensor): tf.TensorInfo {
    return this.halves.get(weight)?.info ?? weight;
  }

  /** Rounds what only reads of halves want, and lets the values go that the pass does not read from then on. */
  private round(pass: Trace): void {
    const { asHalves, otherwise } = readersOf(pass);
    const fits = (slot: number) => asHalves.has(slot) && !otherwise.has(slot);
    const kept = new Set<tf.Tensor>();
    for (const [slot, weight] of pass.variables) {
      const halved = fits(slot) && this.halve(weight, weight);
      if (!halved && (asHalves.has(slot) || otherwise.has(slot))) kept.add(weight);
    }
    const rounded = new Map<tf.Tensor, tf.Tensor>();
    for (const { make, slots } of pass.derived) {
      for (const [n, made] of make().entries()) {
        if (rounded.has(made) || !fits(slots[n]!)) continue;
        const empty = onShapes(() => tf.keep(shell(made)));
        if (this.halve(made, empty)) rounded.set(made, empty);
        else empty.dispose();
      }
    }
    for (const [path, made] of this.derived) {
      const now = made.map((t) => rounded.get(t) ?? t);
      this.derived.set(path, now);
    }
    for (const made of rounded.keys()) made.dispose();
    for (const spec of this.whole.specs) {
      const variable = this.whole.get(spec);
      if (!kept.has(variable)) onShapes(() => variable.assign(shell(variable)));
    }
  }

  /** Keeps the values of `from`, on the processor, as halves that stand for `weight`; false where they are better float32. */
  private halve(from: tf.Tensor, weight: tf.Tensor): boolean {
    if (from.size < FEW || from.dtype !== 'float32') return false;
    const halves = halvesOf(from.dataSync<'float32'>());
    if (!halves) return false;
    const words = tf.keep(tf.tensor1d(halves, 'int32'));
    this.halves.set(weight, { words, info: { dataId: words.dataId, shape: from.shape, dtype: 'int32' } });
    return true;
  }

  dispose(): void {
    this.whole.dispose();
    for (const tensors of this.derived.values()) tf.dispose([...tensors]);
    for (const { words } of this.halves.values()) words.dispose();
    this.derived.clear();
    this.halves.clear();
  }
}

/** The slots of a trace that its kernels read, under whatever shape: where they take halves, and where they do not. */
function readersOf({ steps }: Trace): {
  readonly asHalves: ReadonlySet<number>;
  readonly otherwise: ReadonlySet<number>;
} {
  const sources = new Map<number, number>();
  const asHalves = new Set<number>();
  const otherwise = new Set<number>();
  for (const { kernel, attrs, inputs, outputs } of steps) {
    for (const [name, slot] of inputs) {
      const source = sources.get(slot) ?? slot;
      if (FREE.has(kernel)) for (const output of outputs) sources.set(output, source);
      else (readsHalves(kernel, name, attrs) ? asHalves : otherwise).add(source);
    }
  }
  return { asHalves, otherwise };
}
