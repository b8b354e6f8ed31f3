import { emptySide, type FigureRow, type MetricInfo } from './figures.ts';

export const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A figure as any reader of CSV takes it: `nan` = not defined, `inf` = no border to measure to. Never blank. */
export const csvNumber = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value)
    ? 'nan'
    : Number.isFinite(value)
      ? String(value)
      : value > 0
        ? 'inf'
        : '-inf';

/** Head and cells of a row's figures, counts, empty side and units; what stands before them is the caller's. */
export const figureHead = (metrics: readonly Pick<MetricInfo, 'id'>[]): readonly string[] => [
  ...metrics.map((m) => m.id),
  'tp',
  'fp',
  'fn',
  'empty',
  'unit',
  'volumeUnit',
];

export const figureCells = (row: FigureRow, metrics: readonly Pick<MetricInfo, 'id'>[]): readonly string[] => [
  ...metrics.map(({ id }) => csvNumber(row.figures[id])),
  String(row.tp),
  String(row.fp),
  String(row.fn),
  emptySide(row) ?? 'none',
  row.unit,
  row.volumeUnit,
];
