import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend } from '../../backends.testing.ts';
import { relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { gradientErrors, randomTensor, randomValues } from '../gradientCheck.testing.ts';
import { biLevelRouting } from './index.ts';
import * as reference from './reference.ts';
import { type Routing, routingSizes } from './routing.ts';

/**
 * The same by tfjs's operators, as the published code does it: regions [n, p², pixels, c], gathered keys and values,
 * softmax per head. `routed` [n, p², topk].
 */
function spelledOut(qkv: tf.Tensor4D, routed: tf.Tensor3D, { windows, heads, topk, scale }: Routing): tf.Tensor4D {
  const [n, h, w, packed] = qkv.shape;
  const [rows, columns, regions] = [h / windows, w / windows, windows * windows];
  const pixels = rows * columns;
  const channels = packed / 3;
  const cut = tf.transpose(tf.reshape(qkv, [n * windows, rows, windows, columns * packed]), [0, 2, 1, 3]);
  const tiles = tf.reshape(cut, [n, regions, pixels, packed]);
  const images = tf.unstack(tiles).map((image, i) => {
    const [q, k, v] = tf.split(image, 3, 2);
    const gathered = (t: tf.Tensor) =>
      tf.reshape(tf.gather(t, tf.reshape(tf.unstack(routed)[i]!, [-1])), [regions, topk * pixels, channels]);
    const perHead = (t: tf.Tensor) => tf.transpose(tf.reshape(t, [regions, -1, heads, channels / heads]), [0, 2, 1, 3]);
    const weights = tf.softmax(tf.mul(tf.matMul(perHead(q!), perHead(gathered(k!)), false, true), scale));
    return tf.reshape(tf.transpose(tf.matMul(weights, perHead(gathered(v!))), [0, 2, 1, 3]), [
      regions,
      pixels,
      channels,
    ]);
  });
  const back = tf.transpose(
    tf.reshape(tf.stack(images), [n * windows, windows, rows, columns * channels]),
    [0, 2, 1, 3],
  );
  return tf.reshape(back, [n, h, w, channels]);
}

/**
 * Two maps of 6 x 12 in 3 x 3 regions of 2 x 4; heads of 4, or of 3, which no vector of four fits.
 * The first channel of every query is 4 and that of a key a quarter of its region's number, so that the last four
 * regions win by far: a finite difference must not change the routing.
 */
const example = (headDim: number): [tf.Tensor4D, Routing] => {
  const packed = 3 * 2 * headDim;
  const random = tf.buffer([2, 6, 12, packed], 'float32', randomValues([2, 6, 12, packed], headDim));
  for (let n = 0; n < 2; n++) {
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 12; x++) {
        random.set(4, n, y, x, 0);
        random.set((Math.floor(y / 2) * 3 + Math.floor(x / 4)) / 4, n, y, x, packed / 3);
      }
    }
  }
  return [random.toTensor() as tf.Tensor4D, { windows: 3, topk: 4, heads: 2, scale: 0.5 }];
};

onEveryBackend(
  'each region is routed to those whose mean key its mean query likes best, ties to the first',
  async () => {
    // one pixel a region, one channel: q = 1, -1, 0, 2 and k = 5, 7, 7, 1
    const qkv = tf.tensor4d([1, 5, 0, -1, 7, 0, 0, 7, 0, 2, 1, 0], [1, 2, 2, 3]);
    const [, routed] = biLevelRouting(qkv, { windows: 2, topk: 3, heads: 1, scale: 1 });
    const [q1, minus1, q0, q2] = [
      [1, 2, 0],
      [3, 0, 1],
      [0, 1, 2],
      [1, 2, 0],
    ];
    expect([...(await readTensor(routed))]).toEqual([q1, minus1, q0, q2].flat());
  },
);

onEveryBackend(
  'the loops agree with gathering what was routed',
  async () => {
    for (const headDim of [4, 3]) {
      const [qkv, routing] = example(headDim);
      const [attention, routed] = biLevelRouting(qkv, routing);
      const want = spelledOut(qkv, routed, routing);
      expect(relativeError(await readTensor(attention), await readTensor(want))).toBeLessThan(1e-5);
    }
  },
  ['wasm'],
);

onEveryBackend('agrees with the loops', async () => {
  for (const headDim of [4, 3]) {
    const [qkv, routing] = example(headDim);
    const [attention, routed] = biLevelRouting(qkv, routing);
    const sizes = routingSizes(qkv.shape, routing);
    const values = Float32Array.from(await readTensor(qkv));
    const index = new Int32Array(routed.size);
    const want = new Float32Array(attention.size);
    reference.routeRegions(values, sizes, routing.topk, index);
    reference.attend(values, index, sizes, routing, want);
    expect([...(await readTensor(routed))]).toEqual([...index]);
    expect(relativeError(await readTensor(attention), want)).toBeLessThan(1e-6);
  }
});

onEveryBackend('its gradient agrees with finite differences', async () => {
  for (const headDim of [4, 3]) {
    const [qkv, routing] = example(headDim);
    const [error] = await gradientErrors((x) => biLevelRouting(x as tf.Tensor4D, routing)[0], [qkv]);
    expect(error).toBeLessThan(1e-3);
  }
});

onEveryBackend('keeps no memory but that of its results', async () => {
  const [qkv, routing] = example(4);
  const dy = randomTensor([2, 6, 12, 8], 1);
  const step = async () => {
    const slope = tf.grad((x: tf.Tensor) => biLevelRouting(x as tf.Tensor4D, routing)[0])(qkv, dy);
    await readTensor(slope);
    slope.dispose();
  };
  await step();
  const before = tf.engine().backend.numDataIds();
  await step();
  expect(tf.engine().backend.numDataIds()).toBe(before);
});

onEveryBackend('large logits neither overflow nor vanish', async () => {
  const qkv: tf.Tensor4D = tf.mul(randomTensor<tf.Tensor4D>([1, 4, 4, 24], 5), 100);
  const [attention] = biLevelRouting(qkv, { windows: 2, topk: 2, heads: 2, scale: 1 });
  for (const value of await readTensor(attention)) expect(Math.abs(value)).toBeLessThanOrEqual(100);
});

test('maps that do not cut into windows, heads or regions are refused', () => {
  const routing = { windows: 2, topk: 2, heads: 2, scale: 1 };
  expect(() => biLevelRouting(tf.zeros([1, 5, 4, 12]), routing)).toThrow(/5 x 4 does not cut into 2 x 2/);
  expect(() => biLevelRouting(tf.zeros([1, 4, 4, 9]), routing)).toThrow(/3 channels do not cut into 2 heads/);
  expect(() => biLevelRouting(tf.zeros([1, 4, 4, 12]), { ...routing, topk: 5 })).toThrow(/no 5 best of 4 regions/);
});
