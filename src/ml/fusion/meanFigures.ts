import { FUSION_METRICS, type FusionFigures, type FusionMetricId } from '../metrics/fusion/index.ts';

/** Mean of each figure over images. */
export function meanFigures(all: readonly FusionFigures[]): FusionFigures {
  const mean = (id: FusionMetricId) => all.reduce((sum, f) => sum + f[id], 0) / all.length;
  return Object.fromEntries(FUSION_METRICS.map(({ id }) => [id, mean(id)])) as Record<FusionMetricId, number>;
}
