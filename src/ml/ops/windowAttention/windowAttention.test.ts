import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { mulberry32 } from '../../../core/random.ts';
import { onEveryBackend, useBackend } from '../../backends.testing.ts';
import { readTensor } from '../../tf.ts';
import { windowAttention } from './index.ts';
import { offsetRow } from './reference.ts';
import { windowPixels, windowSizes } from './windows.ts';

const random = (shape: number[], seed: number) => {
  const u = mulberry32(seed);
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * u() - 1),
    shape,
  );
};

/** Two images of 6 x 9, windows of 3; two heads of 5 (odd: no vectors of four) or of 4. */
const example = (headDim: number) => {
  const channels = 2 * headDim;
  return {
    q: random([2, 6, 9, channels], 1) as tf.Tensor4D,
    kv: random([2, 6, 9, 2 * channels], 2) as tf.Tensor4D,
    table: random([25, 2], 3) as tf.Tensor2D,
  };
};

/** The same by tfjs's operators, as Swin's own code does it: roll, cut, scores, bias, mask, softmax, put back, roll. */
function spelledOut(q: tf.Tensor4D, kv: tf.Tensor4D, table: tf.Tensor2D, window: number, shift: number): tf.Tensor4D {
  const [n, h, w, c] = q.shape;
  const heads = table.shape[1];
  const d = c / heads;
  const pixels = window * window;
  const roll = (t: tf.Tensor, by: number, axis: number): tf.Tensor => {
    if (by === 0) return t;
    const size = t.shape[axis]!;
    const from = (begin: number, length: number) => {
      const [b, s] = [t.shape.map(() => 0), [...t.shape]];
      b[axis] = begin;
      s[axis] = length;
      return tf.slice(t, b, s);
    };
    const cut = (by + size) % size;
    return tf.concat([from(cut, size - cut), from(0, cut)], axis);
  };
  const cut = (t: tf.Tensor) => {
    const rolled = roll(roll(t, shift, 1), shift, 2);
    const tiles = tf.reshape(rolled, [n * (h / window), window, w / window, window * t.shape[3]!]);
    return tf.reshape(tf.transpose(tiles, [0, 2, 1, 3]), [-1, pixels, t.shape[3]!]);
  };
  const byHead = (t: tf.Tensor) => tf.transpose(tf.reshape(t, [-1, pixels, heads, d]), [0, 2, 1, 3]);
  const [keys, values] = tf.split(cut(kv), 2, 2);
  const pair = (f: (i: number, j: number) => number) =>
    Array.from({ length: pixels * pixels }, (_, at) => f(Math.floor(at / pixels), at % pixels));
  const rows = tf.tensor1d(
    pair((i, j) => offsetRow(i, j, window)),
    'int32',
  );
  const bias = tf.transpose(tf.reshape(tf.gather(table, rows), [pixels, pixels, heads]), [2, 0, 1]);
  const sizes = windowSizes(q.shape, kv.shape, table.shape, { window, shift });
  const masks = Array.from({ length: (n * h * w) / pixels }, (_, index) => {
    const [pixel, label] = [new Int32Array(pixels), new Int32Array(pixels)];
    windowPixels(sizes, index, pixel, label);
    return tf.tensor(
      pair((i, j) => (label[i] === label[j] ? 0 : -100)),
      [1, 1, pixels, pixels],
    );
  });
  const scores = tf.mul(tf.matMul(byHead(cut(q)), byHead(keys!), false, true), d ** -0.5);
  const p = tf.softmax(tf.add(tf.add(scores, bias), tf.concat(masks, 0)));
  const out = tf.reshape(tf.transpose(tf.matMul(p, byHead(values!)), [0, 2, 1, 3]), [
    n * (h / window),
    w / window,
    window,
    window * c,
  ]);
  const joined = tf.reshape(tf.transpose(out, [0, 2, 1, 3]), [n, h, w, c]);
  return roll(roll(joined, -shift, 1), -shift, 2) as tf.Tensor4D;
}

const close = async (got: tf.Tensor, want: tf.Tensor, what: string) => {
  const [a, b] = [await readTensor(got), await readTensor(want)];
  let worst = 0;
  for (let i = 0; i < b.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  expect(worst, what).toBeLessThan(2e-5);
};

describe('against the same by plain operators', () => {
  for (const shift of [0, 1]) {
    for (const headDim of [5, 4]) {
      onEveryBackend(`shift ${shift}, heads of ${headDim}: value and gradients`, async () => {
        const { q, kv, table } = example(headDim);
        const weight = random(q.shape, 4);
        const fused = (...x: tf.Tensor[]) =>
          windowAttention(x[0] as tf.Tensor4D, x[1] as tf.Tensor4D, x[2] as tf.Tensor2D, { window: 3, shift });
        const plain = (...x: tf.Tensor[]) =>
          spelledOut(x[0] as tf.Tensor4D, x[1] as tf.Tensor4D, x[2] as tf.Tensor2D, 3, shift);
        await close(fused(q, kv, table), plain(q, kv, table), 'value');
        const slopes = (f: (...x: tf.Tensor[]) => tf.Tensor, x: tf.Tensor[]) =>
          tf.grads((...t: tf.Tensor[]) => tf.sum(tf.mul(f(...t), weight)))(x);
        const got = slopes(fused, [q, kv, table]);
        // the gradient of gather is missing on wasm: the cpu backend spells it out
        const values = await Promise.all(got.map(readTensor));
        await useBackend('cpu');
        const again = example(headDim);
        const w = random(again.q.shape, 4);
        const want = tf.grads((...t: tf.Tensor[]) => tf.sum(tf.mul(plain(...t), w)))([again.q, again.kv, again.table]);
        for (const [i, name] of ['q', 'kv', 'table'].entries())
          await close(tf.tensor(values[i] as Float32Array, want[i]!.shape), want[i]!, name);
      });
    }
  }
});

test('the gradient agrees with finite differences', async () => {
  await useBackend('cpu');
  const { q, kv, table } = example(4);
  const inputs = [q, kv, table];
  const loss = (...x: tf.Tensor[]) =>
    tf.sum(
      tf.square(
        windowAttention(x[0] as tf.Tensor4D, x[1] as tf.Tensor4D, x[2] as tf.Tensor2D, { window: 3, shift: 1 }),
      ),
    );
  const slopes = tf.grads(loss)(inputs);
  for (const [at, input] of inputs.entries()) {
    const values = await readTensor(input);
    const slope = await readTensor(slopes[at]!);
    for (const i of [0, 7, values.length - 1]) {
      const moved = async (step: number) => {
        const copy = Float32Array.from(values);
        copy[i]! += step;
        return (await readTensor(loss(...inputs.map((x, k) => (k === at ? tf.tensor(copy, x.shape) : x)))))[0]!;
      };
      const difference = ((await moved(0.01)) - (await moved(-0.01))) / 0.02;
      expect(Math.abs(difference - slope[i]!), `input ${at}, element ${i}`).toBeLessThan(2e-3);
    }
  }
});

test('a shifted window of a 4 x 4 map joins four parts, told apart by labels', () => {
  const sizes = windowSizes([1, 4, 4, 2], [1, 4, 4, 4], [9, 1], { window: 2, shift: 1 });
  const [pixel, label] = [new Int32Array(4), new Int32Array(4)];
  windowPixels(sizes, 3, pixel, label);
  //  0  1  2  3
  //  4  5  6  7
  //  8  9 10 11
  // 12 13 14 15
  expect([...pixel]).toEqual([15, 12, 3, 0]);
  expect(new Set(label).size).toBe(4);
  windowPixels(sizes, 0, pixel, label);
  expect([...pixel]).toEqual([5, 6, 9, 10]);
  expect(new Set(label).size).toBe(1);
});

test('shapes that do not belong together are named', () => {
  const { q, kv, table } = example(4);
  expect(() => windowAttention(q, kv, table, { window: 4, shift: 0 })).toThrow('6 x 9 does not cut into windows of 4');
  expect(() => windowAttention(q, q, table, { window: 3, shift: 0 })).toThrow('keys and values are [2, 6, 9, 8]');
  expect(() => windowAttention(q, kv, table, { window: 3, shift: 3 })).toThrow('a shift of 3');
});
