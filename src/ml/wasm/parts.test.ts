import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend as start } from '../backends.testing.ts';
import { biLevelRouting } from '../ops/biLevelRouting/index.ts';
import { gelu } from '../ops/gelu/index.ts';
import { randomTensor } from '../ops/gradientCheck.testing.ts';
import { layerNorm } from '../ops/layerNorm/index.ts';
import { crossScan, selectiveScan } from '../ops/selectiveScan/index.ts';
import { windowAttention } from '../ops/windowAttention/index.ts';
import { evenParts } from './evenParts.ts';
import { inParts } from './parts.testing.ts';

describe('even parts', () => {
  it('cover everything once, at multiples of the step', () => {
    expect(evenParts(10, 3)).toEqual([
      [0, 3],
      [3, 6],
      [6, 10],
    ]);
    expect(evenParts(7, 2, 2)).toEqual([
      [0, 4],
      [4, 7],
    ]);
  });

  it('are none but the whole where there is less than two steps, and never empty', () => {
    expect(evenParts(3, 4, 4)).toEqual([[0, 3]]);
    expect(evenParts(2, 5)).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

/** Values of f and of its gradients by every input, the kernels' work cut for `count` threads. */
const valuesOf = (count: number, f: (...xs: tf.Tensor[]) => tf.Tensor, xs: tf.Tensor[]): Promise<ArrayLike<number>[]> =>
  inParts(count, async () => {
    const y = f(...xs);
    const slopes = tf.grads(f)(xs, randomTensor(y.shape, 99));
    return Promise.all([y, ...slopes].map((t) => t.data()));
  });

/** Largest difference, of the largest value. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [far, largest] = [a.length === b.length ? 0 : Infinity, 0];
  for (let i = 0; i < b.length; i++) {
    far = Math.max(far, Math.abs(a[i]! - b[i]!));
    largest = Math.max(largest, Math.abs(b[i]!));
  }
  return far / largest;
};

const conv = (stride: number | [number, number], pad: 'same' | 'valid') => (x: tf.Tensor, filter: tf.Tensor) =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad);
const product = (transposeA: boolean, transposeB: boolean) => (a: tf.Tensor, b: tf.Tensor) =>
  tf.matMul(a, b, transposeA, transposeB);
const routing = { windows: 3, topk: 2, heads: 4, scale: 0.5 };
const scanned = [[4, 2, 30, 6], [24, 5], [4, 2, 30, 10], [24], [24]] as const;
const scanOf = ([u, delta, A, bc, D, bias]: tf.Tensor[]) => ({ u, delta, A, bc, D, bias }) as never;

/** `sums`: places, the result's first, that are sums of what the parts give, and close instead of the same. */
const CASES: {
  title: string;
  f: (...xs: tf.Tensor[]) => tf.Tensor;
  shapes: readonly (readonly number[])[];
  sums?: readonly number[];
}[] = [
  {
    title: 'direct convolution',
    f: conv(1, 'same'),
    shapes: [
      [1, 11, 9, 3],
      [3, 3, 3, 5],
    ],
    sums: [2],
  },
  {
    title: "Winograd's convolution",
    f: conv(1, 'same'),
    shapes: [
      [1, 19, 11, 12],
      [3, 3, 12, 16],
    ],
    sums: [2],
  },
  {
    title: 'convolution without a border',
    f: conv(1, 'valid'),
    shapes: [
      [2, 14, 8, 12],
      [3, 3, 12, 12],
    ],
    sums: [2],
  },
  {
    title: 'convolution of a batch',
    f: conv(1, 'same'),
    shapes: [
      [5, 6, 8, 12],
      [3, 3, 12, 12],
    ],
    sums: [2],
  },
  {
    title: 'convolution of so few pixels',
    f: conv(1, 'same'),
    shapes: [
      [3, 4, 4, 12],
      [3, 3, 12, 12],
    ],
    sums: [2],
  },
  {
    title: 'convolution with a stride',
    f: conv([2, 3], 'same'),
    shapes: [
      [2, 13, 12, 4],
      [5, 4, 4, 6],
    ],
    sums: [2],
  },
  {
    title: '1x1 convolution',
    f: conv(1, 'same'),
    shapes: [
      [1, 9, 7, 6],
      [1, 1, 6, 5],
    ],
    sums: [2],
  },
  {
    title: 'product',
    f: product(false, false),
    shapes: [
      [50, 7],
      [7, 9],
    ],
    sums: [2],
  },
  {
    title: 'product of a long sum',
    f: product(false, false),
    shapes: [
      [500, 7],
      [7, 9],
    ],
    sums: [2],
  },
  {
    title: 'products of a batch',
    f: product(false, true),
    shapes: [
      [5, 6, 7],
      [5, 9, 7],
    ],
  },
  {
    title: 'products of two',
    f: product(false, true),
    shapes: [
      [2, 50, 7],
      [2, 9, 7],
    ],
  },
  {
    title: 'product of a transposed matrix',
    f: product(true, false),
    shapes: [
      [400, 6],
      [400, 9],
    ],
    sums: [0],
  },
  { title: 'gelu', f: gelu, shapes: [[3, 7, 3]] },
  {
    title: 'layer norm',
    f: (x, gamma, beta) => layerNorm(x, gamma as tf.Tensor1D, beta as tf.Tensor1D),
    shapes: [[11, 7], [7], [7]],
    sums: [2, 3],
  },
  {
    title: 'window attention',
    f: (q, kv, table) =>
      windowAttention(q as tf.Tensor4D, kv as tf.Tensor4D, table as tf.Tensor2D, { window: 4, shift: 2 }),
    shapes: [
      [1, 8, 8, 12],
      [1, 8, 8, 24],
      [49, 4],
    ],
  },
  {
    title: 'attention in a single window',
    f: (q, kv, table) =>
      windowAttention(q as tf.Tensor4D, kv as tf.Tensor4D, table as tf.Tensor2D, { window: 4, shift: 0 }),
    shapes: [
      [1, 4, 4, 12],
      [1, 4, 4, 24],
      [49, 3],
    ],
  },
  {
    title: 'bi-level routing',
    f: (qkv) => biLevelRouting(qkv as tf.Tensor4D, routing)[0],
    shapes: [[1, 6, 9, 24]],
  },
  { title: 'scan', f: (...xs) => selectiveScan(scanOf(xs)), shapes: [[4, 2, 30, 6], ...scanned] },
  { title: 'cross scan', f: (...xs) => crossScan(scanOf(xs), 5, 6), shapes: [[1, 2, 30, 6], ...scanned] },
];

describe('work in parts gives what it gives in one', () => {
  beforeAll(() => start('wasm'));

  it.each(CASES)('$title', async ({ f, shapes, sums = [] }) => {
    const xs = shapes.map((shape, n) => randomTensor(shape, n + 1));
    const whole = await valuesOf(1, f, xs);
    for (const count of [2, 3]) {
      const parts = await valuesOf(count, f, xs);
      parts.forEach((values, n) => {
        if (sums.includes(n)) expect(apart(values, whole[n]!)).toBeLessThan(1e-6);
        else expect(values).toEqual(whole[n]);
      });
    }
  });

  it('of a matrix that serves a whole batch', async () => {
    const [a, b] = [randomTensor([2, 40, 7], 1), randomTensor([1, 7, 9], 2)];
    const f = () => tf.matMul(a, b).data();
    const whole = await inParts(1, f);
    expect(await inParts(2, f)).toEqual(whole);
    expect(await inParts(3, f)).toEqual(whole);
  });
});
