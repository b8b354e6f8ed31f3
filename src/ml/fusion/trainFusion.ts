import * as tf from '@tensorflow/tfjs-core';
import {
  dcifGan,
  type DcifGanConfig,
  type DcifGanDiscriminatorConfig,
  dcifGanDiscriminators,
} from '../nets/dcifGan.ts';
import { INFERENCE, type Mode, type WeightValues } from '../params.ts';
import { readTensor } from '../tf.ts';
import type { Optimizer } from '../train/optimizer.ts';
import type { Schedule } from '../train/schedule.ts';
import type { Weights } from '../weights.ts';
import { contentLoss, type FusionLossOptions, discriminatorLoss, generatorLoss } from './fusionLoss.ts';
import { type FusionVerdict, NEW_WATCH, watchFusion } from './fusionWatch.ts';
import type { PairBatch } from './pairBatches.ts';

/** One side of the game: weights, and what moves them. */
export interface Player<C> {
  readonly weights: Weights;
  readonly config: C;
  readonly optimizer: Optimizer;
}

export interface FusionTrainOptions {
  readonly loss: FusionLossOptions;
  /** Learning rates of both sides. */
  readonly schedule: Schedule;
  /** Steps of the whole run, and the one to begin with. */
  readonly steps: number;
  readonly from: number;
  readonly stepsPerEpoch: number;
  readonly signal?: AbortSignal;
}

/** What one step cost, and how the game stands. */
export interface FusionTrainFigures {
  /** Φ(G1) + Φ(G2). */
  readonly adversarial: number;
  /** Sums over both generators, unweighted. */
  readonly intensity: number;
  readonly ssim: number;
  readonly gradient: number;
  /** Weighted content. */
  readonly content: number;
  /** L(D1) + L(D2). */
  readonly discriminators: number;
  /** C(real) - C(fake) of D1 (PET) and of D2 (CT): 0 = fooled, 1 = they know. */
  readonly leadPet: number;
  readonly leadCt: number;
  /** See FusionHealth. */
  readonly diversity: number;
}

export type FusionEvent =
  /** `step` counts from 1: that many steps are done. */
  | { readonly kind: 'step'; readonly step: number; readonly rate: number; readonly figures: FusionTrainFigures }
  /** Means over the epoch, and what they mean. */
  | {
      readonly kind: 'epoch';
      readonly epoch: number;
      readonly step: number;
      readonly figures: FusionTrainFigures;
      readonly verdict: FusionVerdict;
    }
  /** The run ended early; all weights are those after step `good`. */
  | {
      readonly kind: 'stopped';
      readonly step: number;
      readonly good: number;
      readonly reason: 'nan' | 'rising' | 'collapse';
    };

/** Batch norm by the batch; nothing here is left to chance. */
const TRAINING: Mode = { ...INFERENCE, training: true };

const FIGURES = [
  'adversarial',
  'intensity',
  'ssim',
  'gradient',
  'content',
  'discriminators',
  'leadPet',
  'leadCt',
  'diversity',
] as const satisfies readonly (keyof FusionTrainFigures)[];

/**
 * Trains the coupled generators against the coupled discriminators, in place, an event at a time: a step of the generators,
 * then one of the discriminators on the images that these had made. What the two of a side share is one weight, and learns
 * from both. The same seed gives the same run on one backend; a run that goes on from kept weights and moments goes on as if
 * it had never stopped. Throws AbortError when the signal asks to stop.
 */
export async function* trainFusion(
  generators: Player<DcifGanConfig>,
  discriminators: Player<DcifGanDiscriminatorConfig>,
  batches: (step: number) => PairBatch,
  { loss, schedule, steps, from, stepsPerEpoch, signal }: FusionTrainOptions,
): AsyncGenerator<FusionEvent> {
  const kept = async (step: number) => ({
    step,
    generators: await generators.weights.values(),
    discriminators: await discriminators.weights.values(),
  });
  const restore = (values: { generators: WeightValues; discriminators: WeightValues }) => {
    generators.weights.assign(values.generators);
    discriminators.weights.assign(values.discriminators);
  };
  let good = await kept(from);
  let watch = NEW_WATCH;
  let epoch: FusionTrainFigures[] = [];
  for (let step = from; step < steps; step++) {
    signal?.throwIfAborted();
    const rate = schedule(step, steps);
    const figures = await fusionStep(generators, discriminators, batches(step), loss, rate);
    if (!FIGURES.every((name) => Number.isFinite(figures[name]))) {
      restore(good);
      yield { kind: 'stopped', step: step + 1, good: good.step, reason: 'nan' };
      return;
    }
    epoch.push(figures);
    yield { kind: 'step', step: step + 1, rate, figures };
    if ((step + 1) % stepsPerEpoch !== 0 && step + 1 !== steps) continue;
    const mean = meanOf(epoch);
    epoch = [];
    const judged = watchFusion(watch, { ...mean, lead: (mean.leadPet + mean.leadCt) / 2 });
    watch = judged.watch;
    const { verdict } = judged;
    yield { kind: 'epoch', epoch: Math.ceil((step + 1) / stepsPerEpoch), step: step + 1, figures: mean, verdict };
    if (verdict.kind === 'stop') {
      restore(good);
      yield { kind: 'stopped', step: step + 1, good: good.step, reason: verdict.reason };
      return;
    }
    if (watch.worse === 0 && watch.alike === 0) good = await kept(step + 1);
  }
}

function meanOf(all: readonly FusionTrainFigures[]): FusionTrainFigures {
  const mean = (name: keyof FusionTrainFigures) => all.reduce((sum, f) => sum + f[name], 0) / all.length;
  return Object.fromEntries(FIGURES.map((name) => [name, mean(name)])) as Record<keyof FusionTrainFigures, number>;
}

/** One step of both sides. Weights stay as they are where a loss is not a number. Leaves no tensor but the weights. */
async function fusionStep(
  generators: Player<DcifGanConfig>,
  discriminators: Player<DcifGanDiscriminatorConfig>,
  { shape, values }: PairBatch,
  loss: FusionLossOptions,
  rate: number,
): Promise<FusionTrainFigures> {
  const sources = tf.tensor4d(values, [...shape]);
  const scores = (images: tf.Tensor4D) =>
    dcifGanDiscriminators.forward(discriminators.weights.params(TRAINING), images, discriminators.config) as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
  // kept for the discriminators: [n, h, w, 2], CT-like F_PET, PET-like F_CT
  let made: tf.Tensor4D | undefined;
  let terms: tf.Tensor | undefined;

  const ofGenerators = tf.variableGrads(() => {
    const [ct, pet] = tf.split<tf.Tensor4D>(sources, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    const [fused, fromCt, fromPet] = dcifGan.forward(
      generators.weights.params(TRAINING),
      sources,
      generators.config,
    ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
    made = tf.keep(tf.concat([fromPet, fromCt], 3) as tf.Tensor4D);
    const real = scores(sources);
    const adversarial = scores(made)
      .map((fake, i) => generatorLoss(real[i]!, fake))
      .reduce((a, b) => tf.add(a, b));
    const contents = [contentLoss(fromCt, ct, pet, loss), contentLoss(fromPet, pet, ct, loss)];
    const sum = (name: 'intensity' | 'ssim' | 'gradient') => tf.add(contents[0]![name], contents[1]![name]);
    const [intensity, ssim, gradient] = [sum('intensity'), sum('ssim'), sum('gradient')];
    const content = tf.addN([intensity, tf.mul(ssim, loss.ssim), tf.mul(gradient, loss.gradient)]);
    const blend = tf.mul<tf.Tensor4D>(tf.add(ct, pet), 0.5);
    const diversity = tf.div(spread(fused), tf.add(spread(blend), 1e-6));
    terms = tf.keep(tf.stack([adversarial, intensity, ssim, gradient, content, diversity]));
    return tf.add(adversarial, tf.mul(content, loss.content)) as tf.Scalar;
  }, [...generators.weights.trainable().values()]);

  let leads: tf.Tensor | undefined;
  const ofDiscriminators = tf.variableGrads(() => {
    const [real, fake] = [scores(sources), scores(made!)];
    leads = tf.keep(tf.stack(real.map((r, i) => tf.sub(tf.mean(r), tf.mean(fake[i]!)))));
    return real.map((r, i) => discriminatorLoss(r, fake[i]!)).reduce((a, b) => tf.add(a, b));
  }, [...discriminators.weights.trainable().values()]);

  const [adversarial, intensity, ssim, gradient, content, diversity] = await readTensor(terms!);
  const [leadPet, leadCt] = await readTensor(leads!);
  const [judged] = await readTensor(ofDiscriminators.value);
  const [total] = await readTensor(ofGenerators.value);
  if (Number.isFinite(judged!) && Number.isFinite(total!)) {
    move(generators, ofGenerators.grads, rate);
    move(discriminators, ofDiscriminators.grads, rate);
  }
  tf.dispose([sources, made!, terms!, leads!, ofGenerators.value, ofDiscriminators.value]);
  tf.dispose([ofGenerators.grads, ofDiscriminators.grads]);
  return {
    adversarial: adversarial!,
    intensity: intensity!,
    ssim: ssim!,
    gradient: gradient!,
    content: content!,
    discriminators: judged!,
    leadPet: leadPet!,
    leadCt: leadCt!,
    diversity: diversity!,
  };
}

/** Mean over pixels of the deviation within the batch. */
const spread = (images: tf.Tensor4D): tf.Scalar => tf.mean(tf.sqrt(tf.moments(images, 0).variance));

/** Gradients come by the variables' names on the backend; the optimizer wants them by path. */
function move<C>({ weights, optimizer }: Player<C>, grads: tf.NamedTensorMap, rate: number): void {
  const variables = weights.trainable();
  const byPath = new Map([...variables].flatMap(([path, v]) => (grads[v.name] ? [[path, grads[v.name]!]] : [])));
  optimizer.step(variables, byPath as ReadonlyMap<string, tf.Tensor>, rate);
}
