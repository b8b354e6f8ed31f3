import type { TensorInfo } from '@tensorflow/tfjs-core';
import { toFloat16 } from './checkpoint/halfFloat.ts';

/** Words before the halves: the scale as float32, and an empty one, so that a pair of words holds four values or none. */
export const HEADER = 2;

/** Scaled values lie below 2^15, and the largest is at least 2^14. */
const LARGEST = 14;
/** The smallest normal half: what is smaller loses digits, and a device may take it for 0. */
const SMALLEST = 2 ** -14;
/** How many values other than 0 may be that small. */
const FEW = 0.01;
/** Below it the scale would be no normal float32. */
const NOTHING = 2 ** -100;

/**
 * float32 as IEEE half floats, scaled by a power of two and two to a 32-bit word, the first in the lower bits: `HEADER`
 * words, then ceil(n / 2). The scale brings any range into that of halves, so ‖halves − values‖ ≤ 2^-11 ‖values‖.
 * null where halves would be gross: a value that is not finite, or so wide a range that one value in a hundred is
 * smaller than 2^-28 of the largest.
 */
export function halvesOf(values: Float32Array): Int32Array<ArrayBuffer> | null {
  let largest = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (!(size < Infinity)) return null;
    if (size > largest) largest = size;
  }
  if (largest > 0 && largest < NOTHING) return null;
  const scale = largest === 0 ? 1 : 2 ** (Math.floor(Math.log2(largest)) - LARGEST);
  const small = SMALLEST * scale;
  let lost = 0;
  let some = 0;
  for (const value of values) {
    if (value === 0) continue;
    some++;
    if (Math.abs(value) < small) lost++;
  }
  if (lost > FEW * some) return null;
  const words = new Int32Array(HEADER + Math.ceil(values.length / 2));
  new Float32Array(words.buffer, 0, 1)[0] = scale;
  new Uint16Array(words.buffer, 4 * HEADER).set(toFloat16(values.map((value) => value / scale)));
  return words;
}

/**
 * Whether a tensor of weights is halves: it has the shape of the weights, and int32 words behind it. No other tensor of
 * whole numbers is ever the filter of a convolution, or multiplied with one of float32.
 */
export const isHalves = (weights: TensorInfo): boolean => weights.dtype === 'int32';
