import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { useBackend } from './backends.testing.ts';
import { initialValues } from './initial.ts';
import { toPublished, toTfjs, type WeightSpec, type WeightValues } from './params.ts';
import { mismatch, Weights } from './weights.ts';

const spec = (path: string, shape: number[], change: Partial<WeightSpec> = {}): WeightSpec => ({
  path,
  shape,
  layout: 'plain',
  init: 'zeros',
  trainable: true,
  dtype: 'float32',
  ...change,
});
const counting = (n: number) => Float32Array.from({ length: n }, (_, i) => i);
const SPECS = [
  spec('a.conv.weight', [2, 3, 1, 2], { layout: 'conv' }),
  spec('a.conv.bias', [2]),
  spec('a.norm.num_batches_tracked', [], { trainable: false, dtype: 'int64' }),
];
const VALUES: WeightValues = new Map<string, { shape: number[]; data: Float32Array | Int32Array }>([
  ['a.conv.weight', { shape: [2, 3, 1, 2], data: counting(12) }],
  ['a.conv.bias', { shape: [2], data: counting(2) }],
  ['a.norm.num_batches_tracked', { shape: [], data: Int32Array.of(7) }],
]);

test('a published convolution [out, in, kh, kw] lies as [kh, kw, in, out] in tfjs', () => {
  // out 2, in 3, kernel 1 x 2: value = 6 out + 2 in + kx
  const conv = toTfjs(counting(12), SPECS[0]!);
  expect([...conv]).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  expect(toPublished(conv, SPECS[0]!)).toEqual(counting(12));
});

test('a checkpoint comes back as it went in', async () => {
  await useBackend('cpu');
  const weights = Weights.fromValues(SPECS, VALUES);
  expect(await weights.values()).toEqual(VALUES);
  expect([...weights.trainable().keys()]).toEqual(['a.conv.weight', 'a.conv.bias']);
  weights.dispose();
});

test('everything that does not fit is named in one message', async () => {
  await useBackend('cpu');
  const wrong: WeightValues = new Map([
    ['a.conv.weight', { shape: [2, 3, 2, 1], data: counting(12) }],
    ['head.weight', { shape: [1], data: counting(1) }],
  ]);
  expect(mismatch(SPECS, wrong)).toBe(
    'Missing: a.conv.bias. Surplus: head.weight. Other shape: a.conv.weight is [2, 3, 2, 1], needed [2, 3, 1, 2]',
  );
  expect(() => Weights.fromValues(SPECS, wrong, 'old.pth')).toThrow(/old\.pth do not fit.*a\.conv\.bias/);
});

test('what follows from weights is made once, and again when one of them changes', async () => {
  await useBackend('cpu');
  const weights = Weights.fromValues(SPECS, VALUES);
  const p = weights.params().at('a');
  const bias = weights.trainable().get('a.conv.bias')!;
  let made = 0;
  const twice = () =>
    p.derive('twice', [bias], () => {
      made++;
      return [tf.mul(bias, 2)];
    })[0]!;
  const before = tf.memory().numTensors;
  const first = tf.tidy(() => [...twice().dataSync()]);
  expect(first).toEqual([0, 2]);
  expect([...twice().dataSync()]).toEqual([0, 2]);
  expect(made).toBe(1);
  bias.assign(tf.tensor1d([3, 4]));
  expect([...twice().dataSync()]).toEqual([6, 8]);
  expect(made).toBe(2);
  // the values assigned are the test's own tensor; the old result is gone
  expect(tf.memory().numTensors).toBe(before + 2);
  // a gradient flows through what is made under its eyes
  const slope = tf.grad(() => tf.sum(twice()))(bias);
  expect([...slope.dataSync()]).toEqual([2, 2]);
  weights.dispose();
});

test('a batch counter that an old checkpoint lacks starts at 0', async () => {
  await useBackend('cpu');
  const without = new Map([...VALUES].filter(([path]) => !path.endsWith('num_batches_tracked')));
  const weights = Weights.fromValues(SPECS, without);
  expect((await weights.values()).get('a.norm.num_batches_tracked')!.data).toEqual(Int32Array.of(0));
  weights.dispose();
});

test('first values follow the seed and the name, whatever the order', () => {
  const a = spec('a.weight', [64, 32, 3, 3], { layout: 'conv', init: 'he' });
  expect(initialValues(a, 1)).toEqual(initialValues(a, 1));
  expect(initialValues(a, 2)).not.toEqual(initialValues(a, 1));
  expect(initialValues({ ...a, path: 'b.weight' }, 1)).not.toEqual(initialValues(a, 1));
});

test.each([
  ['he', Math.sqrt(2 / 288)],
  ['xavier', Math.sqrt(2 / (288 + 576))],
  // standard deviation of a normal cut at two: 0.8796 of the uncut one
  ['truncated', 0.02 * 0.8796],
] as const)('%s has the standard deviation of its paper', (init, expected) => {
  const values = Array.from(initialValues(spec('w', [64, 32, 3, 3], { layout: 'conv', init }), 1));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
  expect(deviation / expected).toBeCloseTo(1, 1);
});
