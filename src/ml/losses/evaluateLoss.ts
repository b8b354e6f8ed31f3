import * as tf from '@tensorflow/tfjs-core';
import type { Nchw } from '../infer/forwardArrays.ts';
import { readTensor } from '../tf.ts';
import { lossSpec, makeLoss } from './index.ts';

/** Truth as arrays: [n, c, h, w] of 0 and 1 for binary losses, [n, h, w] of class numbers for multi-class ones. */
export interface TruthArray {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/**
 * A loss and its gradient by the logits, in PyTorch's layout, on the backend in use.
 * Throws an Error where the truth has another shape than the loss wants.
 */
export async function evaluateLoss(
  id: string,
  options: object,
  logits: Nchw,
  truth: TruthArray,
): Promise<{ readonly value: number; readonly gradient: Nchw }> {
  const loss = makeLoss(id, options);
  const [n, c, h, w] = logits.shape;
  const classes = lossSpec(id).truth === 'classes';
  const want = classes ? [n, h, w] : [n, c, h, w];
  if (truth.shape.join() !== want.join())
    throw new Error(`The target is [${truth.shape.join(', ')}]; ${id} wants [${want.join(', ')}].`);
  const [value, gradient] = tf.tidy(() => {
    const x = tf.transpose(tf.tensor4d(logits.data, [n, c, h, w]), [0, 2, 3, 1]);
    const t = classes
      ? tf.tensor3d(Int32Array.from(truth.data), [n, h, w], 'int32')
      : tf.transpose(tf.tensor4d(Float32Array.from(truth.data), [n, c, h, w]), [0, 2, 3, 1]);
    const both = tf.valueAndGrad((y: tf.Tensor) => loss(y, t))(x);
    return [both.value, tf.transpose(both.grad, [0, 3, 1, 2])] as const;
  });
  const [number] = await readTensor(value);
  const data = (await readTensor(gradient)) as Float32Array;
  tf.dispose([value, gradient]);
  return { value: number!, gradient: { data, shape: logits.shape } };
}
