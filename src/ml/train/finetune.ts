import * as tf from '@tensorflow/tfjs-core';
import type { LearnEvent, LearnOptions } from '../../core/learn.ts';
import type { Plan } from '../../core/plan.ts';
import { weightSpecs } from '../describe.ts';
import { finestForward } from '../infer/finestForward.ts';
import type { Forward } from '../infer/predictSlice.ts';
import { lossSpec, mix } from '../losses/index.ts';
import type { Loss } from '../losses/loss.ts';
import { fittingSide } from '../net.ts';
import { netById } from '../nets/index.ts';
import type { WeightValues } from '../params.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { AUGMENTATION, type Augmentation, NO_AUGMENTATION, type Sample } from './augment.ts';
import { type Batch, batchesOf } from './batches.ts';
import { sliceDice } from './gate.ts';
import { trainedPaths } from './layers.ts';
import { type LearnSlice, predictLearnSlice, sampleOf } from './learnSlice.ts';
import { ADAM, makeOptimizer, type OptimizerState } from './optimizer.ts';
import { makeSchedule } from './schedule.ts';
import { newTrend, train, type Trend } from './train.ts';
import { truthOf } from './truth.ts';

/** Slices to learn from, and those that pick the step to keep. The gate's slices have no place here. */
export interface LearnSet {
  readonly train: readonly LearnSlice[];
  /** May be empty: then the last step is kept. */
  readonly watch: readonly LearnSlice[];
}

/** Everything that a run needs to go on as if it had never stopped. */
export interface TuneState {
  readonly step: number;
  readonly weights: WeightValues;
  readonly moments: OptimizerState['moments'];
  /** The best on the watch slices so far; null before they were looked at. */
  readonly best: Kept | null;
  /** Step at which the watch slices were looked at last; -1 before. */
  readonly watched: number;
  readonly trend: Trend;
}

/** Weights of a step, with their mean Dice on the watch slices (NaN where there are none). */
export interface Kept {
  readonly step: number;
  readonly dice: number;
  readonly weights: WeightValues;
}

/** A run of fine-tuning: read `events` to make it go, an event (one step, or one look at the watch slices) at a time. */
export interface FineTune {
  readonly events: AsyncGenerator<LearnEvent, void>;
  /** To be asked for between two events. */
  state(): Promise<TuneState>;
  /** The weights to keep: the best on the watch slices, or the last ones where there are none. */
  kept(): Promise<Kept>;
  dispose(): void;
}

/** Side of a training patch where network and plan leave a choice, in pixels. */
const SIDE = 128;

/** Patients lie in one way: no mirror images, since left and right have labels of their own, and only small turns. */
const ORIENTED: Augmentation = { ...AUGMENTATION, flip: false, rotate: 15 };

/** Steps between two looks at the watch slices: ten looks a run, and one every 20 steps at least. */
export const watchEvery = (steps: number): number => Math.min(20, Math.max(1, Math.ceil(steps / 10)));

/** Side of the patches that the network of a plan is tuned on. */
export function patchSide(plan: Plan): number {
  const net = netById(plan.net);
  return fittingSide(net.input({ ...net.defaults, ...plan.config }), Math.min(SIDE, ...plan.patch.size));
}

/** Batches of the training slices, the same ones for the same seed; `augment` changes the usual augmentation. */
export function tuneBatches(
  plan: Plan,
  slices: readonly LearnSlice[],
  options: LearnOptions,
  augment: Partial<Augmentation> = {},
): (step: number) => Batch {
  const side = patchSide(plan);
  return batchesOf(
    slices.map((s) => sampleOf(s, plan)),
    {
      batch: options.batch,
      patch: [side, side],
      seed: options.seed,
      augmentation: { ...(slices.some((s) => s.oriented) ? ORIENTED : AUGMENTATION), ...augment },
      onLabel: 0.5,
    },
  );
}

/**
 * Begins to tune the network of `plan` on corrected slices, from `values`, or goes on from a state of the same run
 * (same slices and options). The same seed gives the same weights on one backend.
 * Throws Problem `weights.mismatch` where the weights are not of the plan's network, and Errors for losses that do not
 * mix or slices that are missing.
 */
export function finetune(
  plan: Plan,
  values: WeightValues,
  set: LearnSet,
  options: LearnOptions,
  {
    signal,
    resume,
    augment,
  }: { readonly signal?: AbortSignal; readonly resume?: TuneState; readonly augment?: Partial<Augmentation> } = {},
): FineTune {
  const net = netById(plan.net);
  const config = { ...net.defaults, ...plan.config } as object;
  const specs = weightSpecs(net, config);
  const moving = trainedPaths(net, specs, options.layers);
  const loss = mix(options.loss);
  const { truth } = lossSpec(options.loss[0]![1]);
  const labels = plan.labels.map((l) => l.value);
  const batches = tuneBatches(plan, set.train, options, augment);
  const weights = Weights.fromValues(specs, resume?.weights ?? values, plan.title);
  const optimizer = makeOptimizer(ADAM);
  if (resume) optimizer.restore({ steps: resume.step, moments: resume.moments });
  const params = weights.params();
  const finest = finestForward(net, params, config);
  const { forward } = finest;
  const seen = watchPatches(
    set.watch.map((s) => sampleOf(s, plan)),
    patchSide(plan),
  );

  const every = watchEvery(options.steps);
  let step = resume?.step ?? 0;
  let best = resume?.best ?? null;
  let watched = resume?.watched ?? -1;
  const trend = { ...(resume?.trend ?? newTrend()) };

  const look = async (): Promise<LearnEvent> => {
    const dice = await meanDice(forward, plan, set.watch, signal);
    const value = await meanLoss(forward, seen, loss, (batch, size) => truthOf(batch, size, truth, labels));
    const kept = best === null || dice > best.dice;
    if (kept) best = { step, dice, weights: await weights.values() };
    watched = step;
    return { kind: 'watch', step, dice, loss: value, kept };
  };
  const due = () => set.watch.length > 0 && watched < step && (step % every === 0 || step === options.steps);

  async function* events(): AsyncGenerator<LearnEvent, void> {
    if (due()) yield await look();
    const run = train(net, config, weights, batches, {
      loss,
      truth,
      labels,
      optimizer,
      schedule: makeSchedule({
        kind: 'cosine',
        rate: options.rate,
        warmUp: Math.min(10, Math.ceil(options.steps / 20)),
        power: 1,
      }),
      steps: options.steps,
      from: step,
      stepsPerEpoch: every,
      seed: options.seed,
      clip: 1,
      accumulate: 1,
      frozen: (path) => !moving.has(path),
      signal,
      trend,
    });
    for await (const event of run) {
      if (event.kind === 'epoch') continue;
      if (event.kind === 'stopped') {
        yield { kind: 'stopped', step: event.step, reason: event.reason };
        step = event.good;
        return;
      }
      ({ step } = event);
      yield { kind: 'step', step, loss: event.loss };
      if (due()) yield await look();
    }
  }

  return {
    events: events(),
    state: async () => ({
      step,
      weights: await weights.values(),
      moments: (await optimizer.state()).moments,
      best,
      watched,
      trend: { ...trend },
    }),
    kept: async () => best ?? { step, dice: NaN, weights: await weights.values() },
    dispose() {
      finest.dispose();
      weights.dispose();
      optimizer.dispose();
    },
  };
}

/** Mean Dice of the slices, as the gate takes it. */
async function meanDice(
  forward: Forward,
  plan: Plan,
  slices: readonly LearnSlice[],
  signal?: AbortSignal,
): Promise<number> {
  let sum = 0;
  for (const slice of slices) {
    signal?.throwIfAborted();
    sum += sliceDice(slice.truth, await predictLearnSlice(forward, plan, slice), plan.labels);
  }
  return sum / slices.length;
}

/** One patch a slice, the same ones at every look. */
function watchPatches(samples: readonly Sample[], side: number): readonly Batch[] {
  if (samples.length === 0) return [];
  const patch = batchesOf(samples, {
    batch: 1,
    patch: [side, side],
    seed: 1,
    augmentation: NO_AUGMENTATION,
    onLabel: 1,
  });
  return samples.map((_, n) => patch(n));
}

async function meanLoss(
  forward: Forward,
  patches: readonly Batch[],
  loss: Loss,
  truth: (batch: Batch, size: readonly [number, number]) => tf.Tensor,
): Promise<number> {
  let sum = 0;
  for (const batch of patches) {
    const value = tf.tidy(() => {
      const output = forward(tf.tensor4d(batch.values, [...batch.shape]));
      return loss(output, truth(batch, [output.shape[1], output.shape[2]]));
    });
    sum += (await readTensor(value))[0]!;
    value.dispose();
  }
  return sum / patches.length;
}
