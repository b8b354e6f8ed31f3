import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Params } from './params.ts';

/**
 * A network: a config and a forward that reads like the paper.
 * Tensors are NHWC inside (tfjs's layout); `limn run` and checkpoints speak NCHW and published weight layouts at the edge.
 * One output is the logits [n, h, w, classes] (or what the paper's network ends in: its comment says so);
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
  /** Input channels, and a height and width the published network was described with. */
  readonly input: (config: C) => {
    readonly channels: number;
    readonly size: readonly [number, number];
    readonly multiple: number;
  };
  forward(p: Params, x: Tensor4D, config: C): Tensor4D | Tensor4D[];
}
