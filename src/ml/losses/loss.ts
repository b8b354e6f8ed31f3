import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/**
 * A loss: raw logits and truth to one number, to be made small.
 * Binary losses: both [n, h, w, c], truth 0 or 1. Multi-class losses: logits [n, h, w, classes], truth [n, h, w] of int32
 * class numbers. Everything is taken over the whole batch unless the loss says so.
 */
export type Loss = (logits: Tensor, truth: Tensor) => Scalar;

/** A loss as a value of the catalog: its id, where it comes from, its options, and how to make it. */
export interface LossSpec<O extends object = object> {
  readonly id: string;
  readonly title: string;
  /** Citation. */
  readonly paper: string;
  readonly truth: 'binary' | 'classes';
  readonly options: O;
  make(options: O): Loss;
}

/** One term of a mix: weight × loss. */
export type Term = readonly [weight: number, id: string, options?: object];

/** Pixels whose truth has this value count for nothing; null = all count. */
export interface Ignore {
  readonly ignore: number | null;
}
