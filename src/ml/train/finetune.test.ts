import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIRST_OPTIONS, type LearnEvent, type LearnOptions } from '../../core/learn.ts';
import type { Plan } from '../../core/plan.ts';
import { mulberry32 } from '../../core/random.ts';
import { useBackend } from '../backends.testing.ts';
import { weightSpecs } from '../describe.ts';
import { makeModel } from '../infer/model.ts';
import { NETS } from '../nets/index.ts';
import { unetSame } from '../nets/unetSame.ts';
import type { WeightValues } from '../params.ts';
import { Weights } from '../weights.ts';
import { estimate } from './estimate.ts';
import { finetune, type LearnSet } from './finetune.ts';
import { gate } from './gate.ts';
import { trainedPaths } from './layers.ts';
import { type LearnSlice, predictLearnSlice, sampleOf } from './learnSlice.ts';

const SIDE = 24;

/** Discs on a ground: bright on dark, or dark on bright. */
function discs(seed: number, dark = false): LearnSlice {
  const random = mulberry32(seed);
  const centres = Array.from({ length: 3 }, () => [random() * SIDE, random() * SIDE, 3 + random() * 3] as const);
  const truth = Uint8Array.from({ length: SIDE * SIDE }, (_, n) =>
    centres.some(([x, y, r]) => ((n % SIDE) - x) ** 2 + (Math.floor(n / SIDE) - y) ** 2 < r * r) ? 1 : 0,
  );
  const values = Float32Array.from(truth, (l) => (dark ? 1 - l : l) * 0.8 + 0.2 * random());
  const place = { caseId: 'case', caseName: 'discs', slice: seed, oriented: false, spacing: null };
  return { ...place, height: SIDE, width: SIDE, channels: 1, values, truth };
}

const plan = {
  version: 1,
  id: 'discs',
  title: 'Discs',
  net: 'unet-same',
  config: unetSame.small,
  labels: [{ value: 1, name: 'Disc', color: [0, 0, 0] }],
  input: { channels: 1, color: 'luminance', normalization: { kind: 'none' }, spacing: null, modality: '' },
  patch: { size: [24, 24], multiple: 4, overlap: 0.5 },
  output: { activation: 'sigmoid', threshold: 0.5 },
  testTime: { flips: false, largestComponent: false, fillHoles: false },
  provenance: { trainedOn: '', command: '', seed: 1, date: '', license: '' },
  metrics: [],
} as unknown as Plan;

const options: LearnOptions = { ...FIRST_OPTIONS, steps: 30, rate: 0.02, batch: 2 };
const set: LearnSet = { train: [1, 2, 3].map((s) => discs(s, true)), watch: [discs(4, true)] };
const heldOut = [discs(5, true), discs(6, true)];

/** A model that draws discs, bright ones only. */
let base: WeightValues;
beforeAll(async () => {
  await useBackend('wasm');
  const fresh = Weights.fromSeed(weightSpecs(unetSame, unetSame.small), 3);
  const bright: LearnSet = { train: [11, 12, 13].map((s) => discs(s)), watch: [] };
  const run = finetune(plan, await fresh.values(), bright, { ...options, steps: 60 });
  for await (const _ of run.events);
  base = (await run.kept()).weights;
  run.dispose();
  fresh.dispose();
});

async function tuned(of: LearnSet, change: Partial<LearnOptions> = {}, from = base) {
  const run = finetune(plan, from, of, { ...options, ...change });
  const events: LearnEvent[] = [];
  for await (const e of run.events) events.push(e);
  const kept = await run.kept();
  run.dispose();
  return { events, kept };
}

async function judged(after: WeightValues, before = base) {
  const [old, now] = [makeModel(plan, before), makeModel(plan, after)];
  const cases = [];
  for (const s of heldOut) {
    cases.push({
      ...s,
      before: await predictLearnSlice(old.forward, plan, s),
      after: await predictLearnSlice(now.forward, plan, s),
    });
  }
  old.dispose();
  now.dispose();
  return gate(cases, plan.labels);
}

describe('finetune', () => {
  it('learns dark discs from three corrected slices, and the gate lets it pass', async () => {
    const { events, kept } = await tuned(set);
    const looks = events.filter((e) => e.kind === 'watch');
    expect(looks.map((e) => e.step)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
    expect(kept.step).toBe(looks.reduce((a, b) => (b.dice > a.dice ? b : a)).step);
    expect(kept.dice).toBe(Math.max(...looks.map((e) => e.dice)));
    const verdict = await judged(kept.weights);
    expect(verdict.mean.before.dice).toBeLessThan(0.5);
    expect(verdict.mean.after.dice).toBeGreaterThan(0.8);
    expect(verdict.passed).toBe(true);
  });

  it('is refused by the gate where the labels were inverted on purpose', async () => {
    const inverted = (s: LearnSlice): LearnSlice => ({ ...s, truth: s.truth.map((l) => 1 - l) });
    const bad = { train: set.train.map(inverted), watch: set.watch.map(inverted) };
    const good = (await tuned(set)).kept.weights;
    const { kept } = await tuned(bad, {}, good);
    const verdict = await judged(kept.weights, good);
    expect(verdict.passed).toBe(false);
    expect(verdict.rules.find((r) => r.id === 'mean')!.change).toBeLessThan(-0.3);
  });

  it('goes on after a stop as if it had never stopped, and repeats itself from a seed', async () => {
    const whole = await tuned(set, { steps: 10 });
    const again = await tuned(set, { steps: 10 });
    expect(again.events).toEqual(whole.events);
    for (const stopAt of [3, 4]) {
      const first = finetune(plan, base, set, { ...options, steps: 10 });
      const events: LearnEvent[] = [];
      for await (const e of first.events) {
        events.push(e);
        if (e.kind === 'step' && e.step === stopAt) break;
      }
      const resume = await first.state();
      first.dispose();
      const second = finetune(plan, base, set, { ...options, steps: 10 }, { resume });
      for await (const e of second.events) events.push(e);
      const kept = await second.kept();
      second.dispose();
      expect(events).toEqual(whole.events);
      expect(kept).toEqual(whole.kept);
    }
  });

  it('moves the layers asked for and nothing else, running figures included', async () => {
    for (const layers of ['head', 'decoder'] as const) {
      const moving = trainedPaths(unetSame, weightSpecs(unetSame, unetSame.small), layers);
      const { kept } = await tuned({ ...set, watch: [] }, { steps: 2, layers });
      for (const [path, { data }] of kept.weights) {
        const moved = data.some((v, n) => v !== base.get(path)!.data[n]);
        const norm = path.replace(/running_mean|running_var|num_batches_tracked/, 'weight');
        expect(`${path} ${moved}`).toBe(`${path} ${moving.has(norm)}`);
      }
    }
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await tuned(set, { steps: 3 });
    expect(tf.memory().numTensors).toBe(before);
    const run = finetune(plan, base, set, options);
    await run.events.next();
    await run.events.next();
    await run.events.return();
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('estimate', () => {
  it('counts weights and tells time and memory of a run', async () => {
    const all = await estimate(plan, base, set, options, 2 ** 31);
    expect(all.trained).toBe(all.parameters);
    expect(all.bytes).toBeGreaterThan(4 * 4 * all.parameters);
    expect(all.bytes).toBeLessThan(all.limit);
    const head = await estimate(plan, base, set, { ...options, layers: 'head' }, 2 ** 31);
    expect(head.trained).toBe(5);
  });

  it('tries nothing that cannot fit', async () => {
    const { seconds, bytes, limit } = await estimate(plan, base, set, options, 1000);
    expect(seconds).toBe(0);
    expect(bytes).toBeGreaterThan(limit);
  });
});

describe('trainedPaths', () => {
  it.each(NETS.map((net) => [net.id, net] as const))('%s: head within decoder within all', (_, net) => {
    const specs = weightSpecs(net, net.small);
    const [head, decoder, all] = (['head', 'decoder', 'all'] as const).map((l) => trainedPaths(net, specs, l));
    expect(head!.size).toBeGreaterThan(0);
    expect([...head!].every((p) => decoder!.has(p))).toBe(true);
    expect([...decoder!].every((p) => all!.has(p))).toBe(true);
    if (!net.parts) return;
    expect(head!.size).toBeLessThan(decoder!.size);
    expect(decoder!.size).toBeLessThan(all!.size);
    for (const start of net.parts.decoder)
      expect(
        [...all!].some((p) => p.startsWith(start)),
        start,
      ).toBe(true);
  });
});

describe('sampleOf', () => {
  it('brings a slice to the spacing of the plan', () => {
    const slice = { ...discs(1), spacing: [2, 1] as const };
    const sample = sampleOf(slice, { ...plan, input: { ...plan.input, spacing: 1 } });
    expect([sample.height, sample.width]).toEqual([48, 24]);
    expect(sample.labels[10 * 24 + 7]).toBe(slice.truth[5 * 24 + 7]);
    expect(sample.labels[11 * 24 + 7]).toBe(slice.truth[5 * 24 + 7]);
  });
});
