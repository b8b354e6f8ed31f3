import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { halvesOf } from '../../halves.ts';
import { readTensor } from '../../tf.ts';
import { randomTensor, randomValues } from '../gradientCheck.testing.ts';
import { readsHalves } from './readsHalves.ts';

/** Random weights that halves hold exactly, as float32 and as halves. */
function weights(
  shape: readonly number[],
  seed: number,
): { readonly plain: tf.Tensor; readonly halves: tf.TensorInfo } {
  const values = randomValues(shape, seed).map((v) => Math.round(v * 512) / 2 ** 14);
  const { dataId } = tf.tensor1d(halvesOf(values)!, 'int32');
  return { plain: tf.tensor(values, [...shape]), halves: { dataId, shape: [...shape], dtype: 'int32' } };
}

const call = (name: string, inputs: Record<string, tf.TensorInfo>, attrs: object): tf.Tensor => {
  const backend = tf.backend() as tf.KernelBackend;
  const params = { inputs, attrs: attrs as tf.NamedAttrMap, backend };
  return tf.engine().makeTensorFromTensorInfo(tf.getKernel(name, 'webgpu')!.kernelFunc(params) as tf.TensorInfo);
};

/** Runs a kernel on `name` as float32 and as halves of the same values. */
async function compare(
  kernel: string,
  inputs: Record<string, tf.TensorInfo>,
  [name, { plain, halves }]: readonly [string, ReturnType<typeof weights>],
  attrs: object,
): Promise<number> {
  expect(readsHalves(kernel, name, attrs as tf.NamedAttrMap)).toBe(true);
  const want = call(kernel, { ...inputs, [name]: plain }, attrs);
  const got = call(kernel, { ...inputs, [name]: halves }, attrs);
  expect(got.shape).toEqual(want.shape);
  const values = (await readTensor(want)) as Float32Array;
  expect(values.some((v) => v !== 0)).toBe(true);
  return relativeError((await readTensor(got)) as Float32Array, values);
}

const CONVS = [
  { title: '3x3, fours', x: [2, 9, 7, 8], out: 12, kernel: [3, 3], strides: 1 },
  { title: '3x3, large', x: [1, 70, 64, 16], out: 32, kernel: [3, 3], strides: 1 },
  { title: '3x3 of one channel', x: [2, 10, 11, 1], out: 16, kernel: [3, 3], strides: 1 },
  { title: '3x3, odd number of odd channels', x: [1, 7, 6, 3], out: 5, kernel: [3, 3], strides: 1 },
  { title: '1x1 to one channel', x: [2, 6, 5, 16], out: 1, kernel: [1, 1], strides: 1 },
  { title: '5x2, stride 2', x: [1, 9, 12, 6], out: 4, kernel: [5, 2], strides: 2 },
] as const;

for (const { title, x: shape, out, kernel, strides } of CONVS) {
  onEveryBackend(
    `convolution by halves, ${title}: the same as by their values, also fused and backward`,
    async () => {
      const filter = ['filter', weights([...kernel, shape[3], out], 1)] as const;
      const attrs = { strides, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
      const x = randomTensor(shape, 2);
      expect(await compare('Conv2D', { x }, filter, attrs)).toBeLessThan(1e-6);
      const fused = { ...attrs, activation: 'leakyrelu', leakyreluAlpha: 0.1 };
      expect(await compare('FusedConv2D', { x, bias: randomTensor([out], 3) }, filter, fused)).toBeLessThan(1e-6);
      const [n, height, width] = shape;
      const dy = randomTensor([n, Math.ceil(height / strides), Math.ceil(width / strides), out], 4);
      const back = { ...attrs, inputShape: shape };
      expect(await compare('Conv2DBackpropInput', { dy }, filter, back)).toBeLessThan(1e-6);
    },
    ['webgpu'],
  );
}

const PRODUCTS = [
  [1, 1, 48, 20],
  [2, 5, 3, 9],
  [3, 4, 8, 8],
  [2, 130, 17, 33],
  [1, 700, 12, 260],
] as const;
onEveryBackend(
  'a product by halves is the same as by their values, transposed or not, of a batch or for all',
  async () => {
    for (const [batch, m, k, n] of PRODUCTS) {
      for (const transposeB of [false, true]) {
        for (const batches of [1, batch]) {
          const b = ['b', weights([batches, ...(transposeB ? [n, k] : [k, n])], 1)] as const;
          const a = randomTensor([batch, m, k], 2);
          const attrs = { transposeA: false, transposeB };
          const what = `${batch} (${batches}) of ${m} x ${k} x ${n}, ${transposeB}`;
          expect(await compare('BatchMatMul', { a }, b, attrs), what).toBeLessThan(1e-6);
          const fused = { ...attrs, activation: 'sigmoid' };
          expect(await compare('_FusedMatMul', { a, bias: randomTensor([n], 3) }, b, fused), what).toBeLessThan(1e-6);
        }
      }
    }
  },
  ['webgpu'],
);

test('halves are read where a kernel takes them, and nowhere else', () => {
  const plain = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 };
  expect(readsHalves('Conv2D', 'filter', plain)).toBe(true);
  expect(readsHalves('Conv2D', 'x', plain)).toBe(false);
  expect(readsHalves('Conv2D', 'filter', { ...plain, dilations: [2, 2] })).toBe(false);
  expect(readsHalves('FusedConv2D', 'bias', plain)).toBe(false);
  expect(readsHalves('FusedConv2D', 'filter', { ...plain, activation: 'prelu' })).toBe(false);
  expect(readsHalves('BatchMatMul', 'a', { transposeA: false, transposeB: false })).toBe(false);
  expect(readsHalves('BatchMatMul', 'b', { transposeA: true, transposeB: false })).toBe(false);
  expect(readsHalves('Transpose', 'x', { perm: [1, 0] })).toBe(false);
});
