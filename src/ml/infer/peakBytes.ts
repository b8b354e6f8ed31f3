import * as tf from '@tensorflow/tfjs-core';

/**
 * Does a piece of work and tells the highest sum of living tensors meanwhile, weights included. Unlike what a device has
 * allocated, which it keeps for the next model too, that compares models. One at a time, on one backend.
 */
export async function peakBytes<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly bytes: number }> {
  const done: T[] = [];
  const { peakBytes: bytes } = await tf.profile(async () => {
    done.push(await work());
    return [];
  });
  return { value: done[0]!, bytes };
}
