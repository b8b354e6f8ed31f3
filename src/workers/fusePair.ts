import type { FusionPlan } from '../core/fusionPlan.ts';
import type { Job } from '../core/progress.ts';
import { type FusionModel, type FusionPair, fuseSlice, makeFusion, plainBlend } from '../ml/fusion/fusionModel.ts';
import { bytesOf, pairFigures } from '../ml/fusion/pairFigures.ts';
import type { FusionFigures } from '../ml/metrics/fusion/index.ts';
import { fetchWeights } from './fetchWeights.ts';

/** A fused slice to look at, and the eight figures of it and of the plain blend 0.5 CT + 0.5 PET. */
export interface FusedSlice {
  /** Grey 0..255, row by row: derived, not for measurement. */
  readonly grey: Uint8Array<ArrayBuffer>;
  readonly figures: { readonly fused: FusionFigures; readonly blend: FusionFigures };
}

/** The fusion model in use. */
let loaded: { readonly id: string; readonly model: FusionModel } | null = null;

export function unloadFusion(): void {
  loaded?.model.dispose();
  loaded = null;
}

/**
 * Fuses one slice with a model that comes with the app. Throws Problems `model.fetch` and `weights.mismatch`, and RangeError
 * where the slices are below 7 x 7.
 * @param models address of the folder of shipped models, ending in '/'
 */
export async function fusePair(plan: FusionPlan, pair: FusionPair, models: string, job: Job): Promise<FusedSlice> {
  job.signal.throwIfAborted();
  if (loaded?.id !== plan.id) {
    unloadFusion();
    const values = await fetchWeights(plan, 'shipped', 1, models, job);
    loaded = { id: plan.id, model: makeFusion(plan, values) };
  }
  const fused = await fuseSlice(loaded.model, pair, job);
  return {
    grey: bytesOf(fused),
    figures: { fused: pairFigures(pair, fused), blend: pairFigures(pair, plainBlend(pair)) },
  };
}
