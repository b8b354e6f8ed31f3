import * as tf from '@tensorflow/tfjs-core';
import { crossScan } from '../ops/selectiveScan/index.ts';
import { DIRECTIONS } from '../ops/selectiveScan/scanSize.ts';
import type { Init, Params } from '../params.ts';
import { depthwiseConv2d } from './depthwiseConv2d.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import { silu } from './silu.ts';
import { uniformFanIn } from './uniformFanIn.ts';

const EXPAND = 2;
/** dt_rank: numbers from which a position's step sizes are made. */
const rankOf = (dim: number) => Math.ceil(dim / 16);

const SMALLEST_STEP = 1e-3;
const LARGEST_STEP = 0.1;

/** softplus^-1 of a step size drawn log-uniformly from 0.001 to 0.1. */
const stepBias: Init = (shape, random) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
    const step = SMALLEST_STEP * (LARGEST_STEP / SMALLEST_STEP) ** random();
    return step + Math.log(-Math.expm1(-step));
  });

/** S4D-real: A = -(1, 2, ..., n) in every channel. */
const logStates: Init = ([rows = 0, states = 0]) =>
  Float32Array.from({ length: rows * states }, (_, i) => Math.log((i % states) + 1));

/** First values of the linear layers around the scan, by their fan-in. */
export type LinearInit = (fanIn: number) => Init;

/**
 * 2-D selective scan module (SS2D; Liu et al. 2024, VMamba, arXiv:2401.10166), x [n, h, w, dim] to the same:
 * [x | z] = in_proj, x = silu(depthwise 3x3), a scan in four directions whose step sizes, B and C come from x,
 * LayerNorm, times silu(z), out_proj. All directions are computed in row-major order: a position's step size, B and C
 * depend on x there and not on when it is visited, so only the scan itself needs the four orders.
 */
export function ss2d(
  p: Params,
  input: tf.Tensor4D,
  { init, states = 16 }: { readonly init: LinearInit; readonly states?: number },
): tf.Tensor4D {
  const [n, height, width, dim] = input.shape;
  const inner = EXPAND * dim;
  const rank = rankOf(dim);
  const rows = n * height * width;

  const projected = linear(p.at('in_proj'), input, 2 * inner, { bias: false, init: init(dim) });
  const [map, gate] = tf.split(projected, 2, 3) as [tf.Tensor4D, tf.Tensor4D];
  const x = silu(depthwiseConv2d(p.at('conv2d'), map, 3));

  const perPosition = rank + 2 * states;
  const xProj = p.weight('x_proj_weight', [DIRECTIONS, perPosition, inner], 'plain', uniformFanIn(inner));
  const parameters = tf.matMul(
    tf.reshape(x, [rows, inner]) as tf.Tensor2D,
    tf.reshape(xProj, [DIRECTIONS * perPosition, inner]) as tf.Tensor2D,
    false,
    true,
  );
  const byDirection = tf.transpose(tf.reshape(parameters, [rows, DIRECTIONS, perPosition]), [1, 0, 2]);
  const [steps, bc] = tf.split(byDirection, [rank, 2 * states], 2) as [tf.Tensor3D, tf.Tensor3D];
  const dtProj = p.weight('dt_projs_weight', [DIRECTIONS, inner, rank], 'plain', uniformFanIn(rank)) as tf.Tensor;
  const delta = tf.matMul(steps, dtProj as tf.Tensor3D, false, true);

  const length = height * width;
  const logA = p.weight('A_logs', [DIRECTIONS * inner, states], 'plain', logStates);
  const [A] = p.derive('A', [logA], () => [tf.neg(tf.exp(logA))] as [tf.Tensor2D]);
  const scanned = crossScan(
    {
      u: tf.reshape(x, [1, n, length, inner]) as tf.Tensor4D,
      delta: tf.reshape(delta, [DIRECTIONS, n, length, inner]) as tf.Tensor4D,
      A,
      bc: tf.reshape(bc, [DIRECTIONS, n, length, 2 * states]) as tf.Tensor4D,
      D: p.weight('Ds', [DIRECTIONS * inner], 'plain', 'ones') as tf.Tensor as tf.Tensor1D,
      bias: tf.reshape(p.weight('dt_projs_bias', [DIRECTIONS, inner], 'plain', stepBias), [DIRECTIONS * inner]),
    },
    height,
    width,
  );
  const normed = layerNorm(p.at('out_norm'), tf.reshape(scanned, [n, height, width, inner]) as tf.Tensor4D);
  return linear(p.at('out_proj'), tf.mul(normed, silu(gate)), dim, { bias: false, init: init(inner) });
}
