import { rises } from '../train/train.ts';

/** Means over an epoch that tell whether a GAN is well. */
export interface FusionHealth {
  /** Weighted content loss of both generators. */
  readonly content: number;
  /**
   * Deviation of the fused images of a batch from each other over that of their sources' blend: 1 where each image has its
   * own fusion, 0 where all sources give one image.
   */
  readonly diversity: number;
  /** C(real) - C(fake), mean of both discriminators: 0 = they are fooled, 1 = they know (where least squares pulls them). */
  readonly lead: number;
}

export type FusionVerdict =
  | { readonly kind: 'well' }
  /** Worth a word, not the end: the discriminators are far ahead, or the images begin to look alike. */
  | { readonly kind: 'warning'; readonly what: 'discriminators-ahead' | 'alike' }
  | { readonly kind: 'stop'; readonly reason: 'rising' | 'collapse' };

/** What is remembered from epoch to epoch. */
export interface FusionWatch {
  readonly best: number;
  readonly worse: number;
  readonly alike: number;
}
export const NEW_WATCH: FusionWatch = { best: Infinity, worse: 0, alike: 0 };

/** Epochs in a row after which a run is given up. */
const PATIENCE = 3;
/** Diversity below which images count as one. Generators begin there: their first outputs hardly depend on the input. */
const ALIKE = 0.1;
const AHEAD = 0.95;

/** Judges an epoch: divergence (content far above its best), mode collapse (one image for all), or all well. */
export function watchFusion(
  { best, worse, alike }: FusionWatch,
  { content, diversity, lead }: FusionHealth,
): { readonly watch: FusionWatch; readonly verdict: FusionVerdict } {
  const watch = {
    best: Math.min(best, content),
    worse: rises(content, best) ? worse + 1 : 0,
    alike: diversity < ALIKE ? alike + 1 : 0,
  };
  const verdict = (): FusionVerdict => {
    if (watch.worse >= PATIENCE) return { kind: 'stop', reason: 'rising' };
    if (watch.alike >= PATIENCE) return { kind: 'stop', reason: 'collapse' };
    if (watch.alike > 0) return { kind: 'warning', what: 'alike' };
    return lead > AHEAD ? { kind: 'warning', what: 'discriminators-ahead' } : { kind: 'well' };
  };
  return { watch, verdict: verdict() };
}
