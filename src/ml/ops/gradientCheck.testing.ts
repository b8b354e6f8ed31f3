import * as tf from '@tensorflow/tfjs-core';
import { mulberry32 } from '../../core/random.ts';
import { readTensor } from '../tf.ts';

/** Uniform in [-1, 1). */
export const randomValues = (shape: readonly number[], seed: number): Float32Array => {
  const u = mulberry32(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * u() - 1);
};
export const randomTensor = <T extends tf.Tensor = tf.Tensor>(shape: readonly number[], seed: number): T =>
  tf.tensor(randomValues(shape, seed), [...shape]) as T;

const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

const DIRECTIONS = 3;
const STEP = 1e-2;

/**
 * For each input, the worst disagreement of the slope of sum(f(xs) r) along three random directions with its central
 * difference, in units of a typical slope ‖gradient‖. r is random; the sum is taken in double precision.
 */
export async function gradientErrors(
  f: (...xs: tf.Tensor[]) => tf.Tensor,
  xs: readonly tf.Tensor[],
): Promise<number[]> {
  const y = f(...xs);
  const r = randomTensor(y.shape, 99);
  const rating = await readTensor(r);
  const gradients = tf.grads(f)([...xs], r);
  const value = async (inputs: tf.Tensor[]) => inner(await readTensor(f(...inputs)), rating);

  const errors: number[] = [];
  for (const [i, x] of xs.entries()) {
    const gradient = await readTensor(gradients[i]!);
    const typical = Math.hypot(...gradient);
    let worst = 0;
    for (let seed = 0; seed < DIRECTIONS; seed++) {
      const direction = randomTensor(x.shape, 1000 + 10 * i + seed);
      const along = inner(await readTensor(direction), gradient);
      const moved = (step: number) => xs.map((t, k) => (k === i ? tf.add(t, tf.mul(direction, step)) : t));
      const slope = ((await value(moved(STEP))) - (await value(moved(-STEP)))) / (2 * STEP);
      worst = Math.max(worst, Math.abs(slope - along) / typical);
    }
    errors.push(worst);
  }
  return errors;
}
