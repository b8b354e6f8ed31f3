import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mulberry32 } from '../../core/random.ts';
import { useBackend } from '../backends.testing.ts';
import { weightSpecs } from '../describe.ts';
import { dcifGan, type DcifGanConfig, dcifGanDiscriminators } from '../nets/dcifGan.ts';
import type { WeightValues } from '../params.ts';
import { makeOptimizer, OPTIMIZERS } from '../train/optimizer.ts';
import { Weights } from '../weights.ts';
import { FUSION_LOSS, type FusionLossOptions } from './fusionLoss.ts';
import type { FusionPair } from './fusionModel.ts';
import { type PairBatch, pairBatches } from './pairBatches.ts';
import { type FusionEvent, trainFusion } from './trainFusion.ts';

const SIDE = 16;
const GENERATORS: DcifGanConfig = { ...dcifGan.small, dim: 4, heads: 1, window: 4 };
const DISCRIMINATORS = { ...dcifGanDiscriminators.small, imageSize: SIDE, base: 2 };

/** A CT of stripes and a PET of one spot, at places of chance. */
function pair(seed: number): FusionPair {
  const random = mulberry32(seed);
  const [phase, x0, y0] = [6 * random(), 20 * random(), 20 * random()];
  const draw = (value: (x: number, y: number) => number) =>
    Float32Array.from({ length: 20 * 20 }, (_, n) => value(n % 20, Math.floor(n / 20)));
  return {
    width: 20,
    height: 20,
    ct: draw((x, y) => 0.5 + 0.4 * Math.sin(x / 2 + y / 3 + phase)),
    pet: draw((x, y) => Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / 20)),
  };
}
const PAIRS = Array.from({ length: 6 }, (_, n) => pair(n));
const BATCHES = pairBatches(PAIRS, { batch: 2, side: SIDE, seed: 1 });

function player<C extends object>(net: Parameters<typeof weightSpecs<C>>[0], config: C, values?: WeightValues) {
  const specs = weightSpecs(net, config);
  const weights = values ? Weights.fromValues(specs, values) : Weights.fromSeed(specs, 1);
  return { weights, config, optimizer: makeOptimizer(OPTIMIZERS.adam) };
}
const game = () => ({
  generators: player(dcifGan, GENERATORS),
  discriminators: player(dcifGanDiscriminators, DISCRIMINATORS),
});
type Game = ReturnType<typeof game>;

async function events(
  { generators, discriminators }: Game,
  steps: number,
  options: {
    from?: number;
    batches?: (step: number) => PairBatch;
    loss?: FusionLossOptions;
    stepsPerEpoch?: number;
  } = {},
): Promise<FusionEvent[]> {
  const { from = 0, batches = BATCHES, loss = FUSION_LOSS, stepsPerEpoch = 3 } = options;
  const out: FusionEvent[] = [];
  const run = { loss, schedule: () => 2e-3, steps, from, stepsPerEpoch };
  for await (const event of trainFusion(generators, discriminators, batches, run)) out.push(event);
  return out;
}

function dispose({ generators, discriminators }: Game): void {
  for (const { weights, optimizer } of [generators, discriminators]) {
    weights.dispose();
    optimizer.dispose();
  }
}

const lossesOf = (all: readonly FusionEvent[]) =>
  all.flatMap((e) => (e.kind === 'step' ? [[e.figures.content, e.figures.adversarial, e.figures.discriminators]] : []));

describe('training the coupled fusion GAN', () => {
  beforeAll(() => useBackend('wasm'));

  it('lowers the content loss, moves both sides, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const g = game();
    const first = await g.generators.weights.values();
    const firstOfD = await g.discriminators.weights.values();
    const all = await events(g, 12);
    const losses = lossesOf(all);
    expect(losses).toHaveLength(12);
    expect(losses.flat().every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)![0]).toBeLessThan(0.95 * losses[0]![0]!);
    expect(all.filter((e) => e.kind === 'epoch')).toHaveLength(4);
    // every weight of either side learns, the shared ones too
    for (const [side, old] of [
      [g.generators, first],
      [g.discriminators, firstOfD],
    ] as const) {
      const now = await side.weights.values();
      for (const path of side.weights.trainable().keys())
        expect([...now.get(path)!.data], path).not.toEqual([...old.get(path)!.data]);
    }
    dispose(g);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is the same run again from the same seed, and when it goes on where it was cut off', async () => {
    const whole = game();
    const want = lossesOf(await events(whole, 6));
    const cut = game();
    const start = lossesOf(await events(cut, 3));
    const rest = game();
    for (const side of ['generators', 'discriminators'] as const) {
      rest[side].weights.assign(await cut[side].weights.values());
      rest[side].optimizer.restore(await cut[side].optimizer.state());
    }
    const end = lossesOf(await events(rest, 6, { from: 3 }));
    expect([...start, ...end]).toEqual(want);
    [whole, cut, rest].forEach(dispose);
  });

  it('shares what the paper shares, and nothing else', () => {
    const owners = (net: typeof dcifGan | typeof dcifGanDiscriminators, config: object) => [
      ...new Set(weightSpecs(net as typeof dcifGan, config as DcifGanConfig).map(({ path }) => path.split('.')[0])),
    ];
    expect(owners(dcifGan, GENERATORS)).toEqual(['se', 'de', 'cmifm', 'conv_ct', 'conv_pet', 'dr', 'sr']);
    expect(owners(dcifGanDiscriminators, DISCRIMINATORS)).toEqual(['d1', 'shared', 'linear', 'd2']);
  });

  it('stops at a loss that is not a number, with the last good weights', async () => {
    const g = game();
    const batches = (step: number): PairBatch => {
      const batch = BATCHES(step);
      return step < 4 ? batch : { ...batch, values: batch.values.map(() => NaN) };
    };
    const all = await events(g, 9, { batches });
    expect(all.at(-1)).toEqual({ kind: 'stopped', step: 5, good: 3, reason: 'nan' });
    const clean = game();
    await events(clean, 3);
    expect(await g.generators.weights.values()).toEqual(await clean.generators.weights.values());
    [g, clean].forEach(dispose);
  });

  it('stops when all sources give one image', async () => {
    const g = game();
    // a last layer of zeros: nothing in the output follows the input
    for (const [path, v] of g.generators.weights.trainable()) if (path.startsWith('sr.1')) v.assign(tf.zeros(v.shape));
    const frozen: Game = {
      ...g,
      generators: { ...g.generators, optimizer: { ...g.generators.optimizer, step: () => undefined } },
    };
    const all = await events(frozen, 6, { stepsPerEpoch: 1 });
    expect(all.at(-1)).toMatchObject({ kind: 'stopped', step: 3, reason: 'collapse' });
    dispose(g);
  });
});
