import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { weightSpecs } from '../describe.ts';
import { NETS } from '../nets/index.ts';
import { fittingSide } from '../net.ts';
import { randomTensor } from '../ops/gradientCheck.testing.ts';
import { readTensor } from '../tf.ts';
import { trace } from '../trace.ts';
import { Weights } from '../weights.ts';
import { programs } from './program.ts';

const MB = 2 ** 20;

onEveryBackend('gives what the pass itself gives, follows its weights, and leaves nothing behind', async () => {
  const weight = tf.variable(tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]));
  const halved = programs((x) => {
    const y = tf.relu(tf.conv2d(x, weight as tf.Tensor as tf.Tensor4D, 1, 'same'));
    const [left, right] = tf.split(y, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
    // a list of inputs, a constant, a shared buffer, and a result that nobody wants
    tf.exp(y);
    const joined = tf.concat([tf.mul(left, 0.5), right], 3) as tf.Tensor4D;
    return [tf.reshape(tf.reshape(joined, [-1]), [1, 2, 2, 2]) as tf.Tensor4D, left];
  });
  const x = tf.tensor4d([1, 0, 0, 1, 1, 1, -1, 0], [1, 2, 2, 2]);
  const run = async () => {
    const outputs = halved.run(x);
    const values = [];
    for (const y of outputs) values.push([...(await readTensor(y))]);
    tf.dispose(outputs);
    return values;
  };
  const want = [
    [0.5, 2, 1.5, 4, 2, 6, 0, 0],
    [1, 3, 4, 0],
  ];
  expect(await run()).toEqual(want);
  const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
  expect(await run()).toEqual(want);
  expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  const doubled = tf.tensor4d([2, 4, 6, 8], [1, 1, 2, 2]);
  weight.assign(doubled);
  expect(await run()).toEqual(want.map((values) => values.map((v) => 2 * v)));
  halved.dispose();
  tf.dispose([x, doubled, weight]);
});

test('a pass that fails half-way gives its memory back and says why', async () => {
  await useBackend('cpu');
  let fails = false;
  const kernel = tf.getKernel('Exp', 'cpu')!;
  const failing = programs((x) => [tf.exp(tf.mul(x, x)) as tf.Tensor4D]);
  tf.unregisterKernel('Exp', 'cpu');
  tf.registerKernel({
    ...kernel,
    kernelFunc: (params) => {
      if (fails) throw new Error('out of memory');
      return kernel.kernelFunc(params);
    },
  });
  const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
  failing.run(x)[0]!.dispose();
  const before = tf.engine().backend.numDataIds();
  fails = true;
  expect(() => failing.run(x)).toThrow('out of memory');
  expect(tf.engine().backend.numDataIds()).toBe(before);
  tf.unregisterKernel('Exp', 'cpu');
  tf.registerKernel(kernel);
  failing.dispose();
});

test('a U-Net of 1024 x 1024 holds its widest step, not the sum of all', () => {
  const wide = NETS.find((net) => net.id === 'unet-milesial')!;
  const config = wide.defaults as object;
  const weights = Weights.fromSeed(weightSpecs(wide, { ...config, base: 4 }), 1);
  const { peakBytes } = trace([1, 1024, 1024, 3], (x) => [
    wide.forward(weights.params(), x, { ...config, base: 4 }) as tf.Tensor4D,
  ]);
  // the last concatenation: 4 channels of the skip, 4 from below, and both together
  expect(peakBytes / MB).toBe(64);
  weights.dispose();
});

for (const net of NETS) {
  test(`${net.id}: the prepared pass gives what the plain one gives`, async () => {
    await useBackend('wasm');
    const config = net.small as object;
    const weights = Weights.fromSeed(weightSpecs(net, config), 3);
    const input = net.input(config);
    const side = fittingSide(input, 32);
    const x = randomTensor<tf.Tensor4D>([1, side, side, input.channels], 1);
    const pass = (t: tf.Tensor4D) => [net.forward(weights.params(), t, config)].flat();
    const plain = tf.tidy(() => pass(x));
    const prepared = programs(pass);
    for (const [n, y] of prepared.run(x).entries()) {
      expect(y.shape).toEqual(plain[n]!.shape);
      expect(await readTensor(y)).toEqual(await readTensor(plain[n]!));
    }
    prepared.dispose();
    weights.dispose();
  });
}
