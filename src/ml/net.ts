import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Params } from './params.ts';

/** What a network takes: channels, the height and width it was described with, and which sides fit it. */
export interface NetInput {
  readonly channels: number;
  readonly size: readonly [number, number];
  /** Sides are multiple · k + remainder (0 unless given), and no less than `least` (`multiple` unless given). */
  readonly multiple: number;
  readonly remainder?: number;
  readonly least?: number;
}

/** The smallest side that fits the network and is not below `wanted`. */
export function fittingSide(input: NetInput, wanted: number): number {
  const { multiple, remainder = 0, least = multiple } = input;
  return Math.ceil((Math.max(wanted, least) - remainder) / multiple) * multiple + remainder;
}

/**
 * The square tiles of a plan, of side `wanted` or a little more, and what smaller images are rounded up to.
 * A network whose sides leave a remainder (valid convolutions) sees whole tiles always.
 */
export function tilesOf(input: NetInput, wanted: number): { size: readonly [number, number]; multiple: number } {
  const side = fittingSide(input, wanted);
  return { size: [side, side], multiple: input.remainder ? side : input.multiple };
}

/**
 * A network: a config and a forward that reads like the paper.
 * Tensors are NHWC inside (tfjs's layout); `limn run` and checkpoints speak NCHW and published weight layouts at the edge.
 * One output is the logits [n, h, w, classes], or probabilities where `ends` says so;
 * several outputs (deep supervision) come finest first.
 */
export interface Net<C extends object = object> {
  readonly id: string;
  readonly title: string;
  /** Citation: authors, year, arXiv id or DOI. */
  readonly paper: string;
  readonly defaults: C;
  /** A few MB: for demos and tests. */
  readonly small: C;
  readonly input: (config: C) => NetInput;
  /** Beginnings of weight paths, for training a part: the last layers, and all that comes after the deepest level. */
  readonly parts?: { readonly head: readonly string[]; readonly decoder: readonly string[] };
  /** A published forward that ends in a sigmoid; the others end in logits. */
  readonly ends?: 'sigmoid';
  forward(p: Params, x: Tensor4D, config: C): Tensor4D | Tensor4D[];
}
