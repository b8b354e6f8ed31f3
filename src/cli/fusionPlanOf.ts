import type { FusionPlan } from '../core/fusionPlan.ts';
import { dcifGan, type DcifGanConfig } from '../ml/nets/dcifGan.ts';

/** Lungs, soft tissue and most bone; PET up to its brightest thousandth. */
export const USUAL_INPUT: FusionPlan['input'] = {
  ct: { kind: 'range', lower: -1000, upper: 400 },
  pet: { kind: 'percentile', lower: 0, upper: 99.9 },
};

/**
 * Side of a tile, pixels: a CT slice of 512 x 512 in one piece where memory allows, which is what generators of published
 * width (60 channels) take for the paper's images of 356 x 356, about 2 GB.
 */
function tileSide({ dim, window }: DcifGanConfig): number {
  const largest = Math.min(512, 360 * Math.sqrt(60 / dim));
  return Math.floor(largest / window) * window;
}

/** The plan of generators with the usual windows. */
export function fusionPlanOf(
  of: Pick<FusionPlan, 'id' | 'title' | 'config'> & Partial<Pick<FusionPlan, 'input' | 'provenance' | 'metrics'>>,
): FusionPlan {
  const config: DcifGanConfig = { ...dcifGan.defaults, ...of.config };
  const side = tileSide(config);
  return {
    version: 1,
    task: 'fusion',
    net: dcifGan.id,
    input: USUAL_INPUT,
    patch: { size: [side, side], multiple: config.window, overlap: 0.25 },
    provenance: { trainedOn: '', command: '', seed: 0, date: '', license: '' },
    metrics: [],
    ...of,
  };
}
