import * as tf from '@tensorflow/tfjs-core';
import { blend } from '../ops/blend/index.ts';

/** A running average of trained weights (Polyak and Juditsky 1992): smoother than the last step's. */
export interface Ema {
  /** average ← decay · average + (1 - decay) · weights; the decay grows from 0.1 to its value over the first steps. */
  update(step: number): void;
  /** Exchanges averages and weights: once to use the average, once more to go on training. */
  swap(): void;
  dispose(): void;
}

export function makeEma(weights: ReadonlyMap<string, tf.Variable>, decay: number): Ema {
  const averages = [...weights.values()].map((w) => [w, tf.tidy(() => tf.variable(w.clone(), false))] as const);
  return {
    update(step) {
      const d = Math.min(decay, (1 + step) / (10 + step));
      tf.tidy(() => averages.forEach(([w, a]) => a.assign(blend(a, d, w, 1 - d))));
    },
    swap() {
      tf.tidy(() =>
        averages.forEach(([w, a]) => {
          const kept = w.clone();
          w.assign(a.clone());
          a.assign(kept);
        }),
      );
    },
    dispose: () => averages.forEach(([, a]) => a.dispose()),
  };
}
