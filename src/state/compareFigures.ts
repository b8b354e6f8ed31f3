import { type FigureRow, meanOf, pooled } from '../core/compare/figures.ts';
import type { CompareState, Letter, SliceSet } from './compareState.ts';

/** The figures of one contender about one label: of all slices of the set together, and unit by unit. */
export interface LabelFigures {
  readonly letter: Letter;
  readonly label: number;
  readonly all: FigureRow | null;
  /** Slices of the open case, or the cases of a batch. */
  readonly units: readonly FigureRow[];
}

type Figured = Pick<CompareState, 'rows' | 'slices' | 'metrics'>;

/** Slices of a set; null = all of them. */
export const slicesOf = ({ slices }: Pick<CompareState, 'slices'>, set: SliceSet): readonly number[] | null =>
  set === 'whole' ? null : slices[set];

/** Figures of the open case. Of a whole volume they are 3-D; of chosen slices, pixels together and distances in 2-D. */
export function caseFiguresOf(compare: Figured, letter: Letter, label: number, set: SliceSet): LabelFigures {
  const rows = (compare.rows?.[letter] ?? []).filter((r) => r.label === label);
  const chosen = slicesOf(compare, set);
  const units = rows.filter((r) => r.slice !== null && (chosen === null || chosen.includes(r.slice)));
  const whole = rows.find((r) => r.slice === null) ?? null;
  // a picture has no slices to choose among
  if (whole && rows.length === 1 && (chosen === null || chosen.length > 0))
    return { letter, label, all: whole, units: rows };
  return { letter, label, all: chosen === null ? whole : pooled(units, compare.metrics), units };
}

/** Figures of a batch: a unit is a case, and together they are means over cases. */
export function batchFiguresOf(
  { batch, metrics }: Pick<CompareState, 'batch' | 'metrics'>,
  letter: Letter,
  label: number,
): LabelFigures {
  const units = (batch?.cases ?? []).flatMap((c) => {
    const rows = (c.rows[letter] ?? []).filter((r) => r.label === label);
    const whole = rows.find((r) => r.slice === null) ?? pooled(rows, metrics);
    return whole ? [whole] : [];
  });
  return { letter, label, all: meanOf(units, metrics), units };
}

/** Values of a metric for the same units of every contender, in one order; NaN where one has none. */
export function pairedValues(
  figures: readonly LabelFigures[],
  metric: string,
): {
  readonly units: readonly { case: string; slice: number | null }[];
  readonly values: readonly (readonly number[])[];
} {
  const keyOf = (r: FigureRow) => `${r.slice ?? ''}/${r.case}`;
  const units = new Map(
    figures.flatMap((f) => f.units.map((r) => [keyOf(r), { case: r.case, slice: r.slice }] as const)),
  );
  const keys = [...units.keys()];
  const values = figures.map(({ units: rows }) => {
    const byKey = new Map(rows.map((r) => [keyOf(r), r.figures[metric] ?? NaN]));
    return keys.map((key) => byKey.get(key) ?? NaN);
  });
  return { units: keys.map((key) => units.get(key)!), values };
}

/** The contender with the highest Dice for every label that any of them has a figure for. */
export function bestPerLabel(
  compare: Figured & Pick<CompareState, 'contenders' | 'labels' | 'set'>,
): Map<number, Letter> {
  const best = new Map<number, Letter>();
  for (const { value } of compare.labels) {
    let top = -Infinity;
    for (const { letter } of compare.contenders) {
      const dice = caseFiguresOf(compare, letter, value, compare.set).all?.figures.dice ?? NaN;
      if (dice > top) {
        top = dice;
        best.set(value, letter);
      }
    }
  }
  return best;
}
