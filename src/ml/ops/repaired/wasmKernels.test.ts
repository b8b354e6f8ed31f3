import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend as start } from '../../backends.testing.ts';
import { randomTensor } from '../gradientCheck.testing.ts';

/** ‖a - b‖ / ‖b‖ */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let [far, long] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    far += (a[i]! - b[i]!) ** 2;
    long += b[i]! ** 2;
  }
  return Math.sqrt(far / long);
};

interface Conv {
  readonly x: readonly [n: number, h: number, w: number, channels: number];
  readonly out: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
}

/** Visits every pair of an input value and an output value that a weight joins: (x index, weight index, y index). */
function visit({ x, out, kernel, stride, pads }: Conv, see: (x: number, w: number, y: number) => void): number[] {
  const [n, h, w, channels] = x;
  const outHeight = Math.floor((h + pads[0] + pads[1] - kernel[0]) / stride[0]) + 1;
  const outWidth = Math.floor((w + pads[2] + pads[3] - kernel[1]) / stride[1]) + 1;
  for (let b = 0; b < n; b++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let ky = 0; ky < kernel[0]; ky++)
          for (let kx = 0; kx < kernel[1]; kx++) {
            const [iy, ix] = [oy * stride[0] + ky - pads[0], ox * stride[1] + kx - pads[2]];
            if (iy < 0 || iy >= h || ix < 0 || ix >= w) continue;
            for (let i = 0; i < channels; i++)
              for (let o = 0; o < out; o++)
                see(
                  ((b * h + iy) * w + ix) * channels + i,
                  ((ky * kernel[1] + kx) * channels + i) * out + o,
                  ((b * outHeight + oy) * outWidth + ox) * out + o,
                );
          }
  return [n, outHeight, outWidth, out];
}

const square = (k: number) => [k, k] as const;
const all = (p: number) => [p, p, p, p] as const;
const CONVS: (Conv & { title: string })[] = [
  { title: '3x3', x: [2, 9, 7, 5], out: 11, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3 of whole vectors', x: [1, 12, 16, 16], out: 16, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3 of odd sides', x: [2, 33, 41, 12], out: 20, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3 valid, vectors', x: [1, 13, 8, 40], out: 36, kernel: square(3), stride: square(1), pads: all(0) },
  { title: '3x3, uneven pads', x: [2, 7, 10, 8], out: 8, kernel: square(3), stride: square(1), pads: [0, 2, 1, 0] },
  { title: '3x3, one channel', x: [2, 6, 5, 1], out: 3, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3 to one channel', x: [1, 6, 5, 9], out: 1, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3 valid', x: [2, 8, 9, 3], out: 8, kernel: square(3), stride: square(1), pads: all(0) },
  { title: '3x3 of a single pixel', x: [3, 1, 1, 6], out: 7, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '1x1', x: [2, 5, 7, 13], out: 9, kernel: square(1), stride: square(1), pads: all(0) },
  { title: '1x1 stride 2', x: [1, 8, 7, 6], out: 5, kernel: square(1), stride: square(2), pads: all(0) },
  { title: '3x3 stride 2', x: [2, 9, 8, 4], out: 12, kernel: square(3), stride: square(2), pads: all(1) },
  { title: '4x4 stride 2', x: [1, 8, 10, 3], out: 6, kernel: square(4), stride: square(2), pads: all(1) },
  { title: '7x7 stride 2', x: [1, 13, 14, 3], out: 10, kernel: square(7), stride: square(2), pads: all(3) },
  { title: '4x4 patches', x: [2, 8, 12, 3], out: 8, kernel: square(4), stride: square(4), pads: all(0) },
  { title: '5x2, strides 1 and 3', x: [1, 9, 11, 2], out: 5, kernel: [5, 2], stride: [1, 3], pads: [2, 1, 0, 3] },
  { title: 'pads wider than the filter', x: [1, 4, 4, 3], out: 4, kernel: square(2), stride: square(1), pads: all(3) },
  { title: 'one line of many', x: [1, 3, 700, 64], out: 8, kernel: square(3), stride: square(1), pads: all(1) },
  { title: 'strips', x: [1, 70, 64, 24], out: 10, kernel: square(3), stride: square(1), pads: all(1) },
];

describe('wasm convolution', () => {
  beforeAll(() => start('wasm'));

  it.each(CONVS)('$title: it and both gradients are the sums of the definition', async (conv) => {
    const x = randomTensor<tf.Tensor4D>(conv.x, 1);
    const w = randomTensor<tf.Tensor4D>([...conv.kernel, conv.x[3], conv.out], 2);
    const [xs, ws] = [await x.data(), await w.data()];
    const yShape = visit(conv, () => {});
    const dy = randomTensor(yShape, 3);
    const dys = await dy.data();
    const expected = {
      y: new Float64Array(dys.length),
      dx: new Float64Array(xs.length),
      dw: new Float64Array(ws.length),
    };
    visit(conv, (i, j, k) => {
      expected.y[k]! += xs[i]! * ws[j]!;
      expected.dx[i]! += dys[k]! * ws[j]!;
      expected.dw[j]! += dys[k]! * xs[i]!;
    });

    const [top, bottom, left, right] = conv.pads;
    const pads = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ] as tf.backend_util.ExplicitPadding;
    const f = (a: tf.Tensor, b: tf.Tensor) =>
      tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, [...conv.stride], pads, 'NHWC', 1);
    const y = f(x, w);
    expect(y.shape).toEqual(yShape);
    expect(distance(await y.data(), expected.y)).toBeLessThan(1e-6);
    const [dx, dw] = tf.grads(f)([x, w], dy);
    expect(distance(await dx!.data(), expected.dx)).toBeLessThan(1e-6);
    expect(distance(await dw!.data(), expected.dw)).toBeLessThan(1e-6);
  });

  it('of a dilated filter stays with tfjs', async () => {
    const [x, w] = [randomTensor<tf.Tensor4D>([1, 7, 7, 2], 1), randomTensor<tf.Tensor4D>([3, 3, 2, 4], 2)];
    const spread = tf.conv2d(x, w, 1, 'valid', 'NHWC', 2);
    const taps = tf.tidy(() =>
      [0, 1, 2].flatMap((ky) =>
        [0, 1, 2].map((kx) => {
          const part = tf.slice(x, [0, 2 * ky, 2 * kx, 0], [1, 3, 3, 2]);
          return tf.conv2d(part, tf.slice(w, [ky, kx, 0, 0], [1, 1, 2, 4]), 1, 'valid');
        }),
      ),
    );
    expect(distance(await spread.data(), await tf.addN(taps).data())).toBeLessThan(1e-6);
  });
});

describe('wasm matrix product', () => {
  beforeAll(() => start('wasm'));

  const SIZES = [
    [1, 1, 1, 1],
    [2, 5, 3, 9],
    [3, 4, 8, 8],
    [1, 49, 32, 49],
    [2, 130, 17, 33],
    [1, 3, 1500, 2],
  ];
  it.each(SIZES)('batch %i, %i x %i x %i, transposed either way', async (batch, m, k, n) => {
    for (const [transposeA, transposeB, shared] of [
      [false, false, false],
      [true, false, false],
      [false, true, false],
      [true, true, false],
      [false, false, true],
      [true, true, true],
    ] as const) {
      const a = randomTensor<tf.Tensor3D>(transposeA ? [batch!, k!, m!] : [batch!, m!, k!], 1);
      const b = randomTensor<tf.Tensor3D>([shared ? 1 : batch!, ...(transposeB ? [n!, k!] : [k!, n!])], 2);
      const [as, bs] = [await a.data(), await b.data()];
      const expected = new Float64Array(batch! * m! * n!);
      for (let t = 0; t < batch!; t++)
        for (let i = 0; i < m!; i++)
          for (let j = 0; j < n!; j++) {
            let sum = 0;
            for (let l = 0; l < k!; l++) {
              const left = as[t * m! * k! + (transposeA ? l * m! + i : i * k! + l)]!;
              sum += left * bs[(shared ? 0 : t * k! * n!) + (transposeB ? j * k! + l : l * n! + j)]!;
            }
            expected[(t * m! + i) * n! + j] = sum;
          }
      const c = tf.matMul(a, b, transposeA, transposeB);
      expect(c.shape).toEqual([batch, m, n]);
      expect(distance(await c.data(), expected)).toBeLessThan(2e-6);
    }
  });

  it('rounds a sum of thousands of products little more than one of dozens', async () => {
    // one running sum in single precision would be off by more than 1e-6
    const [m, k, n] = [4, 8192, 16];
    const [a, b] = [randomTensor<tf.Tensor2D>([m, k], 1), randomTensor<tf.Tensor2D>([k, n], 2)];
    const [as, bs] = [await a.data(), await b.data()];
    const expected = Float64Array.from({ length: m * n }, (_, at) => {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += as[Math.floor(at / n) * k + l]! * bs[l * n + (at % n)]!;
      return sum;
    });
    expect(distance(await tf.matMul(a, b).data(), expected)).toBeLessThan(5e-7);
  });

  it('adds a bias and holds back negative values where it is fused with them', async () => {
    const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const b = tf.tensor2d([1, -1, 0, 1], [2, 2]);
    const bias = tf.tensor1d([-2, 3]);
    expect([...(await tf.fused.matMul({ a, b, bias }).data())]).toEqual([-1, 4, 1, 4, 3, 4]);
    const relu = tf.fused.matMul({ a, b, bias, activation: 'relu' });
    expect([...(await relu.data())]).toEqual([0, 4, 1, 4, 3, 4]);
  });

  it('hands a value that is not a number on', async () => {
    const c = tf.matMul(tf.tensor2d([NaN, 1], [2, 1]), tf.tensor2d([1, 2], [1, 2]));
    expect([...(await c.data())]).toEqual([NaN, NaN, 1, 2]);
  });
});

describe('wasm rows', () => {
  /** The same on cpu, whose kernels are tfjs's own plain loops. */
  async function onBoth(f: () => tf.Tensor[]): Promise<[ArrayLike<number>[], ArrayLike<number>[]]> {
    const read = async () => Promise.all(tf.tidy(f).map((t) => t.data()));
    await start('cpu');
    const expected = await read();
    await start('wasm');
    return [await read(), expected];
  }
  const same = async (f: () => tf.Tensor[]) => {
    const [got, expected] = await onBoth(f);
    expected.forEach((values, i) => expect(distance(got[i]!, values)).toBeLessThan(1e-6));
    expect(got.map((g) => g.length)).toEqual(expected.map((e) => e.length));
  };

  it('join along every axis, with nothing among them', () =>
    same(() =>
      [0, 1, 2, -1].flatMap((axis) => {
        const parts = [3, 0, 5].map((n, i) =>
          randomTensor(
            [4, 2, 3].map((size, a) => (a === (axis + 3) % 3 ? n : size)),
            i,
          ),
        );
        return tf.concat(parts, axis);
      }),
    ));

  it('split unevenly, and join back', () =>
    same(() => {
      const x = randomTensor<tf.Tensor4D>([2, 3, 5, 11], 1);
      return [...tf.split(x, [1, 6, 4], 3), ...tf.split(x, [2, 3], 2), ...tf.split(x, 2, 0)];
    }));

  it('join whole numbers', async () => {
    const [a, b] = [tf.tensor2d([1, -2], [2, 1], 'int32'), tf.tensor2d([3, 4, 5, 6], [2, 2], 'int32')];
    expect([...(await tf.concat([a, b], 1).data())]).toEqual([1, 3, 4, -2, 5, 6]);
  });

  it('sum over leading axes, others and all', () =>
    same(() => {
      const x = randomTensor([3, 70, 5, 9], 1);
      return [[0], [0, 1], [0, 1, 2], [1], [3], undefined].flatMap((axis) => [x.sum(axis), x.sum(axis, true)]);
    }));

  it('keep small parts of a large sum', async () => {
    await start('wasm');
    const x = tf.fill([1 << 20, 1], 0.1);
    const [sum] = await x.sum(0).data();
    expect(sum! / (0.1 * (1 << 20))).toBeCloseTo(1, 5);
  });
});

it('a copy on wasm shares its memory and outlives what it was made from', async () => {
  await start('wasm');
  const x = tf.tensor1d([1, 2, 3]);
  const before = tf.engine().backend.numDataIds();
  const copy = tf.clone(x);
  expect(tf.engine().backend.numDataIds()).toBe(before);
  x.dispose();
  expect([...(await copy.data())]).toEqual([1, 2, 3]);
  copy.dispose();
  expect(tf.engine().backend.numDataIds()).toBe(before - 1);
});

it('max pooling on wasm gives the gradient to the first of equal values, as PyTorch does', async () => {
  await start('wasm');
  const dx = tf.grad((t) => tf.maxPool(t as tf.Tensor4D, 2, 2, 'valid'))(tf.ones([1, 2, 2, 5]), tf.ones([1, 1, 1, 5]));
  expect([...(await dx.data())]).toEqual(Array.from({ length: 20 }, (_, i) => (i < 5 ? 1 : 0)));
});
