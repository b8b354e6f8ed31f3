import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from './batches.ts';

/** What the loss wants: one 0/1 channel a label, or a class number a pixel (0 = background). */
export type TruthKind = 'binary' | 'classes';

/**
 * Truth of a batch at an output's size. An output a whole fraction of the patch (deep supervision) takes every n-th
 * pixel's nearest label; a smaller one of a valid convolution takes the centre.
 * binary: float32 [n, h, w, labels]; classes: int32 [n, h, w], the place of the label in `labels` counted from 1.
 */
export function truthOf(
  batch: Batch,
  [h, w]: readonly [number, number],
  kind: TruthKind,
  labels: readonly number[],
): tf.Tensor {
  const [count, height, width] = batch.shape;
  const whole = height % h === 0 && width % w === 0 && height / h === width / w;
  const step = whole ? height / h : 1;
  const top = whole ? Math.floor(step / 2) : Math.floor((height - h) / 2);
  const left = whole ? Math.floor(step / 2) : Math.floor((width - w) / 2);
  const place = new Int32Array(256);
  labels.forEach((value, n) => (place[value] = n + 1));
  const channels = labels.length;
  const binary = kind === 'binary';
  const out = binary ? new Float32Array(count * h * w * channels) : new Int32Array(count * h * w);
  let at = 0;
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < h; y++) {
      const row = (n * height + top + y * step) * width + left;
      for (let x = 0; x < w; x++, at++) {
        const label = place[batch.labels[row + x * step]!]!;
        if (!binary) out[at] = label;
        else if (label > 0) out[at * channels + label - 1] = 1;
      }
    }
  }
  return binary ? tf.tensor4d(out, [count, h, w, channels]) : tf.tensor3d(out, [count, h, w], 'int32');
}
