import { bestOf } from '../../core/compare/figures.ts';
import { figuresOf } from '../../state/compareExport.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Swatch } from '../parts/Swatch.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { Figure } from './Figure.tsx';
import { useMetric } from './useFigures.ts';

/** The metric chosen, a line a label and a column a contender; a press shows the label. */
export function LabelTable() {
  const app = useApp();
  const t = useT();
  const compare = useAppState((s) => s.compare);
  const metric = useMetric(compare.metric);
  const labels = (compare.batch?.labels ?? compare.labels).map((l) => ({ ...l, figures: figuresOf(compare, l.value) }));
  const judged = labels.filter((l) => l.figures.some((f) => f.all));
  if (!metric || judged.length < 2) return null;
  return (
    <div className="compare-scroll">
      <table className="compare-table label-table">
        <thead>
          <tr>
            <th scope="col">{t('compare.byLabel', { metric: metric.title })}</th>
            {judged[0]!.figures.map((f) => (
              <th key={f.letter} scope="col">
                {f.letter}
              </th>
            ))}
            <th scope="col">{t('compare.spread')}</th>
          </tr>
        </thead>
        <tbody>
          {judged.map(({ value, name, color, figures }) => {
            const all = figures.map((f) => f.all?.figures[metric.id] ?? NaN);
            const finite = all.filter(Number.isFinite);
            const best = bestOf(all, metric.better);
            return (
              <tr key={value} aria-current={value === compare.label || undefined}>
                <th scope="row">
                  <button type="button" className="label-pick" onClick={() => invoke(app, 'compare-label', value)}>
                    <Swatch color={color} />
                    <span className="cut">{name}</span>
                  </button>
                </th>
                {figures.map((f, n) => (
                  <td key={f.letter}>
                    <Figure row={f.all} metric={metric} best={n === best} />
                  </td>
                ))}
                <td className="faint">
                  {finite.length > 1
                    ? decimal(Math.max(...finite) - Math.min(...finite), metric.unit === 'part' ? 3 : 1)
                    : t('compare.none')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
