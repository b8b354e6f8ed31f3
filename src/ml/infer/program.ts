import * as tf from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';
import { type Step, trace, type Trace } from '../trace.ts';

/** Hears the highest sum of bytes that each run holds at one time beyond its input and the weights. */
let listener: ((bytes: number) => void) | null = null;
export const onProgramBytes = (hear: ((bytes: number) => void) | null): void => void (listener = hear);

/** A forward pass for inputs of one shape: its kernels one after the other, without the code that asked for them. */
class Program {
  private readonly trace: Trace;
  private readonly weights: Params | undefined;
  private readonly constants = new Map<number, tf.Tensor>();
  /** The kernels, on the backend in use when they were looked up. */
  private kernels: { readonly backend: string; readonly functions: readonly tf.KernelFunc[] } | null = null;

  constructor(traced: Trace, weights: Params | undefined) {
    this.trace = traced;
    this.weights = weights;
    for (const [slot, { values, shape, dtype }] of traced.constants) {
      this.constants.set(slot, tf.keep(tf.tensor(values as tf.TypedArray, [...shape], dtype)));
    }
  }

  private functions(): readonly tf.KernelFunc[] {
    const backend = tf.getBackend();
    if (this.kernels?.backend !== backend) {
      const functions = this.trace.steps.map(({ kernel }) => {
        const found = tf.getKernel(kernel, backend);
        if (!found) throw new Error(`The ${backend} backend has no kernel ${kernel}.`);
        return found.kernelFunc;
      });
      this.kernels = { backend, functions };
    }
    return this.kernels.functions;
  }

  run(x: tf.Tensor4D): tf.Tensor4D[] {
    const functions = this.functions();
    const { input, variables, derived, steps, outputs, slots, peakBytes } = this.trace;
    const backend = tf.backend() as tf.KernelBackend;
    const read = (weight: tf.Tensor) => this.weights?.inPlaceOf(weight) ?? weight;
    const infos = Array.from<tf.TensorInfo>({ length: slots });
    infos[input] = x;
    for (const [slot, variable] of variables) infos[slot] = read(variable);
    for (const [slot, constant] of this.constants) infos[slot] = constant;
    for (const { make, slots: places } of derived) make().forEach((t, n) => (infos[places[n]!] = read(t)));
    const living = new Set<number>();
    try {
      steps.forEach((step, n) => {
        const { attrs } = step;
        const result = functions[n]!({ inputs: inputsOf(step, infos), attrs, backend });
        const made = Array.isArray(result) ? result : [result];
        step.outputs.forEach((slot, i) => {
          infos[slot] = made[i]!;
          living.add(slot);
        });
        for (const slot of step.last) {
          backend.disposeData(infos[slot]!.dataId);
          living.delete(slot);
        }
      });
    } catch (e) {
      for (const slot of living) backend.disposeData(infos[slot]!.dataId);
      throw e;
    }
    listener?.(peakBytes);
    return outputs.map((slot) => tf.engine().makeTensorFromTensorInfo(infos[slot]!, backend) as tf.Tensor4D);
  }

  dispose(): void {
    for (const constant of this.constants.values()) constant.dispose();
  }
}

const inputsOf = ({ inputs, list }: Step, infos: readonly tf.TensorInfo[]): tf.NamedTensorInfoMap => {
  const named: Record<string, tf.TensorInfo> = list ? ([] as unknown as Record<string, tf.TensorInfo>) : {};
  for (const [name, slot] of inputs) named[name] = infos[slot]!;
  return named;
};

/** A forward pass that is prepared once for every shape of input. */
export interface Programs {
  /** As the forward pass itself. The caller disposes what it gets. */
  run(x: tf.Tensor4D): tf.Tensor4D[];
  dispose(): void;
}

/** How many shapes are kept: the tile, and what an image at its border may ask for. */
const SHAPES = 8;

/**
 * Prepares `forward`, a pass over weights that may change and are never disposed meanwhile: `weights`, or, left out, any
 * that are read as they are. Each buffer is given back after its last reader, so that the next one takes its place; a
 * tensor on a tape would keep them all.
 */
export function programs(forward: (x: tf.Tensor4D) => readonly tf.Tensor4D[], weights?: Params): Programs {
  const known = new Map<string, Program>();
  return {
    run(x) {
      const key = x.shape.join();
      let program = known.get(key);
      if (!program) {
        if (known.size >= SHAPES) {
          const [oldest] = known;
          oldest![1].dispose();
          known.delete(oldest![0]);
        }
        program = new Program(trace(x.shape, forward), weights);
        known.set(key, program);
      }
      return program.run(x);
    },
    dispose() {
      for (const program of known.values()) program.dispose();
      known.clear();
    },
  };
}
