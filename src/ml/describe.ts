import * as tf from '@tensorflow/tfjs-core';
import type { Net } from './net.ts';
import { INFERENCE, Params, tfjsShape, type WeightSpec, type WeightStore } from './params.ts';
import { type Macs, onShapes, shapeTensor } from './shapeBackend.ts';
import './shapeRules.ts';
import { productMacs, tallied } from './tally.ts';

/** What a forward pass of a network costs and needs, found by a dry run without values. */
export interface Description {
  /** Every weight and buffer, in the order in which the forward pass meets them. */
  readonly weights: readonly WeightSpec[];
  /** Trainable numbers. */
  readonly parameters: number;
  /** Output shapes, NHWC, finest first. */
  readonly outputs: readonly (readonly number[])[];
  /** Multiply-accumulates of one forward pass, by kind; `total` leaves out `scan`, as papers count. */
  readonly macs: Required<Macs> & { readonly total: number };
  /** tfjs kernels that one forward pass runs. */
  readonly kernels: number;
  /** Bytes that those kernels write: an upper bound of what training keeps. */
  readonly activationBytes: number;
}

/** Notes every weight asked for, and answers with tensors that have shapes only. */
export class Declaration implements WeightStore {
  readonly specs = new Map<string, WeightSpec>();
  private readonly variables = new Map<string, tf.Variable>();

  get(spec: WeightSpec): tf.Variable {
    const known = this.variables.get(spec.path);
    if (known) return known;
    this.specs.set(spec.path, spec);
    const tensor = shapeTensor(tfjsShape(spec), spec.dtype === 'int64' ? 'int32' : 'float32');
    const made = tf.variable(tensor, spec.trainable);
    tensor.dispose();
    this.variables.set(spec.path, made);
    return made;
  }

  /** Those asked for so far that are trained, by path. */
  trainable(): ReadonlyMap<string, tf.Variable> {
    return new Map([...this.variables].filter(([, v]) => v.trainable));
  }

  dispose(): void {
    for (const v of this.variables.values()) v.dispose();
  }
}

/**
 * Dry run of `net` on a batch of `batch` images of `size` (height, width); by default the size it was published with.
 * Costs milliseconds and no memory, whatever the size.
 */
export function describe<C extends object>(
  net: Net<C>,
  config: C,
  { size, batch = 1 }: { size?: readonly [number, number]; batch?: number } = {},
): Description {
  const input = net.input(config);
  const [height, width] = size ?? input.size;
  const store = new Declaration();
  const { outputs, tally } = onShapes(() => {
    const x = shapeTensor([batch, height, width, input.channels]) as tf.Tensor4D;
    const run = tallied(() => net.forward(new Params(store, INFERENCE), x, config));
    store.dispose();
    return { outputs: [run.result].flat().map((t) => t.shape), tally: run.tally };
  });
  const weights = [...store.specs.values()];
  return {
    weights,
    parameters: weights.filter((w) => w.trainable).reduce((n, w) => n + w.shape.reduce((a, b) => a * b, 1), 0),
    outputs,
    macs: { ...tally.macs, total: productMacs(tally.macs) },
    kernels: tally.kernels,
    activationBytes: tally.written,
  };
}

/** Names, shapes and layouts of the weights that `net` has in `config`. */
export const weightSpecs = <C extends object>(net: Net<C>, config: C): readonly WeightSpec[] =>
  describe(net, config).weights;
