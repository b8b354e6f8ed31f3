import { emptySide, type FigureRow } from '../core/compare/figures.ts';
import { csvNumber, figureCells, figureHead, quoted } from '../core/compare/rowsCsv.ts';
import { INSTANCE_METRICS, METRICS, type Metric } from '../ml/metrics/index.ts';
import { overlapOf } from '../ml/metrics/overlap.ts';

export interface Evaluation {
  readonly rows: readonly FigureRow[];
  /** Of the normalised surface Dice, in the rows' unit. */
  readonly tolerance: number;
}

type Column = Pick<Metric, 'id' | 'unit'>;

const columnsOf = (rows: readonly FigureRow[]): readonly Column[] =>
  [...METRICS, ...INSTANCE_METRICS].filter((m) => rows.length === 0 || m.id in rows[0]!.figures);

interface Means {
  readonly figures: Readonly<Record<string, number>>;
  /** Of how many rows each mean is taken. */
  readonly counted: Readonly<Record<string, number>>;
}

/** Means of the finite figures; NaN where there is none. */
function meansOf(list: readonly Readonly<Record<string, number>>[], columns: readonly Column[]): Means {
  const finite = columns.map(({ id }) => [id, list.map((f) => f[id]!).filter(Number.isFinite)] as const);
  return {
    figures: Object.fromEntries(finite.map(([id, v]) => [id, v.reduce((a, b) => a + b, 0) / v.length])),
    counted: Object.fromEntries(finite.map(([id, v]) => [id, v.length])),
  };
}

/** By label: the means over cases, and the overlap of all voxels together. `overall`: the mean over labels of their means. */
function summaryOf(rows: readonly FigureRow[], columns: readonly Column[]) {
  const labels = [...new Set(rows.map((r) => r.label))].sort((a, b) => a - b);
  const of = (label: number) => rows.filter((r) => r.label === label);
  const mean = labels.map((label) => {
    const list = of(label);
    return {
      label,
      cases: list.length,
      ...meansOf(
        list.map((r) => r.figures),
        columns,
      ),
    };
  });
  const pooled = labels.map((label) => {
    const sum = (key: 'tp' | 'fp' | 'fn') => of(label).reduce((n, r) => n + r[key], 0);
    const { dice, iou, precision, recall } = overlapOf({ tp: sum('tp'), fp: sum('fp'), fn: sum('fn'), tn: 0 });
    return { label, dice, iou, precision, recall };
  });
  return {
    mean,
    pooled,
    overall: meansOf(
      mean.map((m) => m.figures),
      columns,
    ).figures,
  };
}

/**
 * One object: the overall means by metric id, units, `rows`, `mean` (by label, over the finite figures; `counted` says
 * of how many) and `pooled`. JSON has no NaN or Infinity: both become null, and a row's `empty` says which mask has no
 * voxel of the label (`truth`, `prediction`, `both`, or null).
 */
export function asJson({ rows, tolerance }: Evaluation): string {
  const { mean, pooled, overall } = summaryOf(rows, columnsOf(rows));
  const flat = rows.map((row) => {
    const { case: name, label, figures, tp, fp, fn, unit, volumeUnit } = row;
    return { case: name, label, ...figures, tp, fp, fn, empty: emptySide(row), unit, volumeUnit };
  });
  const { unit = null, volumeUnit = null } = rows[0] ?? {};
  const means = mean.map(({ figures, counted, label, cases }) => ({ label, cases, ...figures, counted }));
  return JSON.stringify({ ...overall, unit, volumeUnit, tolerance, rows: flat, mean: means, pooled }, null, 2);
}

/** RFC 4180 without a last line break. Mean rows have the case `mean`; `all` = over labels. */
export function asCsv({ rows }: Evaluation): string {
  const columns = columnsOf(rows);
  const { mean, overall } = summaryOf(rows, columns);
  const { unit = '', volumeUnit = '' } = rows[0] ?? {};
  const meanLine = (label: number | string, figures: Readonly<Record<string, number>>) =>
    ['mean', label, ...columns.map(({ id }) => csvNumber(figures[id])), '', '', '', '', unit, volumeUnit].join(',');
  return [
    ['case', 'label', ...figureHead(columns)].join(','),
    ...rows.map((r) => [quoted(r.case), r.label, ...figureCells(r, columns)].join(',')),
    ...mean.map((m) => meanLine(m.label, m.figures)),
    ...(mean.length > 1 ? [meanLine('all', overall)] : []),
  ].join('\n');
}

/** A table to read, with the units and what was left out of the means below it. */
export function asText({ rows, tolerance }: Evaluation): string {
  const [first] = rows;
  if (!first) return 'Nothing to compare: no label above 0 in any of the maps.';
  const columns = columnsOf(rows);
  const { mean, pooled, overall } = summaryOf(rows, columns);
  const shown = (figure: number | undefined, { unit }: Column) =>
    figure === undefined
      ? ''
      : Number.isNaN(figure)
        ? 'n/a'
        : figure === Infinity
          ? 'inf'
          : figure.toFixed(unit === 'part' ? 4 : 3);
  const line = (name: string, label: number | string, figures: Readonly<Record<string, number>>) => [
    name,
    String(label),
    ...columns.map((c) => shown(figures[c.id], c)),
  ];
  const table = [
    ['case', 'label', ...columns.map((c) => c.id)],
    ...rows.map((r) => line(r.case, r.label, r.figures)),
    ...mean.map((m) => line('mean', m.label, m.figures)),
    ...(mean.length > 1 ? [line('mean', 'all', overall)] : []),
    ...pooled.map(({ label, ...figures }) => line('pooled', label, figures)),
  ];
  const widths = table[0]!.map((_, c) => Math.max(...table.map((cells) => cells[c]!.length)));
  const left = mean.flatMap((m) =>
    columns
      .filter((c) => m.counted[c.id]! < m.cases)
      .map(
        (c) => `Mean ${c.id} of label ${m.label} is over ${m.counted[c.id]} of ${m.cases} cases: the others have none.`,
      ),
  );
  return [
    ...table.map((cells) =>
      cells
        .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
        .join('  ')
        .trimEnd(),
    ),
    '',
    `Distances in ${first.unit}, volumes in ${first.volumeUnit}, nsd at ${tolerance} ${first.unit}.`,
    ...left,
  ].join('\n');
}
