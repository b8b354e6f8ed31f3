import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../core/plan.ts';
import { pictureGrid } from '../../core/grid.ts';
import { planeOf } from '../../core/plane.ts';
import type { Volume } from '../../core/volume.ts';
import { useBackend } from '../backends.testing.ts';
import { scalings, sliceInput } from './normalize.ts';
import { cleanUp, labelsOf, predictSlice } from './predictSlice.ts';
import { resize } from './resize.ts';
import { mirror, slidingWindow, tileStarts } from './slidingWindow.ts';

beforeAll(() => useBackend('cpu'));

const wave = (h: number, w: number, c = 1) =>
  Float32Array.from({ length: h * w * c }, (_, n) => Math.sin(n * 0.37) + 0.3 * Math.cos(n * 0.011));

const picture = (width: number, height: number, at: (x: number, y: number) => number): Volume => ({
  id: 'p',
  name: 'p',
  modality: '',
  grid: pictureGrid(width, height),
  voxels: Uint8Array.from({ length: width * height }, (_, n) => at(n % width, Math.floor(n / width))),
  channels: 1,
  slope: 1,
  intercept: 0,
  unit: '',
  window: { center: 128, width: 256 },
  about: {},
  warnings: [],
});

const plan = (change: Partial<Plan> = {}): Plan => ({
  version: 1,
  id: 't',
  title: 't',
  net: 't',
  config: {},
  labels: [{ value: 3, name: 'A', color: [1, 2, 3] }],
  input: {
    channels: 1,
    color: 'luminance',
    normalization: { kind: 'range', lower: 0, upper: 255 },
    spacing: null,
    modality: '',
  },
  patch: { size: [16, 16], multiple: 4, overlap: 0.5 },
  output: { activation: 'none', threshold: 0.5 },
  testTime: { flips: false, largestComponent: false, fillHoles: false },
  provenance: { trainedOn: '', command: '', seed: 0, date: '', license: '' },
  metrics: [],
  ...change,
});

describe('tileStarts', () => {
  it.each([
    [10, 16, 0.5],
    [16, 16, 0.5],
    [17, 16, 0.5],
    [100, 16, 0.25],
    [1000, 128, 0.75],
  ])('covers %i with tiles of %i sharing %f', (size, tile, overlap) => {
    const starts = tileStarts(size, tile, overlap);
    const seen = new Uint8Array(size);
    for (const s of starts) seen.fill(1, s, s + tile);
    expect(seen.every(Boolean)).toBe(true);
    if (size > tile) expect(starts.at(-1)! + tile).toBe(size);
    starts.slice(1).forEach((s, n) => expect(starts[n]! + tile - s).toBeGreaterThanOrEqual(Math.floor(tile * overlap)));
  });
});

describe('mirror', () => {
  it('reflects without repeating the edge', () => {
    expect([-3, -2, -1, 0, 1, 2, 3, 4, 5].map((x) => mirror(x, 3))).toEqual([1, 2, 1, 0, 1, 2, 1, 0, 1]);
    expect(mirror(7, 1)).toBe(0);
  });
});

describe('slidingWindow', () => {
  const options = { patch: [16, 16] as const, multiple: 4, overlap: 0.5 };

  it.each([
    [7, 5],
    [16, 16],
    [33, 18],
    [40, 61],
  ])('gives a pointwise network’s own output on %i×%i, without seams', async (h, w) => {
    const input = wave(h, w, 2);
    const { data, channels } = await slidingWindow(input, [h, w, 2], (x) => tf.mul(x, 2), options);
    expect(channels).toBe(2);
    data.forEach((v, n) => expect(v).toBeCloseTo(2 * input[n]!, 4));
  });

  it('feeds a valid convolution its halo: the same as the whole mirrored image at once', async () => {
    const [h, w] = [29, 23];
    const input = wave(h, w);
    const kernel = tf.tensor4d(wave(5, 5), [5, 5, 1, 1]);
    const forward = (x: tf.Tensor4D) => tf.conv2d(x, kernel, 1, 'valid');
    const { data } = await slidingWindow(input, [h, w, 1], forward, options);
    const whole = tf.tidy(() =>
      forward(
        tf.mirrorPad(
          tf.tensor4d(input, [1, h, w, 1]),
          [
            [0, 0],
            [2, 2],
            [2, 2],
            [0, 0],
          ],
          'reflect',
        ),
      ),
    );
    const expected = await whole.data();
    data.forEach((v, n) => expect(v).toBeCloseTo(expected[n]!, 4));
  });

  it('gives sizes that the network can take', async () => {
    const seen: number[][] = [];
    await slidingWindow(wave(9, 30), [9, 30, 1], (x) => (seen.push(x.shape.slice(1, 3)), tf.clone(x)), options);
    expect(seen.every(([h, w]) => h === 12 && w === 16)).toBe(true);
  });

  it('reports every tile, stops when asked, and leaks no tensor', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const seen: string[] = [];
    const job = {
      signal: controller.signal,
      progress: ({ done, total }: { done: number; total: number }) => {
        seen.push(`${done}/${total}`);
        if (done === 3) controller.abort();
      },
    };
    await expect(slidingWindow(wave(40, 40), [40, 40, 1], (x) => tf.clone(x), options, job)).rejects.toThrow();
    expect(seen).toEqual(['1/16', '2/16', '3/16']);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('resize', () => {
  it('is exact on a ramp away from the border and keeps constants', () => {
    const ramp = Float32Array.from({ length: 8 * 8 }, (_, n) => n % 8);
    const big = resize(ramp, [8, 8, 1], [16, 16]);
    for (let x = 1; x < 15; x++) expect(big[5 * 16 + x]).toBeCloseTo((x + 0.5) / 2 - 0.5, 5);
    expect(resize(new Float32Array(30).fill(4), [5, 3, 2], [7, 9]).every((v) => Math.abs(v - 4) < 1e-5)).toBe(true);
  });

  it('averages what it covers when it shrinks', () => {
    const chess = Float32Array.from({ length: 32 * 32 }, (_, n) => (n + Math.floor(n / 32)) % 2);
    const small = resize(chess, [32, 32, 1], [8, 8]);
    for (let y = 1; y < 7; y++) for (let x = 1; x < 7; x++) expect(small[y * 8 + x]).toBeCloseTo(0.5, 5);
  });
});

describe('scalings', () => {
  const ramp = picture(101, 1, (x) => x);
  it('maps percentiles of the image to 0..1', () => {
    const [s] = scalings({ kind: 'percentile', lower: 10, upper: 90 }, ramp, 'luminance');
    expect(s!.low).toBeCloseTo(10);
    expect(s!.high).toBeCloseTo(90);
    const input = sliceInput(ramp, planeOf(ramp.grid, 'axial'), 0, [s!]);
    expect([input[0], input[50], input[100]].map((v) => +v!.toFixed(4))).toEqual([0, 0.5, 1]);
  });
  it('standardises by the image’s own mean and population deviation', () => {
    const input = sliceInput(ramp, planeOf(ramp.grid, 'axial'), 0, scalings({ kind: 'zscore' }, ramp, 'luminance'));
    const mean = input.reduce((a, b) => a + b, 0) / 101;
    const variance = input.reduce((a, b) => a + b * b, 0) / 101;
    expect(mean).toBeCloseTo(0, 5);
    expect(variance).toBeCloseTo(1, 4);
  });
  it('survives a flat image', () => {
    const flat = picture(4, 4, () => 7);
    for (const norm of [{ kind: 'zscore' }, { kind: 'percentile', lower: 1, upper: 99 }] as const) {
      const input = sliceInput(flat, planeOf(flat.grid, 'axial'), 0, scalings(norm, flat, 'luminance'));
      expect(input.every((v) => Number.isFinite(v))).toBe(true);
    }
  });
});

describe('labels', () => {
  it('takes the likeliest label at or above the threshold, or the largest of background and labels', () => {
    const two = plan({
      labels: [
        { value: 3, name: 'A', color: [0, 0, 0] },
        { value: 9, name: 'B', color: [0, 0, 0] },
      ],
    });
    expect([...labelsOf({ data: Float32Array.of(0.4, 0.2, 0.5, 0.6, 0.9, 0.7), channels: 2 }, two)]).toEqual([0, 9, 3]);
    expect([...labelsOf({ data: Float32Array.of(0.5, 0.3, 0.2, 0.1, 0.2, 0.7), channels: 3 }, two)]).toEqual([0, 9]);
  });

  it('cleans up as the plan says', () => {
    const labels = Uint8Array.from(['00000000', '03330030', '03030030', '03330000', '00000000'].join(''), Number);
    const p = plan({ testTime: { flips: false, largestComponent: true, fillHoles: true } });
    const out = cleanUp(labels, [8, 5, 1], p);
    expect(out.filter((v) => v === 3).length).toBe(9);
  });

  it('finds a bright square wherever it lies, with flips as without', async () => {
    const v = picture(45, 38, (x, y) => (x > 30 && y < 9 ? 255 : 0));
    for (const flips of [false, true]) {
      const p = plan({ testTime: { flips, largestComponent: false, fillHoles: false } });
      const plane = planeOf(v.grid, 'axial');
      const out = await predictSlice(
        (x) => tf.clone(x),
        p,
        v,
        plane,
        0,
        scalings(p.input.normalization, v, 'luminance'),
      );
      expect(out.every((label, n) => (label === 3) === (n % 45 > 30 && n < 9 * 45))).toBe(true);
    }
  });
});
