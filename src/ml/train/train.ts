import * as tf from '@tensorflow/tfjs-core';
import { mulberry32, seedOf } from '../../core/random.ts';
import { deepSupervisionWeights } from '../losses/deepSupervision.ts';
import type { Loss } from '../losses/loss.ts';
import { logits } from '../logits.ts';
import { blend } from '../ops/blend/index.ts';
import type { Net } from '../net.ts';
import { readTensor } from '../tf.ts';
import type { Weights } from '../weights.ts';
import type { Batch } from './batches.ts';
import type { Optimizer } from './optimizer.ts';
import type { Schedule } from './schedule.ts';
import { truthOf, type TruthKind } from './truth.ts';

export interface TrainOptions {
  readonly loss: Loss;
  readonly truth: TruthKind;
  /** Label values in the order of the network's output channels. */
  readonly labels: readonly number[];
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** Steps of the whole run, and the one to begin with (0, or where an earlier run stopped). */
  readonly steps: number;
  readonly from: number;
  readonly stepsPerEpoch: number;
  readonly seed: number;
  /** Largest global norm of the gradients; 0 = as they come. */
  readonly clip: number;
  /** Batches whose gradients are averaged for one step. */
  readonly accumulate: number;
  /** Weights that stay as they are at a step. */
  readonly frozen: (path: string, step: number) => boolean;
  readonly signal?: AbortSignal;
  /** Of a run that goes on: how its loss went so far. It is kept up to date. */
  readonly trend?: Trend;
}

/** How the loss goes: what decides that a run is given up. */
export interface Trend {
  /** Sum and number of the losses of the epoch so far. */
  sum: number;
  summed: number;
  /** Lowest mean loss of an epoch, and how many epochs in a row have been far above it. */
  best: number;
  worse: number;
}

export const newTrend = (): Trend => ({ sum: 0, summed: 0, best: Infinity, worse: 0 });

export type TrainEvent =
  /** `step` counts from 1: that many steps are done. */
  | { readonly kind: 'step'; readonly step: number; readonly loss: number; readonly rate: number }
  /** Mean loss over the epoch. The caller may validate, keep weights, or stop reading: nothing is lost. */
  | { readonly kind: 'epoch'; readonly epoch: number; readonly step: number; readonly loss: number }
  /** The run ended early; the weights are those of the last good epoch's end, after step `good`. */
  | { readonly kind: 'stopped'; readonly step: number; readonly good: number; readonly reason: 'nan' | 'rising' };

/** Epochs in a row whose loss has risen, after which a run is given up. */
const PATIENCE = 3;

/** Whether a loss lies above the best by more than the best itself, and by no trifle. Losses with a -Dice term fall below 0. */
export const rises = (loss: number, best: number): boolean => loss - best > Math.max(Math.abs(best), 0.1);

/**
 * Trains `weights` in place, an event at a time. The same seed gives the same run on one backend, and a run continued
 * with `from` and a restored optimizer goes on as if it had never stopped.
 * Throws AbortError when the signal asks to stop; the weights are then those of the last step.
 */
export async function* train<C extends object>(
  net: Net<C>,
  config: C,
  weights: Weights,
  batches: (index: number) => Batch,
  options: TrainOptions,
): AsyncGenerator<TrainEvent> {
  const { schedule, optimizer, steps, stepsPerEpoch, signal, trend = newTrend() } = options;
  const all = weights.trainable();
  let good = { step: options.from, values: await weights.values() };
  for (let step = options.from; step < steps; step++) {
    signal?.throwIfAborted();
    const trained = new Map([...all].filter(([path]) => !options.frozen(path, step)));
    const { loss, gradients } = await gradientsOf(net, config, weights, trained, batches, step, options);
    const rate = schedule(step, steps);
    if (Number.isFinite(loss)) optimizer.step(trained, gradients, rate);
    for (const g of gradients.values()) g.dispose();
    if (!Number.isFinite(loss)) {
      weights.assign(good.values);
      yield { kind: 'stopped', step, good: good.step, reason: 'nan' };
      return;
    }
    trend.sum += loss;
    trend.summed++;
    yield { kind: 'step', step: step + 1, loss, rate };
    if ((step + 1) % stepsPerEpoch !== 0 && step + 1 !== steps) continue;
    const mean = trend.sum / trend.summed;
    const worse = rises(mean, trend.best) ? trend.worse + 1 : 0;
    Object.assign(trend, { sum: 0, summed: 0, best: Math.min(trend.best, mean), worse } satisfies Trend);
    yield { kind: 'epoch', epoch: Math.ceil((step + 1) / stepsPerEpoch), step: step + 1, loss: mean };
    if (worse >= PATIENCE) {
      weights.assign(good.values);
      yield { kind: 'stopped', step: step + 1, good: good.step, reason: 'rising' };
      return;
    }
    if (worse === 0) good = { step: step + 1, values: await weights.values() };
  }
}

/** Mean loss and mean gradients over the batches of one step, clipped. */
async function gradientsOf<C extends object>(
  net: Net<C>,
  config: C,
  weights: Weights,
  trained: ReadonlyMap<string, tf.Variable>,
  batches: (index: number) => Batch,
  step: number,
  options: TrainOptions,
): Promise<{ loss: number; gradients: Map<string, tf.Tensor> }> {
  const { accumulate, clip, seed } = options;
  const paths = [...trained.keys()];
  const variables = [...trained.values()];
  let gradients = new Map<string, tf.Tensor>();
  let loss = 0;
  for (let part = 0; part < accumulate; part++) {
    const batch = batches(step * accumulate + part);
    const input = tf.tensor4d(batch.values, [...batch.shape]);
    const random = mulberry32(seedOf(seed, 3, step, part));
    const params = weights.params({ training: true, random, frozen: (path) => options.frozen(path, step) });
    const { value, grads } = tf.variableGrads(() => {
      return supervised(logits(net, params, input, config), batch, options);
    }, variables);
    input.dispose();
    const [l] = await readTensor(value);
    value.dispose();
    loss += l! / accumulate;
    const next = new Map<string, tf.Tensor>();
    paths.forEach((path, n) => {
      const g = grads[variables[n]!.name];
      if (!g) return;
      if (accumulate === 1) {
        next.set(path, g);
        return;
      }
      const before = gradients.get(path);
      next.set(path, before ? blend(before, 1, g, 1 / accumulate) : tf.div(g, accumulate));
      before?.dispose();
      g.dispose();
    });
    gradients = next;
  }
  return { loss, gradients: clip > 0 ? clipped(gradients, clip) : gradients };
}

/** Gradients scaled down so that their global norm is at most `clip` (Pascanu et al. 2013). Disposes the given ones. */
function clipped(gradients: Map<string, tf.Tensor>, clip: number): Map<string, tf.Tensor> {
  const factor = tf.tidy(() => {
    const squares = [...gradients.values()].map((g) => tf.sum(tf.square(g)));
    const norm = tf.sqrt(squares.reduce((a, b) => tf.add(a, b)));
    return tf.minimum(1, tf.div(clip, tf.add(norm, 1e-6)));
  });
  const out = new Map<string, tf.Tensor>();
  for (const [path, g] of gradients) {
    out.set(path, tf.mul(g, factor));
    g.dispose();
  }
  factor.dispose();
  return out;
}

/** Loss of all outputs, weighted for deep supervision; an output without weight is not looked at. */
function supervised(outputs: readonly tf.Tensor4D[], batch: Batch, { loss, truth, labels }: TrainOptions): tf.Scalar {
  const weights = deepSupervisionWeights(outputs.length);
  const terms = outputs.flatMap((output, n) => {
    if (weights[n] === 0) return [];
    const [, h, w] = output.shape;
    return [tf.mul(loss(output, truthOf(batch, [h, w], truth, labels)), weights[n]!)];
  });
  return terms.reduce((a, b) => tf.add(a, b)) as tf.Scalar;
}
