import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { useBackend } from './backends.testing.ts';
import { describe, weightSpecs } from './describe.ts';
import { NETS } from './nets/index.ts';
import { unetSame } from './nets/unetSame.ts';
import { onShapes, shapeTensor } from './shapeBackend.ts';
import './shapeRules.ts';

/** Each operator on [2, 6, 4, 3] and on what else it needs: its shape in a dry run is its shape in earnest. */
type Make = (shape: number[], dtype?: 'int32') => tf.Tensor;
const OPERATORS: Record<string, (x: tf.Tensor4D, make: Make) => tf.Tensor | tf.Tensor[]> = {
  add: (x, make) => tf.add(x, make([4, 1])),
  greater: (x) => tf.greater(x, 0),
  where: (x) => tf.where(tf.greater(x, 0), x, tf.zerosLike(x)),
  sum: (x) => tf.sum(x, [1, -1]),
  'mean, kept': (x) => tf.mean(x, 2, true),
  max: (x) => tf.max(x, -1),
  min: (x) => tf.min(x, [0, 1], true),
  argMax: (x) => tf.argMax(x, 3),
  reshape: (x) => tf.reshape(x, [-1, 12]),
  expandDims: (x) => tf.expandDims(x, -1),
  transpose: (x) => tf.transpose(x, [3, 0, 2, 1]),
  tile: (x) => tf.tile(x, [1, 2, 1, 3]),
  slice: (x) => tf.slice(x, [0, 1, 0, 1], [-1, 3, -1, 2]),
  stridedSlice: (x) => tf.stridedSlice(x, [0, 0, 1, 0], [2, 6, 4, 3], [1, 2, 2, 1]),
  concat: (x) => tf.concat([x, x, x], 3),
  stack: (x) => tf.stack([x, x], 1),
  unstack: (x) => tf.unstack(x, 2),
  split: (x) => tf.split(x, [2, 4], 1),
  pad: (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 2],
      [3, 0],
      [0, 0],
    ]),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [1, 2],
        [1, 1],
        [0, 0],
      ],
      'reflect',
    ),
  gather: (x, make) => tf.gather(x, make([5], 'int32') as tf.Tensor1D, 2),
  oneHot: (_x, make) => tf.oneHot(make([2, 3], 'int32'), 7),
  topk: (x) => Object.values(tf.topk(x, 2)),
  matMul: (x, make) => tf.matMul(x, make([2, 6, 5, 3]), false, true),
  'matMul, broadcast': (_x, make) => tf.matMul(make([6, 4, 3]), make([1, 3, 5])),
  'conv2d, stride 2': (x, make) => tf.conv2d(x, make([3, 3, 3, 8]) as tf.Tensor4D, 2, 'same'),
  'conv2d, valid': (x, make) => tf.conv2d(x, make([3, 3, 3, 8]) as tf.Tensor4D, 1, 'valid'),
  conv2dTranspose: (x, make) => tf.conv2dTranspose(x, make([2, 2, 8, 3]) as tf.Tensor4D, [2, 12, 8, 8], 2, 'valid'),
  depthwiseConv2d: (x, make) => tf.depthwiseConv2d(x, make([3, 3, 3, 2]) as tf.Tensor4D, 1, 'same'),
  maxPool: (x) => tf.maxPool(x, 2, 2, 'valid'),
  avgPool: (x) => tf.avgPool(x, 3, 1, 'same'),
  resizeBilinear: (x) => tf.image.resizeBilinear(x, [12, 9], true),
  softmax: (x) => tf.softmax(x),
  depthToSpace: (_x, make) => tf.depthToSpace(make([2, 3, 4, 8]) as tf.Tensor4D, 2, 'NHWC'),
  range: () => tf.range(0, 10, 3),
  cumsum: (x) => tf.cumsum(x, 1),
};
const outcome = (y: tf.Tensor | tf.Tensor[]) => [y].flat().map((t) => `${t.dtype} [${t.shape.join(', ')}]`);

test.each(Object.entries(OPERATORS))('a dry run knows the shape of %s', async (_name, operator) => {
  await useBackend('cpu');
  const real = tf.tidy(() => {
    const make: Make = (shape, dtype) => (dtype ? tf.zeros(shape, dtype) : tf.ones(shape));
    return outcome(operator(make([2, 6, 4, 3]) as tf.Tensor4D, make));
  });
  const dry = onShapes(() => {
    const make: Make = (shape, dtype) => shapeTensor(shape, dtype);
    return outcome(operator(make([2, 6, 4, 3]) as tf.Tensor4D, make));
  });
  expect(dry).toEqual(real);
});

test('afterwards the backend in use is back, and nothing is left', async () => {
  await useBackend('cpu');
  const before = tf.memory().numTensors;
  describe(unetSame, unetSame.defaults);
  expect(tf.getBackend()).toBe('cpu');
  expect(tf.memory().numTensors).toBe(before);
  expect([...tf.tensor([1, 2]).dataSync()]).toEqual([1, 2]);
});

test('a dry run that reads a value says what is wrong', () => {
  expect(() => onShapes(() => shapeTensor([2]).dataSync())).toThrow(/do not read tensors inside forward/);
});

test('multiply-accumulates of a convolution, its transpose and a product', () => {
  const { macs, parameters, outputs } = describe(unetSame, { ...unetSame.small, base: 4, depth: 1 }, { size: [8, 6] });
  // down 3x3: 1->4, 4->4 on 48 pixels; bottom 4->8, 8->8 on 12; up 8->4·4 on 12; 8->4, 4->4 on 48; head 4->1 on 48
  const conv = 48 * 9 * (4 + 16) + 12 * 9 * (32 + 64) + 48 * 9 * (32 + 16) + 48 * 4;
  expect(macs).toMatchObject({ conv, matmul: 12 * 8 * 16, total: conv + 12 * 8 * 16 });
  expect(outputs).toEqual([[1, 8, 6, 1]]);
  expect(parameters).toBe(9 * (4 + 16 + 32 + 64 + 32 + 16) + 8 * 16 + 4 + 2 * (4 + 4 + 8 + 8 + 4 + 4) + 4 + 1);
});

test.each(NETS.map((net) => [net.id, net] as const))(
  '%s: small and published config run dry, names are unique',
  (_id, net) => {
    for (const config of [net.small, net.defaults]) {
      const specs = weightSpecs(net, config);
      expect(specs.length).toBeGreaterThan(0);
      expect(new Set(specs.map((s) => s.path)).size).toBe(specs.length);
    }
  },
);
