import { useMemo } from 'react';
import { worstFirst } from '../../core/compare/figures.ts';
import { pairedValues } from '../../state/compareFigures.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp, useAppState } from '../useApp.ts';
import { useFigures, useMetric } from './useFigures.ts';

/** As many as one looks at. */
const SHOWN = 8;

/** The units in which some contender is worst, worst first; a press shows them. */
export function WorstList() {
  const app = useApp();
  const t = useT();
  const { label, metric: chosen, batch } = useAppState((s) => s.compare);
  const metric = useMetric(chosen);
  const figures = useFigures(label);
  const rows = useMemo(() => {
    if (!metric) return [];
    const { units, values } = pairedValues(figures, metric.id);
    const all = units.map((unit, n) => ({ ...unit, values: values.map((v) => v[n]!) }));
    const worstOf = (v: readonly number[]) => worstFirst(v, (x) => x, metric.better)[0] ?? NaN;
    return worstFirst(all, (one) => worstOf(one.values), metric.better).slice(0, SHOWN);
  }, [figures, metric]);
  if (!metric || metric.better === null || rows.length < 2) return null;
  const digits = metric.unit === 'part' ? 3 : 1;
  const open = (one: (typeof rows)[number]) => {
    if (one.slice !== null) invoke(app, 'compare-slice', one.slice);
    else {
      const found = batch?.cases.find((c) => c.name === one.case);
      if (found) invoke(app, 'compare-open-case', found.key);
    }
  };
  return (
    <section aria-label={t('compare.worstFirst', { metric: metric.title })}>
      <div className="compare-scroll">
        <table className="compare-table">
          <thead>
            <tr>
              <th scope="col">{t('compare.worstFirst', { metric: metric.title })}</th>
              {figures.map((f) => (
                <th key={f.letter} scope="col">
                  {f.letter}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={`${one.case} ${one.slice}`}>
                <th scope="row" aria-label={one.slice === null ? one.case : t('compare.slice', { n: one.slice + 1 })}>
                  <button type="button" className="label-pick cut" onClick={() => open(one)}>
                    {one.slice === null ? one.case : t('compare.slice', { n: one.slice + 1 })}
                  </button>
                </th>
                {one.values.map((v, n) => (
                  <td key={figures[n]!.letter}>
                    {Number.isFinite(v)
                      ? decimal(v, digits)
                      : t(v === Infinity ? 'compare.infinite' : 'compare.undefined')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
