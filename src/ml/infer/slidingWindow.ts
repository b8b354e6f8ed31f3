import * as tf from '@tensorflow/tfjs-core';
import type { Job } from '../../core/progress.ts';
import { readTensor } from '../tf.ts';

export interface WindowOptions {
  /** Height and width that the network sees at once. */
  readonly patch: readonly [number, number];
  /** Sides of a tile must be multiples of this. */
  readonly multiple: number;
  /** Fraction of a tile shared by neighbours. */
  readonly overlap: number;
}

export interface Scores {
  /** [height, width, channels], row by row. */
  readonly data: Float32Array;
  readonly channels: number;
}

/** Pixel index of a mirrored coordinate (the edge pixel is not repeated): ... 2 1 | 0 1 2 ... n-1 | n-2 ... */
export function mirror(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const m = ((at % period) + period) % period;
  return m < size ? m : period - m;
}

/** First pixels of tiles of `tile` that cover `size`: evenly spread, neighbours sharing at least `overlap` of a tile. */
export function tileStarts(size: number, tile: number, overlap: number): number[] {
  if (size <= tile) return [0];
  const step = Math.max(1, Math.floor(tile * (1 - overlap)));
  const count = Math.ceil((size - tile) / step) + 1;
  return Array.from({ length: count }, (_, n) => Math.round((n * (size - tile)) / (count - 1)));
}

/** Weights along one side of a tile: a Gaussian with a deviation of 1/8 of the side (Isensee et al. 2021), never 0. */
function gaussian(size: number): Float32Array {
  const sigma = size / 8;
  return Float32Array.from({ length: size }, (_, n) =>
    Math.max(1e-3, Math.exp(-(((n - (size - 1) / 2) / sigma) ** 2) / 2)),
  );
}

const roundUp = (n: number, multiple: number) => Math.ceil(n / multiple) * multiple;

/** Height and width of the tiles that an image is seen in. */
export const tileSize = (
  [height, width]: readonly [number, number],
  { patch, multiple }: Pick<WindowOptions, 'patch' | 'multiple'>,
): readonly [number, number] => [
  height <= patch[0] ? Math.min(patch[0], roundUp(height, multiple)) : patch[0],
  width <= patch[1] ? Math.min(patch[1], roundUp(width, multiple)) : patch[1],
];

/**
 * Runs a network over an image of any size: overlapping tiles, blended with Gaussian weights, mirrored at the borders.
 * A network with valid convolutions gives less than it sees; tiles then overlap by that halo (Ronneberger et al. 2015).
 * An image smaller than the patch is one tile of its own size, rounded up to `multiple`.
 * @param input [height, width, channels], row by row
 * @param forward one tile [1, h, w, channels] to scores [1, h', w', classes]; its tensors are disposed here
 */
export async function slidingWindow(
  input: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  forward: (tile: tf.Tensor4D) => tf.Tensor4D,
  { patch, multiple, overlap }: WindowOptions,
  job?: Job,
): Promise<Scores> {
  const seen = tileSize([height, width], { patch, multiple });

  const runTile = async (top: number, left: number) => {
    const [h, w] = seen;
    const values = new Float32Array(h * w * channels);
    for (let y = 0; y < h; y++) {
      const row = mirror(top + y, height) * width;
      for (let x = 0; x < w; x++) {
        const from = (row + mirror(left + x, width)) * channels;
        for (let c = 0; c < channels; c++) values[(y * w + x) * channels + c] = input[from + c]!;
      }
    }
    const out = tf.tidy(() => forward(tf.tensor4d(values, [1, h, w, channels])));
    try {
      return { data: (await readTensor(out)) as Float32Array, shape: out.shape };
    } finally {
      out.dispose();
    }
  };

  // the first tile tells how much the network gives back
  job?.signal.throwIfAborted();
  const probe = await runTile(0, 0);
  const [, outH, outW, classes] = probe.shape;
  const halo = [Math.floor((seen[0] - outH) / 2), Math.floor((seen[1] - outW) / 2)] as const;
  const tops = tileStarts(height, outH, overlap);
  const lefts = tileStarts(width, outW, overlap);
  const total = tops.length * lefts.length;

  const sum = new Float32Array(height * width * classes);
  const weight = new Float32Array(height * width);
  const weightY = gaussian(outH);
  const weightX = gaussian(outW);
  let done = 0;
  for (const top of tops) {
    for (const left of lefts) {
      job?.signal.throwIfAborted();
      const reuse = done === 0 && halo[0] === 0 && halo[1] === 0;
      const { data } = reuse ? probe : await runTile(top - halo[0], left - halo[1]);
      for (let y = 0; y < outH && top + y < height; y++) {
        for (let x = 0; x < outW && left + x < width; x++) {
          const w = weightY[y]! * weightX[x]!;
          const to = (top + y) * width + left + x;
          const from = y * outW + x;
          weight[to]! += w;
          for (let c = 0; c < classes; c++) sum[to * classes + c]! += w * data[from * classes + c]!;
        }
      }
      done++;
      job?.progress({ stage: 'predict', done, total });
    }
  }
  for (let n = 0; n < weight.length; n++) for (let c = 0; c < classes; c++) sum[n * classes + c]! /= weight[n]!;
  return { data: sum, channels: classes };
}
