import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { useAppState } from '../useApp.ts';
import { useMetric, useTests } from './useFigures.ts';
import { pText } from './useVerdict.ts';

/** Every pair of contenders on the metric chosen: is the difference more than luck, and how large. */
export function TestTable() {
  const t = useT();
  const { label, metric: chosen, batch } = useAppState((s) => s.compare);
  const metric = useMetric(chosen);
  const tests = useTests(label, chosen);
  if (!metric || tests.every((one) => one.pairs < 2)) return null;
  const digits = metric.unit === 'part' ? 3 : 2;
  return (
    <section aria-label={t('compare.tests')}>
      <div className="compare-scroll">
        <table className="compare-table">
          <thead>
            <tr>
              <th scope="col">{t('compare.tests.pair', { metric: metric.title })}</th>
              <th scope="col">{t('compare.tests.n')}</th>
              <th scope="col">{t('compare.tests.median')}</th>
              <th scope="col">{t('compare.tests.p')}</th>
              <th scope="col">{t('compare.tests.holm')}</th>
              <th scope="col">{t('compare.tests.effect')}</th>
            </tr>
          </thead>
          <tbody>
            {tests.map((one) => (
              <tr key={one.first + one.second}>
                <th scope="row">{t('compare.tests.of', { first: one.first, second: one.second })}</th>
                <td>{one.n === one.pairs ? one.n : t('compare.tests.someDiffer', { n: one.n, of: one.pairs })}</td>
                <td>{`${one.median > 0 ? '+' : ''}${decimal(one.median, digits)}`}</td>
                <td>{Number.isNaN(one.p) ? t('compare.tests.noDifference') : pText(one.p).replace('= ', '')}</td>
                <td>{Number.isNaN(one.pHolm) ? t('compare.none') : pText(one.pHolm).replace('= ', '')}</td>
                <td>{`${one.effect > 0 ? '+' : ''}${decimal(one.effect, 2)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="compare-key small faint">
        {t('compare.tests.about')}
        {t('text.space')}
        {!batch && t('compare.tests.slices')}
      </p>
    </section>
  );
}
