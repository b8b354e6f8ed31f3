import type { Plan } from '../core/plan.ts';
import type { Forward } from '../ml/infer/predictSlice.ts';
import { predictVolume } from '../ml/infer/predictVolume.ts';
import { type Counts, overlap, overlapOf } from '../ml/metrics/overlap.ts';
import type { Case } from './trainingSet.ts';

/** Dice of held-out cases. */
export interface Figures {
  /** Mean over cases and labels. */
  readonly mean: number;
  /** Of all pixels together, mean over labels. */
  readonly pooled: number;
  readonly worst: number;
}

/** Label maps of all cases, each on its image's grid. */
export async function predictCases(forward: Forward, plan: Plan, cases: readonly Case[]): Promise<Uint8Array[]> {
  const maps: Uint8Array[] = [];
  for (const { volume } of cases) maps.push(await predictVolume(forward, plan, volume));
  return maps;
}

export function figuresOf(plan: Plan, cases: readonly Case[], maps: readonly Uint8Array[]): Figures {
  const dice: number[] = [];
  const pooled = plan.labels.map((): Counts => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
  cases.forEach(({ truth }, n) => {
    plan.labels.forEach(({ value }, l) => {
      const o = overlap(truth, maps[n]!, value);
      if (!Number.isNaN(o.dice)) dice.push(o.dice);
      const sum = pooled[l]!;
      pooled[l] = { tp: sum.tp + o.tp, fp: sum.fp + o.fp, fn: sum.fn + o.fn, tn: sum.tn + o.tn };
    });
  });
  const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
  return { mean: mean(dice), pooled: mean(pooled.map((c) => overlapOf(c).dice)), worst: Math.min(...dice) };
}

const round = (x: number) => Math.round(x * 1e4) / 1e4;

/** The figures as a plan keeps them; `on` says what they were computed on. */
export const metricsOf = ({ mean, pooled, worst }: Figures, on: string): Plan['metrics'] => [
  { name: 'Dice, mean of cases', value: round(mean), on },
  { name: 'Dice, worst case', value: round(worst), on },
  { name: 'Dice, all pixels together', value: round(pooled), on },
];
