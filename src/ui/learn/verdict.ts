import type { GateLabel, GateResult } from '../../core/learn.ts';

/** The gate in one sentence: better, as good, or refused. */
export type Verdict = 'better' | 'same' | 'worse';

/** Change of a Dice that still counts as none: half of the last digit shown. */
const NOTHING = 0.0005;

export function verdictOf({ passed, mean }: Pick<GateResult, 'passed' | 'mean'>): Verdict {
  if (!passed) return 'worse';
  return mean.after.dice - mean.before.dice >= NOTHING ? 'better' : 'same';
}

/** Labels whose Dice fell, the one that fell most first. */
export const fallen = (labels: readonly GateLabel[]): GateLabel[] =>
  labels
    .filter((l) => l.before.dice - l.after.dice >= NOTHING)
    .sort((a, b) => b.before.dice - b.after.dice - (a.before.dice - a.after.dice));

/** Whether a change is good, bad or none. Dice is better when it grows, a distance when it falls. */
export function toneOf(change: number, better: 'more' | 'less', nothing: number): 'ok' | 'warn' | null {
  if (Math.abs(change) < nothing) return null;
  return change > 0 === (better === 'more') ? 'ok' : 'warn';
}
