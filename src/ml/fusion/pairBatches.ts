import { mulberry32, seedOf } from '../../core/random.ts';
import { mirror } from '../infer/slidingWindow.ts';
import type { FusionPair } from './fusionModel.ts';

/** Patches of CT and PET for one step: [n, side, side, 2], grey of 0..1. */
export interface PairBatch {
  readonly shape: readonly [number, number, number, 2];
  readonly values: Float32Array;
}

/** Difference of the brightest and darkest CT grey below which a patch shows nothing. */
const FLAT = 0.1;
/** Places tried for a patch that shows something. */
const TRIES = 6;

/**
 * Batches by step, from a seed: every slice comes once in an epoch of pairs.length / batch steps; a square of it at a place
 * of chance, mirrored and turned upside down by chance. Slices smaller than the patch are mirrored at their ends.
 */
export function pairBatches(
  pairs: readonly FusionPair[],
  { batch, side, seed }: { readonly batch: number; readonly side: number; readonly seed: number },
): (step: number) => PairBatch {
  const perEpoch = Math.ceil(pairs.length / batch);
  const orders = new Map<number, readonly number[]>();
  const orderOf = (epoch: number) => {
    const known = orders.get(epoch);
    if (known) return known;
    const order = shuffled(pairs.length, mulberry32(seedOf(seed, 1, epoch)));
    orders.clear();
    orders.set(epoch, order);
    return order;
  };
  return (step) => {
    const order = orderOf(Math.floor(step / perEpoch));
    const random = mulberry32(seedOf(seed, 2, step));
    const values = new Float32Array(batch * side * side * 2);
    for (let n = 0; n < batch; n++) {
      const pair = pairs[order[((step % perEpoch) * batch + n) % pairs.length]!]!;
      const patch = values.subarray(n * side * side * 2, (n + 1) * side * side * 2);
      for (let tries = 0; tries < TRIES; tries++) {
        cutInto(patch, pair, side, random);
        if (contrast(patch) > FLAT) break;
      }
    }
    return { shape: [batch, side, side, 2], values };
  };
}

/** 0..n-1 in an order of chance (Fisher and Yates). */
function shuffled(n: number, random: () => number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function cutInto(out: Float32Array, { width, height, ct, pet }: FusionPair, side: number, random: () => number): void {
  const left = Math.floor(random() * (Math.max(0, width - side) + 1));
  const top = Math.floor(random() * (Math.max(0, height - side) + 1));
  const [turnX, turnY] = [random() < 0.5, random() < 0.5];
  for (let y = 0, n = 0; y < side; y++) {
    const row = mirror(top + (turnY ? side - 1 - y : y), height) * width;
    for (let x = 0; x < side; x++) {
      const at = row + mirror(left + (turnX ? side - 1 - x : x), width);
      out[n++] = ct[at]!;
      out[n++] = pet[at]!;
    }
  }
}

/** Of the CT's greys. */
function contrast(patch: Float32Array): number {
  let low = Infinity;
  let high = -Infinity;
  for (let n = 0; n < patch.length; n += 2) {
    low = Math.min(low, patch[n]!);
    high = Math.max(high, patch[n]!);
  }
  return high - low;
}
