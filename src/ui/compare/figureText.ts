import { emptySide, type FigureRow, type MetricInfo } from '../../core/compare/figures.ts';
import { decimal } from '../format/numbers.ts';
import type { Translate } from '../i18n/useT.ts';

type Info = Pick<MetricInfo, 'id' | 'unit'>;

/** Digits of a figure: parts three, lengths one, volumes by their size. */
function figure(value: number, { unit }: Info): string {
  if (unit === 'part') return decimal(value, 3);
  if (unit === 'length') return decimal(value, 1);
  return decimal(value, Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 3 : 1);
}

/** A figure in words: a number, or why there is none. Never blank. */
export function figureText(row: FigureRow | null, metric: Info, t: Translate): string {
  const value = row?.figures[metric.id];
  if (row === null || value === undefined) return t('compare.none');
  if (Number.isFinite(value)) return figure(value, metric);
  return t(Number.isNaN(value) ? 'compare.undefined' : 'compare.infinite');
}

/** Why a figure is not a number: which mask is empty. */
export function whyUndefined(row: FigureRow | null, t: Translate): string | null {
  const side = row && emptySide(row);
  return side ? t(`compare.empty.${side}`) : null;
}

/** The unit of a metric's figures, for a header: '' for parts. */
export const unitOf = ({ unit }: Info, row: Pick<FigureRow, 'unit' | 'volumeUnit'> | null): string =>
  unit === 'part' || !row ? '' : unit === 'length' ? row.unit : row.volumeUnit;

export const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text);
