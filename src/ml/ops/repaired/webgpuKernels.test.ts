import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor, randomValues } from '../gradientCheck.testing.ts';

interface Conv {
  readonly title: string;
  readonly x: readonly [n: number, h: number, w: number, channels: number];
  readonly out: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pads: readonly [top: number, bottom: number, left: number, right: number];
}

/** y, and of dy the gradients dx and dw, as sums over every pair of pixels that a weight joins, in double precision. */
function definition(conv: Conv, xs: Float32Array, ws: Float32Array, dyOf: (size: number) => Float32Array) {
  const { x, out, kernel, stride, pads } = conv;
  const [n, h, w, channels] = x;
  const outHeight = Math.floor((h + pads[0] + pads[1] - kernel[0]) / stride[0]) + 1;
  const outWidth = Math.floor((w + pads[2] + pads[3] - kernel[1]) / stride[1]) + 1;
  const shape = [n, outHeight, outWidth, out];
  const dys = dyOf(n * outHeight * outWidth * out);
  const [y, dx, dw] = [dys, xs, ws].map((values) => new Float64Array(values.length));
  for (let pixel = 0; pixel < n * outHeight * outWidth; pixel++) {
    const [ox, oy, b] = [
      pixel % outWidth,
      Math.floor(pixel / outWidth) % outHeight,
      Math.floor(pixel / outWidth / outHeight),
    ];
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const iy = oy * stride[0] + Math.floor(tap / kernel[1]) - pads[0];
      const ix = ox * stride[1] + (tap % kernel[1]) - pads[2];
      if (iy < 0 || iy >= h || ix < 0 || ix >= w) continue;
      for (let i = 0; i < channels; i++) {
        const at = ((b * h + iy) * w + ix) * channels + i;
        for (let o = 0; o < out; o++) {
          const [weight, to] = [(tap * channels + i) * out + o, pixel * out + o];
          y![to]! += xs[at]! * ws[weight]!;
          dx![at]! += dys[to]! * ws[weight]!;
          dw![weight]! += dys[to]! * xs[at]!;
        }
      }
    }
  }
  return { shape, dys, y: y!, dx: dx!, dw: dw! };
}

const square = (k: number) => [k, k] as const;
const all = (p: number) => [p, p, p, p] as const;
const CONVS: readonly Conv[] = [
  { title: '3x3, fours', x: [2, 9, 7, 8], out: 12, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3, large', x: [1, 70, 64, 16], out: 32, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3, large, 12 out', x: [1, 96, 91, 4], out: 12, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3 of one channel', x: [2, 10, 11, 1], out: 16, kernel: square(3), stride: square(1), pads: all(1) },
  { title: '3x3, odd channels', x: [1, 7, 6, 3], out: 5, kernel: square(3), stride: square(1), pads: all(0) },
  { title: '1x1 to one channel', x: [2, 6, 5, 16], out: 1, kernel: square(1), stride: square(1), pads: all(0) },
  { title: '1x1, 7 to 8', x: [1, 5, 5, 7], out: 8, kernel: square(1), stride: square(1), pads: all(0) },
  { title: '3x3 stride 2', x: [2, 9, 8, 4], out: 12, kernel: square(3), stride: square(2), pads: all(1) },
  { title: '4x4 patches', x: [2, 8, 12, 3], out: 8, kernel: square(4), stride: square(4), pads: all(0) },
  { title: '7x7 stride 2', x: [1, 13, 14, 4], out: 10, kernel: square(7), stride: square(2), pads: all(3) },
  { title: '5x2, strides 1 and 3', x: [1, 9, 11, 2], out: 4, kernel: [5, 2], stride: [1, 3], pads: [2, 1, 0, 3] },
  { title: 'pads beyond the filter', x: [1, 4, 4, 8], out: 8, kernel: square(2), stride: square(1), pads: all(3) },
];

const padsOf = ([top, bottom, left, right]: Conv['pads']): tf.backend_util.ExplicitPadding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

for (const conv of CONVS) {
  onEveryBackend(
    `convolution, ${conv.title}: it and both gradients are the sums of the definition`,
    async () => {
      const xs = randomValues(conv.x, 1);
      const ws = randomValues([...conv.kernel, conv.x[3], conv.out], 2);
      const expected = definition(conv, xs, ws, (size) => randomValues([size], 3));
      const x = tf.tensor4d(xs, [...conv.x]);
      const w = tf.tensor4d(ws, [...conv.kernel, conv.x[3], conv.out]);
      const f = (a: tf.Tensor, b: tf.Tensor) =>
        tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, [...conv.stride], padsOf(conv.pads), 'NHWC', 1);
      const y = f(x, w);
      expect(y.shape).toEqual(expected.shape);
      expect(relativeError(await readTensor(y), expected.y)).toBeLessThan(1e-6);
      const [dx, dw] = tf.grads(f)([x, w], tf.tensor(expected.dys, expected.shape));
      expect(relativeError(await readTensor(dx!), expected.dx)).toBeLessThan(1e-6);
      expect(relativeError(await readTensor(dw!), expected.dw)).toBeLessThan(1e-6);
    },
    ['webgpu'],
  );
}

onEveryBackend('a convolution adds the bias and bends the sum in one pass', async () => {
  const bent: Record<string, (x: number) => number> = {
    linear: (x) => x,
    relu: (x) => Math.max(0, x),
    relu6: (x) => Math.min(6, Math.max(0, x)),
    elu: (x) => (x < 0 ? Math.expm1(x) : x),
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    leakyrelu: (x) => (x < 0 ? 0.2 * x : x),
  };
  for (const [channels, out] of [
    [4, 8],
    [3, 5],
  ] as const) {
    const conv: Conv = { title: '', x: [1, 6, 5, channels], out, kernel: [3, 3], stride: [1, 1], pads: all(1) };
    const [xs, ws] = [randomValues(conv.x, 1), randomValues([3, 3, channels, out], 2)];
    const bias = randomValues([out], 3);
    const { y } = definition(conv, xs, ws, (size) => new Float32Array(size));
    for (const [activation, bend] of Object.entries(bent)) {
      const got = tf.fused.conv2d({
        x: tf.tensor4d(xs, [...conv.x]),
        filter: tf.tensor4d(ws, [3, 3, channels, out]),
        strides: 1,
        pad: padsOf(conv.pads),
        bias: tf.tensor1d(bias),
        activation: activation as 'relu',
        leakyreluAlpha: 0.2,
      });
      const want = y.map((sum, i) => bend(sum + bias[i % out]!));
      expect(relativeError(await readTensor(got), want), activation).toBeLessThan(1e-6);
    }
  }
});

onEveryBackend(
  'a value that is not a number spoils the pixels that see it, and no others',
  async () => {
    const x = tf.tensor4d([NaN, ...Array.from<number>({ length: 99 }).fill(-1)], [1, 5, 5, 4]);
    const y = tf.fused.conv2d({ x, filter: tf.ones([3, 3, 4, 4]), strides: 1, pad: 'same', activation: 'relu' });
    const spoilt = [...(await readTensor(y))].map(Number.isNaN);
    expect(spoilt).toEqual(Array.from({ length: 100 }, (_, i) => i % 20 < 8 && i < 40));
  },
  ['webgpu'],
);

onEveryBackend('gradients of a fused convolution agree with finite differences', async () => {
  const f = (x: tf.Tensor, filter: tf.Tensor, bias: tf.Tensor) =>
    tf.fused.conv2d({
      x: x as tf.Tensor4D,
      filter: filter as tf.Tensor4D,
      bias: bias as tf.Tensor1D,
      strides: 1,
      pad: 1,
      dimRoundingMode: 'floor',
    });
  for (const [channels, out] of [
    [4, 8],
    [3, 5],
  ] as const) {
    const inputs = [
      randomTensor([2, 6, 5, channels], 1),
      randomTensor([3, 3, channels, out], 2),
      randomTensor([out], 3),
    ];
    for (const error of await gradientErrors(f, inputs)) expect(error).toBeLessThan(1e-3);
  }
});

onEveryBackend(
  'a dilated convolution stays with tfjs',
  async () => {
    const [x, w] = [randomTensor<tf.Tensor4D>([1, 7, 7, 4], 1), randomTensor<tf.Tensor4D>([3, 3, 4, 4], 2)];
    const spread = tf.conv2d(x, w, 1, 'valid', 'NHWC', 2);
    const taps = [0, 1, 2].flatMap((ky) =>
      [0, 1, 2].map((kx) => {
        const part = tf.slice(x, [0, 2 * ky, 2 * kx, 0], [1, 3, 3, 4]);
        return tf.conv2d(part, tf.slice(w, [ky, kx, 0, 0], [1, 1, 4, 4]), 1, 'valid');
      }),
    );
    expect(relativeError(await readTensor(spread), await readTensor(tf.addN(taps)))).toBeLessThan(1e-6);
  },
  ['webgpu'],
);

const PRODUCTS = [
  [1, 1, 1, 1],
  [2, 5, 3, 9],
  [3, 4, 8, 8],
  [1, 49, 32, 49],
  [2, 130, 17, 33],
  [2, 130, 16, 36],
  [1, 3, 1500, 2],
  [1, 700, 12, 260],
  [1, 16, 2100, 24],
] as const;
onEveryBackend(
  'a matrix product, transposed either way, of one operand for all too',
  async () => {
    for (const [batch, m, k, n] of PRODUCTS) {
      for (const [transposeA, transposeB, shared] of [
        [false, false, false],
        [true, false, false],
        [false, true, false],
        [true, true, false],
        [false, false, true],
        [true, false, true],
        [false, true, true],
      ] as const) {
        const [aShape, bShape] = [
          [batch, ...(transposeA ? [k, m] : [m, k])],
          [shared ? 1 : batch, ...(transposeB ? [n, k] : [k, n])],
        ];
        const [as, bs] = [randomValues(aShape, 1), randomValues(bShape, 2)];
        const expected = Float64Array.from({ length: batch * m * n }, (_, at) => {
          const [t, i, j] = [Math.floor(at / (m * n)), Math.floor(at / n) % m, at % n];
          let sum = 0;
          for (let l = 0; l < k; l++) {
            const left = as[t * m * k + (transposeA ? l * m + i : i * k + l)]!;
            sum += left * bs[(shared ? 0 : t * k * n) + (transposeB ? j * k + l : l * n + j)]!;
          }
          return sum;
        });
        const c = tf.matMul(tf.tensor(as, aShape), tf.tensor(bs, bShape), transposeA, transposeB);
        expect(c.shape).toEqual([batch, m, n]);
        const what = `${batch} of ${m} x ${k} x ${n}, ${transposeA}, ${transposeB}`;
        expect(relativeError(await readTensor(c), expected), what).toBeLessThan(2e-6);
      }
    }
  },
  ['webgpu'],
);

onEveryBackend('a matrix product adds the bias and bends the sum in one pass', async () => {
  const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
  const b = tf.tensor2d([1, -1, 0, 1], [2, 2]);
  const bias = tf.tensor1d([-2, 3]);
  expect([...(await readTensor(tf.fused.matMul({ a, b, bias })))]).toEqual([-1, 4, 1, 4, 3, 4]);
  const turned = tf.fused.matMul({ a, b: tf.transpose(b), bias, transposeB: true, activation: 'relu' });
  expect([...(await readTensor(turned))]).toEqual([0, 4, 1, 4, 3, 4]);
});

onEveryBackend('channels are shifted and scaled each by its own value', async () => {
  for (const shape of [
    [2, 3, 5, 8],
    [7, 6],
  ]) {
    const channels = shape.at(-1)!;
    const [xs, bs] = [randomValues(shape, 1), randomValues([channels], 2)];
    const [x, b] = [tf.tensor(xs, shape), tf.tensor1d(bs)];
    const check = async (got: tf.Tensor, want: (x: number, b: number) => number) => {
      expect(got.shape).toEqual(shape);
      const expected = xs.map((value, i) => want(value, bs[i % channels]!));
      expect(relativeError(await readTensor(got), expected)).toBeLessThan(1e-6);
    };
    await check(tf.add(x, b), (p, q) => p + q);
    await check(tf.sub(x, b), (p, q) => p - q);
    await check(tf.mul(x, b), (p, q) => p * q);
    await check(tf.sub(b, x), (p, q) => q - p);
  }
});
