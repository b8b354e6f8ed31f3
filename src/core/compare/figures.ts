/** What a metric is, as data of the catalog in `ml/metrics`. */
export interface MetricInfo {
  readonly id: string;
  readonly title: string;
  /** `part` = 0..1; `length` and `volume` are in the units of the row. */
  readonly unit: 'part' | 'length' | 'volume';
  readonly better: 'higher' | 'lower' | 'zero' | null;
  readonly source: string;
  /** The figure where the truth, the prediction, or both are empty. */
  readonly empty: string;
}

/** Which of the two masks holds no voxel of the label. */
export type EmptySide = 'truth' | 'prediction' | 'both' | null;

/** The figures of one label of one case, or of one slice of it, by metric id. */
export interface FigureRow {
  readonly case: string;
  /** Slice of the native plane, 0-based; null = the whole case. */
  readonly slice: number | null;
  readonly label: number;
  /** NaN = not defined, Infinity = no border to measure to. */
  readonly figures: Readonly<Record<string, number>>;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  /** Of distances. */
  readonly unit: 'mm' | 'px';
  readonly volumeUnit: string;
}

export const emptySide = ({ tp, fp, fn }: Pick<FigureRow, 'tp' | 'fp' | 'fn'>): EmptySide => {
  const [noTruth, noPrediction] = [tp + fn === 0, tp + fp === 0];
  return noTruth ? (noPrediction ? 'both' : 'truth') : noPrediction ? 'prediction' : null;
};

const COUNTED = ['dice', 'iou', 'precision', 'recall'];

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/**
 * One row out of several slices of a case: overlap figures of all pixels together, volumes
 * added up, all others the mean of the finite ones. NaN where none is finite.
 */
export function pooled(rows: readonly FigureRow[], metrics: readonly MetricInfo[]): FigureRow | null {
  const [first] = rows;
  if (!first) return null;
  const sum = (of: (r: FigureRow) => number) => rows.reduce((n, r) => n + of(r), 0);
  const [tp, fp, fn] = [sum((r) => r.tp), sum((r) => r.fp), sum((r) => r.fn)];
  const counted: Readonly<Record<string, number>> = {
    dice: (2 * tp) / (2 * tp + fp + fn),
    iou: tp / (tp + fp + fn),
    precision: tp / (tp + fp),
    recall: tp / (tp + fn),
  };
  const one = ({ id, unit }: MetricInfo): number => {
    if (COUNTED.includes(id)) return counted[id]!;
    if (unit === 'volume') return sum((r) => r.figures[id] ?? NaN);
    return mean(rows.map((r) => r.figures[id] ?? NaN).filter(Number.isFinite));
  };
  const figures = Object.fromEntries(metrics.filter((m) => m.id in first.figures).map((m) => [m.id, one(m)]));
  return { ...first, slice: null, figures, tp, fp, fn };
}

/** One row out of those of several cases: the means of the finite figures, as papers report them; voxels added up. */
export function meanOf(rows: readonly FigureRow[], metrics: readonly MetricInfo[]): FigureRow | null {
  const [first] = rows;
  if (!first) return null;
  const of = (id: string) => mean(rows.map((r) => r.figures[id] ?? NaN).filter(Number.isFinite));
  const figures = Object.fromEntries(metrics.filter((m) => m.id in first.figures).map((m) => [m.id, of(m.id)]));
  const sum = (key: 'tp' | 'fp' | 'fn') => rows.reduce((n, r) => n + r[key], 0);
  return { ...first, slice: null, figures, tp: sum('tp'), fp: sum('fp'), fn: sum('fn') };
}

/** Index of the best of several figures (one a model); null where fewer than two are finite or all are equal. */
export function bestOf(values: readonly number[], better: MetricInfo['better']): number | null {
  if (better === null) return null;
  const score = (v: number) => (better === 'higher' ? v : better === 'lower' ? -v : -Math.abs(v));
  let best: number | null = null;
  values.forEach((v, n) => {
    if (Number.isFinite(v) && (best === null || score(v) > score(values[best]!))) best = n;
  });
  const all = values.filter(Number.isFinite);
  return all.every((v) => score(v) === score(all[0]!)) ? null : best;
}

/** Values in order from worst to best; those that are not finite first, since nobody can say how bad they are. */
export function worstFirst<T>(items: readonly T[], valueOf: (item: T) => number, better: MetricInfo['better']): T[] {
  const badness = (v: number) => {
    if (!Number.isFinite(v)) return Infinity;
    return better === 'lower' ? v : better === 'zero' ? Math.abs(v) : -v;
  };
  const order = (a: number, b: number) => (a === b ? 0 : a > b ? -1 : 1);
  return [...items].sort((a, b) => order(badness(valueOf(a)), badness(valueOf(b))));
}
