import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Params } from '../params.ts';
import { patchEmbed } from './patchEmbed.ts';
import { patchMerging } from './patchMerging.ts';
import { vssBlock } from './vssBlock.ts';

export interface VssEncoderOptions {
  /** Pixels of a side of the first patches. */
  readonly patch: number;
  /** Channels of the first stage; every stage has twice as many. */
  readonly channels: number;
  /** Blocks of every stage. */
  readonly depths: readonly number[];
}

/** `count` numbers evenly spaced from `from` to `to`, both included. */
export const linspace = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (count > 1 ? from + ((to - from) * i) / (count - 1) : from));

const DROP_PATH = 0.2;

/**
 * The encoder of VMamba-Tiny (Liu et al. 2024, arXiv:2401.10166v1) without its last norm: patch embedding, then stages of
 * VSS blocks with a patch merging between. x [n, h, w, in] -> the output of every stage, stage s being
 * [n, h / (patch 2^s), w / (patch 2^s), channels 2^s]. The published code names the mergings apart: `downsamples.s`.
 * Its drop path grows from 0 to 0.2 over the blocks, whatever rate the network around it was given.
 */
export function vssEncoder(p: Params, x: Tensor4D, { patch, channels, depths }: VssEncoderOptions): Tensor4D[] {
  const rates = linspace(
    0,
    DROP_PATH,
    depths.reduce((a, b) => a + b, 0),
  );
  const features: Tensor4D[] = [];
  let y = patchEmbed(p.at('patch_embed'), x, { patch, channels });
  for (const [s, depth] of depths.entries()) {
    for (let block = 0; block < depth; block++) {
      const dropRate = rates.shift()!;
      y = vssBlock(p.at('layers').at(s).at('blocks').at(block), y, { dropRate, init: () => 'truncated' });
    }
    features.push(y);
    if (s < depths.length - 1) y = patchMerging(p.at('downsamples').at(s), y);
  }
  return features;
}
