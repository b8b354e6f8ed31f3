import { useMemo } from 'react';
import type { MetricInfo } from '../../core/compare/figures.ts';
import { figuresOf, testsOf } from '../../state/compareExport.ts';
import { useAppState } from '../useApp.ts';

/** Figures of all contenders about the label shown: of the batch where there is one, else of the case. */
export function useFigures(label: number) {
  const compare = useAppState((s) => s.compare);
  return useMemo(() => figuresOf(compare, label), [compare, label]);
}

export function useTests(label: number, metric: string) {
  const compare = useAppState((s) => s.compare);
  return useMemo(() => testsOf(compare, label, metric), [compare, label, metric]);
}

export const useMetric = (id: string): MetricInfo | undefined =>
  useAppState((s) => s.compare.metrics.find((m) => m.id === id));
