import type { FusionPlan } from '../core/fusionPlan.ts';
import { dcifGan, type DcifGanConfig } from '../ml/nets/dcifGan.ts';

/** Lungs, soft tissue and most bone; PET up to its brightest thousandth. */
export const USUAL_INPUT: FusionPlan['input'] = {
  ct: { kind: 'range', lower: -1000, upper: 400 },
  pet: { kind: 'percentile', lower: 0, upper: 99.9 },
};

/** The plan of generators with the usual windows, and tiles that a CT slice of 512 x 512 just fits. */
export function fusionPlanOf(
  of: Pick<FusionPlan, 'id' | 'title' | 'config'> & Partial<Pick<FusionPlan, 'input' | 'provenance' | 'metrics'>>,
): FusionPlan {
  const { window } = { ...dcifGan.defaults, ...of.config } as DcifGanConfig;
  return {
    version: 1,
    task: 'fusion',
    net: dcifGan.id,
    input: USUAL_INPUT,
    patch: { size: [512, 512], multiple: window, overlap: 0.25 },
    provenance: { trainedOn: '', command: '', seed: 0, date: '', license: '' },
    metrics: [],
    ...of,
  };
}
