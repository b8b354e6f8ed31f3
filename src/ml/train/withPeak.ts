import * as tf from '@tensorflow/tfjs-core';

/**
 * Does a piece of work and tells the highest sum of living tensors meanwhile, in bytes, or what a WebGPU device had
 * allocated afterwards where that is more.
 */
export async function withPeak<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly bytes: number }> {
  let value: T;
  const { peakBytes } = await tf.profile(async () => {
    value = await work();
    return [];
  });
  const { numBytesAllocatedInGPU = 0 } = tf.memory() as { numBytesAllocatedInGPU?: number };
  return { value: value!, bytes: Math.max(peakBytes, numBytesAllocatedInGPU) };
}
