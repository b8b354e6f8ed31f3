import type { Normalization } from '../core/plan.ts';
import { type FusionModel, fuseSlice, plainBlend } from '../ml/fusion/fusionModel.ts';
import { meanFigures } from '../ml/fusion/meanFigures.ts';
import { pairFigures } from '../ml/fusion/pairFigures.ts';
import { FUSION_METRICS, type FusionFigures } from '../ml/metrics/fusion/index.ts';
import type { Terminal } from './command.ts';
import type { FusionCase } from './fusionPairs.ts';

/** Mean figures over slices, of a model and of the plain blend 0.5 CT + 0.5 PET. */
interface Judged {
  readonly slices: number;
  readonly fused: FusionFigures;
  readonly blend: FusionFigures;
}

/** Judges a model by pairs kept out: over all of their slices, and pair by pair. Null where there are none. */
export async function judgeFusion(
  held: readonly FusionCase[],
  ct: Normalization,
  model: Pick<FusionModel, 'forward' | 'patch'>,
  terminal: Terminal,
): Promise<(Judged & { readonly cases: readonly (Judged & { readonly name: string })[] }) | null> {
  const fused: FusionFigures[] = [];
  const blend: FusionFigures[] = [];
  const cases: (Judged & { name: string })[] = [];
  for (const { name, pairs } of held) {
    const from = fused.length;
    for (const pair of pairs(ct)) {
      fused.push(pairFigures(pair, await fuseSlice(model, pair)));
      blend.push(pairFigures(pair, plainBlend(pair)));
    }
    if (fused.length === from) continue;
    const judged = meanOf(fused.slice(from), blend.slice(from));
    const better = FUSION_METRICS.filter(({ id }) => judged.fused[id] > judged.blend[id]).map((m) => m.short);
    terminal.note(`${name}, ${judged.slices} slices: better than the plain blend in ${better.join(', ') || 'nothing'}`);
    cases.push({ name, ...judged });
  }
  return cases.length > 0 ? { ...meanOf(fused, blend), cases } : null;
}

const meanOf = (fused: readonly FusionFigures[], blend: readonly FusionFigures[]): Judged => ({
  slices: fused.length,
  fused: meanFigures(fused),
  blend: meanFigures(blend),
});
