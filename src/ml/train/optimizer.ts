import * as tf from '@tensorflow/tfjs-core';
import { adamStep } from '../ops/adamStep/index.ts';

/** Adam: Kingma and Ba 2015; AdamW: Loshchilov and Hutter 2019; SGD with (Nesterov) momentum as PyTorch defines it. */
export type OptimizerSpec =
  | {
      readonly kind: 'adam' | 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly decay: number;
    }
  | { readonly kind: 'sgd'; readonly momentum: number; readonly nesterov: boolean; readonly decay: number };

export const ADAM: OptimizerSpec = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0 };
const ADAMW: OptimizerSpec = { ...ADAM, kind: 'adamw', decay: 0.01 };
const SGD: OptimizerSpec = { kind: 'sgd', momentum: 0.9, nesterov: true, decay: 0 };

/** The optimizers by name, with their usual settings. */
export const OPTIMIZERS = { adam: ADAM, adamw: ADAMW, sgd: SGD } as const;

/** Moments by weight path (`<path>.m`, `<path>.v`), row-major in tfjs layout, and the steps made. */
export interface OptimizerState {
  readonly steps: number;
  readonly moments: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;
}

export interface Optimizer {
  /** One step down the gradients (by weight path; weights without one stay as they are). Keeps no gradient. */
  step(weights: ReadonlyMap<string, tf.Variable>, gradients: ReadonlyMap<string, tf.Tensor>, rate: number): void;
  state(): Promise<OptimizerState>;
  restore(state: OptimizerState): void;
  dispose(): void;
}

export function makeOptimizer(spec: OptimizerSpec): Optimizer {
  const moments = new Map<string, tf.Variable>();
  let steps = 0;
  const moment = (name: string, like: tf.Tensor): tf.Variable => {
    let m = moments.get(name);
    if (!m) {
      m = tf.tidy(() => tf.variable(tf.zeros(like.shape), false));
      moments.set(name, m);
    }
    return m;
  };

  const adam = (w: tf.Variable, path: string, gradient: tf.Tensor, rate: number) => {
    if (spec.kind === 'sgd') return;
    const { beta1, beta2, epsilon, decay } = spec;
    const g = spec.kind === 'adam' && decay ? tf.add(gradient, tf.mul(w, decay)) : gradient;
    const m = moment(`${path}.m`, w);
    const v = moment(`${path}.v`, w);
    const next = adamStep({ w, m, v }, g, {
      beta1,
      beta2,
      epsilon,
      correction: 1 - beta2 ** steps,
      rate: rate / (1 - beta1 ** steps),
      kept: spec.kind === 'adamw' ? 1 - rate * decay : 1,
    });
    m.assign(next.m);
    v.assign(next.v);
    w.assign(next.w);
  };

  const sgd = (w: tf.Variable, path: string, gradient: tf.Tensor, rate: number) => {
    if (spec.kind !== 'sgd') return;
    const { momentum, nesterov, decay } = spec;
    const g = decay ? tf.add(gradient, tf.mul(w, decay)) : gradient;
    if (!momentum) {
      w.assign(tf.sub(w, tf.mul(g, rate)));
      return;
    }
    const m = moment(`${path}.m`, w);
    m.assign(tf.add(tf.mul(m, momentum), g));
    w.assign(tf.sub(w, tf.mul(nesterov ? tf.add(g, tf.mul(m, momentum)) : m, rate)));
  };

  return {
    step(weights, gradients, rate) {
      steps++;
      for (const [path, g] of gradients) {
        const w = weights.get(path);
        if (w) tf.tidy(() => (spec.kind === 'sgd' ? sgd : adam)(w, path, g, rate));
      }
    },
    async state() {
      const out = new Map<string, { shape: readonly number[]; data: Float32Array }>();
      for (const [name, m] of moments) out.set(name, { shape: m.shape, data: (await m.data<'float32'>()).slice() });
      return { steps, moments: out };
    },
    restore(state) {
      steps = state.steps;
      for (const [name, { shape, data }] of state.moments) {
        moments.get(name)?.dispose();
        moments.set(
          name,
          tf.tidy(() => tf.variable(tf.tensor(data, [...shape]), false)),
        );
      }
    },
    dispose() {
      for (const m of moments.values()) m.dispose();
      moments.clear();
    },
  };
}
