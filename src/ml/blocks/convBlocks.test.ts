import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../core/random.ts';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { gradientErrors, randomTensor } from '../ops/gradientCheck.testing.ts';
import { channelNorm } from '../ops/channelNorm/index.ts';
import type { Mode, WeightSpec } from '../params.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { batchNorm2d } from './batchNorm2d.ts';
import { conv2d } from './conv2d.ts';
import { convNorm } from './convNorm.ts';
import { convTranspose2x2 } from './convTranspose2x2.ts';
import { dropout } from './dropout.ts';
import { interpolationMatrix, upsampleBilinear2x } from './upsampleBilinear2x.ts';

const plain = (
  path: string,
  shape: number[],
  init: 'zeros' | 'ones',
  change: Partial<WeightSpec> = {},
): WeightSpec => ({
  path,
  shape,
  layout: 'plain',
  init,
  trainable: true,
  dtype: 'float32',
  ...change,
});
const NORM = (c: number): WeightSpec[] => [
  plain('weight', [c], 'ones'),
  plain('bias', [c], 'zeros'),
  plain('running_mean', [c], 'zeros', { trainable: false }),
  plain('running_var', [c], 'ones', { trainable: false }),
  plain('num_batches_tracked', [], 'zeros', { trainable: false, dtype: 'int64' }),
];
const training = (seed = 1): Mode => ({ training: true, random: mulberry32(seed) });

onEveryBackend('batchNorm2d normalises a batch by its own figures and moves the running ones by a tenth', async () => {
  const weights = Weights.fromSeed(NORM(1), 1);
  // mean 5, biased variance 5, unbiased 20 / 3
  const x = tf.tensor4d([2, 4, 6, 8], [1, 2, 2, 1]);
  const y = await readTensor(batchNorm2d(weights.params(training()), x));
  const std = Math.sqrt(5 + 1e-5);
  [-3 / std, -1 / std, 1 / std, 3 / std].forEach((v, i) => expect(y[i]).toBeCloseTo(v, 5));
  const after = await weights.values();
  expect(after.get('running_mean')!.data[0]).toBeCloseTo(0.5, 6);
  expect(after.get('running_var')!.data[0]).toBeCloseTo(0.9 + (0.1 * 20) / 3, 5);
  expect(after.get('num_batches_tracked')!.data[0]).toBe(1);
  // in use: the running figures, unchanged by it
  const used = await readTensor(batchNorm2d(weights.params(), x));
  expect(used[0]).toBeCloseTo((2 - 0.5) / Math.sqrt(0.9 + 2 / 3), 4);
  expect((await weights.values()).get('num_batches_tracked')!.data[0]).toBe(1);
  weights.dispose();
});

onEveryBackend('convNorm is the convolution, the norm and the activation one after the other', async () => {
  const specs = [
    plain('conv.weight', [4, 3, 3, 3], 'zeros', { layout: 'conv', init: 'he' }),
    plain('conv.bias', [4], 'zeros', { init: (_, random) => Float32Array.from({ length: 4 }, random) }),
    ...NORM(4).map((spec) => ({ ...spec, path: `norm.${spec.path}` })),
  ];
  const weights = Weights.fromSeed(specs, 4);
  const x = randomTensor<tf.Tensor4D>([2, 5, 6, 3], 1);
  const inSteps = (mode?: Mode) => {
    const p = weights.params(mode);
    return tf.relu(batchNorm2d(p.at('norm'), conv2d(p.at('conv'), x, 4, { padding: 1, stride: 2 })));
  };
  const atOnce = (mode?: Mode) => {
    const p = weights.params(mode);
    return convNorm(p.at('conv'), p.at('norm'), x, 4, { padding: 1, stride: 2, activation: 'relu' });
  };
  const agree = async () => {
    const want = await readTensor(inSteps());
    (await readTensor(atOnce())).forEach((v, i) => expect(v).toBeCloseTo(want[i]!, 5));
  };
  await agree();
  // training moves the running figures: what was folded before is folded anew
  const trained = await readTensor(atOnce(training()));
  expect(trained.some((v) => v > 0)).toBe(true);
  await agree();
  weights.dispose();
});

onEveryBackend('channelNorm: gradient', async () => {
  const f = (x: tf.Tensor, s: tf.Tensor, o: tf.Tensor) =>
    channelNorm(x as tf.Tensor4D, s as tf.Tensor1D, o as tf.Tensor1D, { eps: 1e-5 }).y;
  const inputs = [randomTensor([2, 3, 5, 4], 1), randomTensor([4], 2), randomTensor([4], 3)];
  for (const error of await gradientErrors(f, inputs)) expect(error).toBeLessThan(2e-3);
});

onEveryBackend('convTranspose2x2 is the transposed convolution of stride 2', async () => {
  const specs = [
    plain('weight', [3, 5, 2, 2], 'zeros', { layout: 'convT', init: 'he' }),
    plain('bias', [5], 'zeros', { init: (_, random) => Float32Array.from({ length: 5 }, random) }),
  ];
  const weights = Weights.fromSeed(specs, 4);
  const [w, b] = [...weights.trainable().values()] as [tf.Variable, tf.Variable];
  const x = randomTensor<tf.Tensor4D>([2, 3, 4, 3], 1);
  const own = await readTensor(convTranspose2x2(weights.params(), x, 5));
  const stock = tf.add(tf.conv2dTranspose(x, w as tf.Tensor as tf.Tensor4D, [2, 6, 8, 5], 2, 'valid'), b);
  (await readTensor(stock)).forEach((v, i) => expect(own[i]).toBeCloseTo(v, 5));
  weights.dispose();
});

describe('upsampleBilinear2x', () => {
  test('keeps the ends and spaces the samples between them evenly', () => {
    // n = 2: 0, 1/3, 2/3, 1
    const rows = [
      [1, 0],
      [2 / 3, 1 / 3],
      [1 / 3, 2 / 3],
      [0, 1],
    ].flat();
    interpolationMatrix(2).forEach((v, i) => expect(v).toBeCloseTo(rows[i]!, 6));
    expect([...interpolationMatrix(1)]).toEqual([1, 1]);
  });

  onEveryBackend('is the product with the interpolation matrices, and has its gradient', async () => {
    const x = randomTensor<tf.Tensor4D>([2, 3, 5, 2], 1);
    const rows = tf.tensor2d(interpolationMatrix(3), [6, 3]);
    const columns = tf.tensor2d(interpolationMatrix(5), [10, 5]);
    const tall = tf.matMul(rows, tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [3, 20]) as tf.Tensor2D);
    const wide = tf.matMul(
      columns,
      tf.reshape(tf.transpose(tf.reshape(tall, [6, 2, 5, 2]), [2, 1, 0, 3]), [5, 24]) as tf.Tensor2D,
    );
    const expected = await readTensor(tf.transpose(tf.reshape(wide, [10, 2, 6, 2]), [1, 2, 0, 3]));
    const got = await readTensor(upsampleBilinear2x(x));
    expected.forEach((v, i) => expect(got[i]).toBeCloseTo(v, 5));
    const [error] = await gradientErrors((t) => upsampleBilinear2x(t as tf.Tensor4D), [x]);
    expect(error).toBeLessThan(1e-3);
  });
});

test('dropout zeroes the given share, scales the rest, follows the seed, and rests when not training', async () => {
  await useBackend('cpu');
  const weights = Weights.fromSeed([], 1);
  const ones = tf.ones([1000]);
  const dropped = async (seed: number) => [...(await readTensor(dropout(weights.params(training(seed)), ones, 0.25)))];
  const values = await dropped(1);
  expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
  expect(values.filter((v) => v === 0).length / 1000).toBeCloseTo(0.25, 1);
  expect(await dropped(1)).toEqual(values);
  expect(await dropped(2)).not.toEqual(values);
  expect(dropout(weights.params(), ones, 0.25)).toBe(ones);
});
