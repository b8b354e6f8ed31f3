import { tidy, type Tensor, type Tensor2D, type Tensor4D } from '@tensorflow/tfjs-core';
import { windowAttention as attend } from '../ops/windowAttention/index.ts';
import { offsetRow } from '../ops/windowAttention/reference.ts';
import type { Windows } from '../ops/windowAttention/windows.ts';
import type { Params } from '../params.ts';
import { linear } from './linear.ts';

export interface WindowAttention extends Windows {
  readonly heads: number;
}

/** Rows of the bias table for each pair of pixels of a window, [M², M²]: stored in checkpoints, computed here. */
const relativePositions = (window: number) => (shape: readonly number[]) => {
  const pixels = shape[0]!;
  const at = (n: number) => offsetRow(Math.floor(n / pixels), n % pixels, window);
  return Float32Array.from({ length: pixels * pixels }, (_, n) => at(n));
};

/**
 * (Shifted) window attention (Liu et al. 2021, Swin, arXiv:2103.14030) of x on `context`, both [n, h, w, c]: the same map
 * for self-attention, another one for cross attention (SwinFusion, Ma et al. 2022). Sides must be multiples of the window.
 */
export function windowAttention(
  p: Params,
  x: Tensor4D,
  context: Tensor4D,
  { heads, window, shift }: WindowAttention,
): Tensor4D {
  const channels = x.shape[3];
  const table = p.weight('relative_position_bias_table', [(2 * window - 1) ** 2, heads], 'plain', 'truncated');
  p.buffer('relative_position_index', [window ** 2, window ** 2], relativePositions(window), 'int64');
  return tidy(() => {
    const q = linear(p.at('q'), x, channels);
    const kv = linear(p.at('kv'), context, 2 * channels);
    const attention = attend(q, kv, table as Tensor as Tensor2D, { window, shift });
    return linear(p.at('proj'), attention, channels);
  });
}
