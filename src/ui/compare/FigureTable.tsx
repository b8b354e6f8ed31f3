import { bestOf } from '../../core/compare/figures.ts';
import { useT } from '../i18n/useT.ts';
import { Tip } from '../parts/Tip.tsx';
import { useAppState } from '../useApp.ts';
import { Figure } from './Figure.tsx';
import { unitOf } from './figureText.ts';
import { useFigures } from './useFigures.ts';

/** Every metric about the label shown: a line a metric, a column a contender. */
export function FigureTable() {
  const t = useT();
  const label = useAppState((s) => s.compare.label);
  const metrics = useAppState((s) => s.compare.metrics);
  const tolerance = useAppState((s) => s.compare.tolerance);
  const figures = useFigures(label);
  const first = figures.find((f) => f.all)?.all ?? null;
  if (!first) return null;
  return (
    // it scrolls where it is too wide, so it takes the focus
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="compare-scroll" tabIndex={0} data-inside-focus role="group" aria-label={t('compare.figures')}>
      <table className="compare-table">
        <caption className="sr-only">{t('compare.figures')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('compare.metric')}</th>
            {figures.map((f) => (
              <th key={f.letter} scope="col">
                {f.letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics
            .filter((m) => m.id in first.figures)
            .map((m) => {
              const best = bestOf(
                figures.map((f) => f.all?.figures[m.id] ?? NaN),
                m.better,
              );
              const unit = m.id === 'nsd' ? t('compare.at', { mm: tolerance, unit: first.unit }) : unitOf(m, first);
              return (
                <tr key={m.id}>
                  <th scope="row" aria-label={m.title}>
                    <Tip text={t('compare.metricAbout', { source: m.source, empty: m.empty })} side="left">
                      <button type="button" className="metric-name">
                        {m.title} <span className="faint">{unit}</span>
                      </button>
                    </Tip>
                  </th>
                  {figures.map((f, n) => (
                    <td key={f.letter}>
                      <Figure row={f.all} metric={m} best={n === best} />
                    </td>
                  ))}
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
}
