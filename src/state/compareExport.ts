import { emptySide, type FigureRow } from '../core/compare/figures.ts';
import { pairedTests } from '../core/compare/pairedTests.ts';
import { figureCells, figureHead, quoted } from '../core/compare/rowsCsv.ts';
import type { AppState } from './appState.ts';
import { batchFiguresOf, caseFiguresOf, type LabelFigures, pairedValues } from './compareFigures.ts';
import type { CompareState, Contender } from './compareState.ts';

type Exported = Pick<AppState, 'compare' | 'current'>;

/** Every row that was measured, with whose it is. */
export function allRows({
  rows,
  batch,
  contenders,
}: CompareState): { readonly of: Contender; readonly row: FigureRow }[] {
  const sources = batch ? batch.cases.map((c) => c.rows) : [rows ?? {}];
  const who = batch?.contenders ?? contenders;
  return who.flatMap((of) => sources.flatMap((by) => (by[of.letter] ?? []).map((row) => ({ of, row }))));
}

const versionOf = ({ of }: Contender): number | null => (of.kind === 'model' ? of.version : null);
const nameOf = ({ of }: Contender): string => (of.kind === 'model' ? of.id : 'corrected mask');

/**
 * One line a contender, case, slice and label. `slice` counts from 1 and is `all` for a whole case; figures have the ids and
 * the units of `limn evaluate`. RFC 4180.
 */
export function comparisonCsv({ compare }: Exported): string {
  const rows = allRows(compare);
  const metrics = compare.metrics.filter((m) => rows.some(({ row }) => m.id in row.figures));
  const labels = compare.batch?.labels ?? compare.labels;
  const nameOfLabel = (value: number) => quoted(labels.find((l) => l.value === value)?.name ?? '');
  return [
    ['model', 'id', 'version', 'case', 'slice', 'label', 'name', ...figureHead(metrics)].join(','),
    ...rows.map(({ of, row }) =>
      [
        of.letter,
        quoted(nameOf(of)),
        versionOf(of) ?? 'none',
        quoted(row.case),
        row.slice === null ? 'all' : row.slice + 1,
        row.label,
        nameOfLabel(row.label),
        ...figureCells(row, metrics),
      ].join(','),
    ),
    '',
  ].join('\n');
}

/** Figures of every contender about one label: of the batch where there is one, else of the open case. */
export const figuresOf = (compare: CompareState, label: number): readonly LabelFigures[] =>
  (compare.batch?.contenders ?? compare.contenders).map(({ letter }) =>
    compare.batch ? batchFiguresOf(compare, letter, label) : caseFiguresOf(compare, letter, label, compare.set),
  );

/** Paired tests of a metric about one label, over slices or cases. */
export function testsOf(compare: CompareState, label: number, metric: string) {
  const figures = figuresOf(compare, label);
  const { values } = pairedValues(figures, metric);
  return pairedTests(figures.map((f, n) => ({ id: f.letter, values: values[n]! })));
}

/** Everything that is needed to read the figures, and to get them again. NaN and infinity are null; `empty` says why. */
export function comparisonJson({ compare, current }: Exported): string {
  const { batch, labels, metrics, reference, set, slices, tolerance } = compare;
  const rows = allRows(compare);
  const who = batch?.contenders ?? compare.contenders;
  return JSON.stringify(
    {
      kind: 'limn comparison',
      version: 1,
      case: batch ? null : (current?.name ?? ''),
      reference: batch ? (batch.from === 'stored' ? 'corrected masks' : 'files of the folder') : referenceOf(reference),
      slices: batch || set === 'whole' ? 'all' : { set, numbers: slices[set].map((w) => w + 1) },
      tolerance,
      unit: rows[0]?.row.unit ?? null,
      volumeUnit: rows[0]?.row.volumeUnit ?? null,
      models: who.map((c) => ({
        letter: c.letter,
        id: nameOf(c),
        version: versionOf(c),
        title: c.title,
        seconds: c.run?.seconds ?? null,
        slices: c.run?.slices ?? null,
        peakBytes: c.run?.bytes ?? null,
        testTime: c.run?.used ?? null,
        slicesSeenInTraining: slices.seen[c.letter] ?? null,
      })),
      labels: (batch?.labels ?? labels).map(({ value, name }) => ({ value, name })),
      metrics: metrics.map(({ id, title, unit, better, source, empty }) => ({
        id,
        title,
        unit,
        better,
        source,
        empty,
      })),
      rows: rows.map(({ of, row }) => ({
        model: of.letter,
        case: row.case,
        slice: row.slice === null ? null : row.slice + 1,
        label: row.label,
        ...row.figures,
        tp: row.tp,
        fp: row.fp,
        fn: row.fn,
        empty: emptySide(row),
        unit: row.unit,
        volumeUnit: row.volumeUnit,
      })),
      wilcoxon: (batch?.labels ?? labels).flatMap(({ value }) =>
        testsOf(compare, value, compare.metric).map((t) => ({ label: value, metric: compare.metric, ...t })),
      ),
      failed: batch?.cases.filter((c) => c.state === 'failed').map((c) => c.name) ?? [],
    },
    null,
    2,
  );
}

const referenceOf = (reference: CompareState['reference']): string | null =>
  reference === null
    ? null
    : reference.kind === 'edits'
      ? 'corrected mask'
      : reference.name || 'what the sample was drawn from';
