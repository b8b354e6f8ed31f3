import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { weightSpecs } from '../describe.ts';
import { mix } from '../losses/index.ts';
import type { Net } from '../net.ts';
import { unet, unetMateuszbuda } from '../nets/unet.ts';
import { unetSame } from '../nets/unetSame.ts';
import { Weights } from '../weights.ts';
import { AUGMENTATION, augmentedPatch, NO_AUGMENTATION, type Sample } from './augment.ts';
import { batchesOf } from './batches.ts';
import { ADAM, makeOptimizer } from './optimizer.ts';
import { makeSchedule } from './schedule.ts';
import { rises, train, type TrainOptions } from './train.ts';
import { truthOf } from './truth.ts';
import { mulberry32 } from '../../core/random.ts';

/** Bright discs on a dark ground. */
function discs(size: number, seed: number): Sample {
  const random = mulberry32(seed);
  const centres = Array.from({ length: 3 }, () => [random() * size, random() * size, 2 + random() * 3] as const);
  const labels = Uint8Array.from({ length: size * size }, (_, n) =>
    centres.some(([x, y, r]) => ((n % size) - x) ** 2 + (Math.floor(n / size) - y) ** 2 < r * r) ? 1 : 0,
  );
  const values = Float32Array.from(labels, (l) => l * 0.8 + 0.2 * random());
  return { height: size, width: size, channels: 1, values, labels };
}

const config = unetSame.small;
const specs = () => weightSpecs(unetSame, config);
const samples = [discs(24, 1), discs(24, 2)];
const batches = batchesOf(samples, { batch: 2, patch: [16, 16], seed: 5, augmentation: NO_AUGMENTATION, onLabel: 1 });

const options = (change: Partial<TrainOptions> = {}): TrainOptions => ({
  loss: mix([
    [1, 'dice'],
    [1, 'bce'],
  ]),
  truth: 'binary',
  labels: [1],
  optimizer: makeOptimizer(ADAM),
  schedule: makeSchedule({ kind: 'constant', rate: 0.01, warmUp: 0, power: 1 }),
  steps: 30,
  from: 0,
  stepsPerEpoch: 10,
  seed: 5,
  clip: 1,
  accumulate: 1,
  frozen: () => false,
  ...change,
});

async function losses(change: Partial<TrainOptions> = {}, weights = Weights.fromSeed(specs(), 3)): Promise<number[]> {
  const out: number[] = [];
  for await (const e of train(unetSame, config, weights, batches, options(change)))
    if (e.kind === 'step') out.push(e.loss);
  return out;
}

describe('train', () => {
  const curves: Record<string, number[]> = {};
  onEveryBackend('learns two small pictures', async (backend) => {
    const curve = await losses({ steps: backend === 'webgpu' ? 6 : 50 });
    curves[backend] = curve;
    expect(curve.at(-1)!).toBeLessThan(curve[0]! * (backend === 'webgpu' ? 0.95 : 0.5));
    for (const other of Object.values(curves)) {
      for (let n = 0; n < 4; n++) expect(Math.abs(curve[n]! / other[n]! - 1)).toBeLessThan(2e-3);
    }
  });

  it('goes on after a stop as if it had never stopped, and repeats itself from a seed', async () => {
    await useBackend('wasm');
    const whole = await losses({ steps: 12 });
    expect(await losses({ steps: 12 })).toEqual(whole);
    const weights = Weights.fromSeed(specs(), 3);
    const optimizer = makeOptimizer(ADAM);
    const first: number[] = [];
    for await (const e of train(unetSame, config, weights, batches, options({ steps: 12, optimizer }))) {
      if (e.kind === 'step') first.push(e.loss);
      if (e.kind === 'step' && e.step === 5) break;
    }
    const again = makeOptimizer(ADAM);
    again.restore(await optimizer.state());
    const kept = Weights.fromValues(specs(), await weights.values());
    const rest = await losses({ steps: 12, from: 5, optimizer: again }, kept);
    expect([...first, ...rest]).toEqual(whole);
  });

  it('leaks no tensor over 200 steps', async () => {
    await useBackend('wasm');
    const weights = Weights.fromSeed(specs(), 3);
    const optimizer = makeOptimizer(ADAM);
    let after1 = 0;
    for await (const e of train(unetSame, config, weights, batches, options({ steps: 200, optimizer }))) {
      if (e.kind === 'step' && e.step === 2) after1 = tf.memory().numTensors;
      if (e.kind === 'step' && e.step > 2) expect(tf.memory().numTensors).toBe(after1);
    }
  });

  it('stops at a loss that is not a number and gives back the last good weights', async () => {
    await useBackend('wasm');
    const weights = Weights.fromSeed(specs(), 3);
    const before = await weights.values();
    let calls = 0;
    const events: string[] = [];
    const loss: TrainOptions['loss'] = (logits, truth) =>
      tf.tidy(() => tf.mul(mix([[1, 'bce']])(logits, truth), ++calls === 3 ? NaN : 1) as tf.Scalar);
    for await (const e of train(unetSame, config, weights, batches, options({ loss }))) events.push(e.kind);
    expect(events).toEqual(['step', 'step', 'stopped']);
    const after = await weights.values();
    for (const [path, { data }] of before) expect(after.get(path)!.data).toEqual(data);
  });

  it('averages accumulated batches: the same batch twice is the batch once', async () => {
    await useBackend('wasm');
    const curve = async (accumulate: number) => {
      const out: number[] = [];
      const weights = Weights.fromSeed(specs(), 3);
      const same = () => batches(0);
      for await (const e of train(unetSame, config, weights, same, options({ steps: 4, accumulate }))) {
        if (e.kind === 'step') out.push(e.loss);
      }
      return out;
    };
    const [once, twice] = [await curve(1), await curve(2)];
    once.forEach((l, n) => expect(twice[n]! / l).toBeCloseTo(1, 4));
  });

  it('leaves frozen weights alone', async () => {
    await useBackend('wasm');
    const weights = Weights.fromSeed(specs(), 3);
    const before = await weights.values();
    await losses({ steps: 2, frozen: (path) => path.startsWith('down') }, weights);
    for (const [path, { data }] of await weights.values()) {
      if (!specs().find((s) => s.path === path)!.trainable) continue;
      const moved = data.some((v, n) => v !== before.get(path)!.data[n]);
      expect(`${path} ${moved}`).toBe(`${path} ${!path.startsWith('down')}`);
    }
  });
});

describe('augmentedPatch', () => {
  const source = discs(24, 1);

  it('without chance cuts the patch itself', () => {
    const cut = augmentedPatch(source, [8, 8], 11.5, 9.5, NO_AUGMENTATION, mulberry32(1));
    for (let y = 0; y < 8; y++)
      for (let x = 0; x < 8; x++) {
        expect(cut.values[y * 8 + x]).toBeCloseTo(source.values[(y + 6) * 24 + x + 8]!, 6);
        expect(cut.labels[y * 8 + x]).toBe(source.labels[(y + 6) * 24 + x + 8]);
      }
  });

  it('moves image and labels together', () => {
    for (let seed = 0; seed < 20; seed++) {
      const a = { ...AUGMENTATION, intensity: 0, noise: 0, elastic: 2 };
      const cut = augmentedPatch(source, [24, 24], 12, 12, a, mulberry32(seed));
      let inside = 0;
      let agree = 0;
      cut.labels.forEach((l, n) => {
        inside += l;
        if (l === 1 && cut.values[n]! > 0.45) agree++;
      });
      expect(agree / Math.max(1, inside)).toBeGreaterThan(0.85);
    }
  });

  it('keeps values finite whatever it does', () => {
    const a = { ...AUGMENTATION, intensity: 0.5, noise: 0.1, invert: 1, elastic: 4 };
    // next to 1, a lowest value like this is rounded: low + high - high falls below low
    const odd = { ...source, values: source.values.map((v) => (v > 0.5 ? v : v * 1.234567e-9)) };
    for (let seed = 0; seed < 500; seed++) {
      expect(augmentedPatch(odd, [16, 16], 0, 24, a, mulberry32(seed)).values.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('rises', () => {
  it.each([
    [0.7, 0.3, true],
    [0.5, 0.3, false],
    [-0.45, -0.4, false],
    [-0.6, -0.4, false],
    [0.2, -0.4, true],
    [0.05, 0.01, false],
    [1, Infinity, false],
  ])('%f after a best of %f: %s', (loss, best, answer) => expect(rises(loss, best)).toBe(answer));
});

describe('truthOf', () => {
  const labels = Int32Array.from('0022 0022 5500 5500'.replaceAll(' ', ''), Number);
  const batch = { shape: [1, 4, 4, 1] as const, values: new Float32Array(16), labels };

  it('gives one channel a label, or class numbers', async () => {
    expect([...(await truthOf(batch, [4, 4], 'classes', [2, 5]).data())]).toEqual([
      0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 0, 0, 2, 2, 0, 0,
    ]);
    const binary = truthOf(batch, [4, 4], 'binary', [5]);
    expect(binary.shape).toEqual([1, 4, 4, 1]);
    expect([...(await binary.data())]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]);
  });

  it('thins out for a coarser output and crops for a smaller one', async () => {
    expect([...(await truthOf(batch, [2, 2], 'classes', [2, 5]).data())]).toEqual([0, 1, 2, 0]);
    const crop = truthOf({ ...batch, shape: [1, 4, 4, 1] }, [3, 3], 'classes', [2, 5]);
    expect(crop.shape).toEqual([1, 3, 3]);
  });
});

/** Losses of 20 steps on the two pictures. */
async function curveOf<C extends object>(net: Net<C>, small: C, side: number): Promise<number[]> {
  const few = batchesOf(samples, {
    batch: 2,
    patch: [side, side],
    seed: 5,
    augmentation: NO_AUGMENTATION,
    onLabel: 1,
  });
  const weights = Weights.fromSeed(weightSpecs(net, small), 3);
  const out: number[] = [];
  const schedule = makeSchedule({ kind: 'constant', rate: 0.003, warmUp: 0, power: 1 });
  for await (const e of train(net, small, weights, few, options({ steps: 20, schedule })))
    if (e.kind === 'step') out.push(e.loss);
  weights.dispose();
  return out;
}

describe('networks of other kinds', () => {
  beforeAll(() => useBackend('wasm'));

  it('one that ends in a sigmoid learns', async () => {
    const losses = await curveOf(unetMateuszbuda, { inChannels: 1, classes: 1, base: 4 }, 16);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! * 0.8);
  });

  it('one with valid convolutions learns from the centre of its patch', async () => {
    const losses = await curveOf(unet, { inChannels: 1, classes: 1, base: 4 }, 204);
    const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(mean(losses.slice(-5))).toBeLessThan(mean(losses.slice(0, 5)) * 0.9);
  });
});
