import type * as tf from '@tensorflow/tfjs-core';
import type { FusionPlan } from '../../core/fusionPlan.ts';
import type { Job } from '../../core/progress.ts';
import { weightSpecs } from '../describe.ts';
import type { Forward } from '../infer/predictSlice.ts';
import { programs } from '../infer/program.ts';
import { slidingWindow } from '../infer/slidingWindow.ts';
import { dcifGan, type DcifGanConfig } from '../nets/dcifGan.ts';
import type { WeightValues } from '../params.ts';
import { Weights } from '../weights.ts';

/** A fusion network on the backend in use. */
export interface FusionModel {
  readonly forward: Forward;
  readonly patch: FusionPlan['patch'];
  dispose(): void;
}

/** One slice of each modality on one grid, grey of 0..1, row by row. */
export interface FusionPair {
  readonly width: number;
  readonly height: number;
  readonly ct: Float32Array;
  readonly pet: Float32Array;
}

/** The fused image of weights that are in use elsewhere, as in training. */
export function fusionForward(weights: Weights, config: DcifGanConfig): Pick<FusionModel, 'forward' | 'dispose'> {
  const params = weights.params();
  const fused = programs((tile) => (dcifGan.forward(params, tile, config) as tf.Tensor4D[]).slice(0, 1));
  return { forward: (tile) => fused.run(tile)[0]!, dispose: () => fused.dispose() };
}

/**
 * Puts the coupled generators on the backend in use.
 * Throws an Error for a plan of another network, and Problem `weights.mismatch` where the checkpoint is not its.
 */
export function makeFusion(plan: FusionPlan, values: WeightValues): FusionModel {
  if (plan.net !== dcifGan.id) throw new Error(`${plan.title}: ${plan.net} does not fuse; ${dcifGan.id} does.`);
  const config = { ...dcifGan.defaults, ...plan.config };
  const weights = Weights.fromValues(weightSpecs(dcifGan, config), values, plan.title);
  const { forward, dispose } = fusionForward(weights, config);
  return {
    forward,
    patch: plan.patch,
    dispose() {
      dispose();
      weights.dispose();
    },
  };
}

/**
 * The fused slice F = 0.5 (F_CT + F_PET), grey of 0..1, row by row: for the eye, not for measurement. Any size: tiles of the
 * plan's patch, blended; sides are mirrored at their ends up to a multiple of the window, and cut back.
 * `job` may stop it between tiles.
 */
export async function fuseSlice(
  { forward, patch }: Pick<FusionModel, 'forward' | 'patch'>,
  { width, height, ct, pet }: FusionPair,
  job?: Job,
): Promise<Float32Array> {
  const input = new Float32Array(2 * width * height);
  for (let n = 0; n < width * height; n++) {
    input[2 * n] = ct[n]!;
    input[2 * n + 1] = pet[n]!;
  }
  const { size, multiple, overlap } = patch;
  const { data } = await slidingWindow(input, [height, width, 2], forward, { patch: size, multiple, overlap }, job);
  return data.map((v) => Math.min(1, Math.max(0, v)));
}

/** The plain blend, 0.5 CT + 0.5 PET, grey of 0..1. */
export const plainBlend = ({ ct, pet }: FusionPair): Float32Array => ct.map((v, n) => 0.5 * (v + pet[n]!));
