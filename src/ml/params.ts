import * as tf from '@tensorflow/tfjs-core';
import { untraced } from './trace.ts';

/**
 * How a published (PyTorch) weight is stored and how tfjs wants it:
 * conv [out, in, kh, kw] -> [kh, kw, in, out]; convT [in, out, kh, kw] -> [kh, kw, out, in];
 * depthwise [c, 1, kh, kw] -> [kh, kw, c, 1]; linear [out, in] -> [in, out]; plain as it is.
 */
export type Layout = 'plain' | 'conv' | 'convT' | 'depthwise' | 'linear';

const TO_TFJS: Record<Layout, readonly number[] | null> = {
  plain: null,
  conv: [2, 3, 1, 0],
  convT: [2, 3, 1, 0],
  depthwise: [2, 3, 0, 1],
  linear: [1, 0],
};

/** First values of a weight made from scratch. `he`: normal, std sqrt(2 / fanIn); `xavier`: uniform; `truncated`: normal, std 0.02. */
export type Init =
  'zeros' | 'ones' | 'he' | 'xavier' | 'truncated' | ((shape: readonly number[], random: () => number) => Float32Array);

/** One entry of the published state_dict. */
export interface WeightSpec {
  /** The published state_dict name. */
  readonly path: string;
  /** The published shape. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  readonly init: Init;
  /** False for buffers (running statistics, index tables): saved, never trained. */
  readonly trainable: boolean;
  readonly dtype: 'float32' | 'int64';
}

/** Values by published name, in published layout, row-major. int64 buffers are kept as Int32Array. */
export type WeightValues = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly data: Float32Array | Int32Array }
>;

const permuted = (shape: readonly number[], perm: readonly number[] | null) =>
  perm ? perm.map((a) => shape[a]!) : [...shape];
const inverse = (perm: readonly number[]) => perm.map((_, axis) => perm.indexOf(axis));

/** Shape in which tfjs holds a weight. */
export const tfjsShape = (spec: Pick<WeightSpec, 'shape' | 'layout'>): number[] =>
  permuted(spec.shape, TO_TFJS[spec.layout]);

type Values = Float32Array | Int32Array;

/** `data` of `shape` with its axes in the order `perm`, row-major. */
function transposed<T extends Values>(data: T, shape: readonly number[], perm: readonly number[]): T {
  const stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const to = permuted(shape, perm);
  const from = perm.map((axis) => stride[axis]!);
  const out = new (data.constructor as new (n: number) => T)(data.length);
  const last = to.length - 1;
  let n = 0;
  const walk = (axis: number, at: number) => {
    const step = from[axis]!;
    if (axis < last) for (let i = 0; i < to[axis]!; i++) walk(axis + 1, at + i * step);
    else for (let i = 0; i < to[axis]!; i++) out[n++] = data[at + i * step]!;
  };
  walk(0, 0);
  return out;
}

/** Published layout to tfjs layout. Returns `data` itself where nothing moves. */
export function toTfjs<T extends Values>(data: T, spec: Pick<WeightSpec, 'shape' | 'layout'>): T {
  const perm = TO_TFJS[spec.layout];
  return perm ? transposed(data, spec.shape, perm) : data;
}

/** tfjs layout to published layout. Returns `data` itself where nothing moves. */
export function toPublished<T extends Values>(data: T, spec: Pick<WeightSpec, 'shape' | 'layout'>): T {
  const perm = TO_TFJS[spec.layout];
  return perm ? transposed(data, tfjsShape(spec), inverse(perm)) : data;
}

/** Where Params finds its weights: a checkpoint on a backend, or a dry run that only notes what is asked for. */
export interface WeightStore {
  /** The variable of `spec`, in tfjs layout. Throws an Error that names it when there is none of that shape. */
  get(spec: WeightSpec): tf.Variable;
  /** What `make` gives, kept under `path` until one of the variables changes. A store that keeps nothing has none. */
  derive?<T extends readonly tf.Tensor[]>(path: string, from: readonly tf.Variable[], make: () => T): T;
  /** What kernels read in the place of a weight, or of what was derived. A store that has none keeps them as they are. */
  inPlaceOf?(weight: tf.Tensor): tf.TensorInfo;
}

/** What a forward pass knows besides its input: whether it trains, and its source of chance. */
export interface Mode {
  readonly training: boolean;
  /** Uniform 0..1; seeded. Used by dropout and drop path while training. */
  readonly random: () => number;
  /** Weights that do not move while training: a norm of such weights keeps its running figures, and uses them. */
  readonly frozen?: (path: string) => boolean;
}
export const INFERENCE: Mode = { training: false, random: () => 0.5 };

/**
 * Weights reached by their published path. `p.at('down1').weight('conv.weight', ...)` reads `down1.conv.weight`.
 * The tensors returned are in tfjs layout and belong to the store: never dispose them.
 */
export class Params {
  private readonly store: WeightStore;
  readonly mode: Mode;
  readonly prefix: string;

  constructor(store: WeightStore, mode: Mode, prefix = '') {
    this.store = store;
    this.mode = mode;
    this.prefix = prefix;
  }

  at(name: string | number): Params {
    return new Params(this.store, this.mode, `${this.prefix}${name}.`);
  }

  /** A trainable weight. `shape` is the published one. Throws if the checkpoint lacks it or has another shape. */
  weight(name: string, shape: readonly number[], layout: Layout, init: Init): tf.Variable {
    return this.store.get({ path: this.prefix + name, shape, layout, init, trainable: true, dtype: 'float32' });
  }

  /**
   * What follows from weights alone (a folded norm, a transposed matrix): made once and kept until one of `from` changes,
   * or made anew where a gradient is to flow through it. `name` is unique here.
   */
  derive<T extends readonly tf.Tensor[]>(name: string, from: readonly tf.Variable[], make: () => T): T {
    if (!this.store.derive || tf.engine().state.gradientDepth > 0) return make();
    const { store } = this;
    return untraced(() => store.derive!(this.prefix + name, from, make));
  }

  /** What kernels read in the place of a weight of this store (WeightStore). */
  inPlaceOf(weight: tf.Tensor): tf.TensorInfo {
    return this.store.inPlaceOf?.(weight) ?? weight;
  }

  /** A buffer: saved with the weights, not trained. */
  buffer(name: string, shape: readonly number[], init: Init, dtype: 'float32' | 'int64' = 'float32'): tf.Variable {
    return this.store.get({ path: this.prefix + name, shape, layout: 'plain', init, trainable: false, dtype });
  }
}
