import { mul, sigmoid } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Sigmoid linear unit, x sigmoid(x) (Elfwing et al. 2017, arXiv:1702.03118). */
export const silu = <T extends Tensor>(x: T): T => mul(x, sigmoid(x));
