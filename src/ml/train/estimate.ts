import * as tf from '@tensorflow/tfjs-core';
import type { Estimate, LearnOptions } from '../../core/learn.ts';
import type { Plan } from '../../core/plan.ts';
import { describe } from '../describe.ts';
import { peakBytes } from '../infer/peakBytes.ts';
import { netById } from '../nets/index.ts';
import type { WeightValues } from '../params.ts';
import { finetune, type LearnSet, patchSide, watchEvery } from './finetune.ts';
import { trainedPaths } from './layers.ts';

/** Steps of the trial: the first one also compiles kernels, the second one tells the time. */
const TRIAL = 2;

/**
 * Time and memory of a run, from two real steps that are thrown away (none where even the activations of one step
 * are more than `limit`: `seconds` is 0 then).
 * `bytes` is the highest sum of living tensors, or what a WebGPU device has allocated where that is more.
 */
export async function estimate(
  plan: Plan,
  values: WeightValues,
  set: LearnSet,
  options: LearnOptions,
  limit: number,
  signal?: AbortSignal,
): Promise<Estimate> {
  const net = netById(plan.net);
  const config = { ...net.defaults, ...plan.config } as object;
  const side = patchSide(plan);
  const { weights, parameters, activationBytes } = describe(net, config, { size: [side, side], batch: options.batch });
  const moving = trainedPaths(net, weights, options.layers);
  const trained = weights.reduce((n, w) => n + (moving.has(w.path) ? w.shape.reduce((a, b) => a * b, 1) : 0), 0);
  // weights, and for those that move their gradients and two moments; all activations are kept for the way back
  const least = 4 * (parameters + 3 * trained) + activationBytes;
  if (least > limit) return { seconds: 0, bytes: least, limit, trained, parameters };

  const [watch] = set.watch;
  const run = finetune(
    plan,
    values,
    { train: set.train, watch: watch ? [watch] : [] },
    { ...options, steps: TRIAL },
    { signal },
  );
  let stepSeconds = 0;
  let lookSeconds = 0;
  try {
    const { bytes: peak } = await peakBytes(async () => {
      let last = performance.now();
      for await (const event of run.events) {
        const now = performance.now();
        if (event.kind === 'step') stepSeconds = (now - last) / 1000;
        if (event.kind === 'watch') lookSeconds = (now - last) / 1000;
        last = now;
      }
    });
    const { numBytesAllocatedInGPU = 0 } = tf.memory() as { numBytesAllocatedInGPU?: number };
    const bytes = Math.max(peak, numBytesAllocatedInGPU);
    const looks = Math.floor(options.steps / watchEvery(options.steps)) + 1;
    const seconds = options.steps * stepSeconds + looks * set.watch.length * lookSeconds;
    return { seconds, bytes, limit, trained, parameters };
  } finally {
    run.dispose();
  }
}
