import type { FigureRow, MetricInfo } from '../../core/compare/figures.ts';
import { useT } from '../i18n/useT.ts';
import { figureText, signed, whyUndefined } from './figureText.ts';

interface Props {
  readonly row: FigureRow | null;
  readonly metric: MetricInfo;
  readonly best?: boolean;
}

/** A figure in a table: the best of its column is bold with a dot; one that is not defined says why. */
export function Figure({ row, metric, best = false }: Props) {
  const t = useT();
  const text = figureText(row, metric, t);
  const value = row?.figures[metric.id];
  const defined = value !== undefined && Number.isFinite(value);
  const why = defined ? null : whyUndefined(row, t);
  return (
    <span className="figure" data-best={best || undefined} data-none={!defined || undefined} title={why ?? undefined}>
      {metric.better === 'zero' && defined ? signed(text, value) : text}
      {why && <span className="sr-only">{`: ${why}`}</span>}
      <i className="best-dot" aria-hidden />
    </span>
  );
}
