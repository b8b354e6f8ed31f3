import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Select } from '../parts/Select.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { BlandAltmanPlot } from './BlandAltmanPlot.tsx';
import { BoxPlot } from './BoxPlot.tsx';
import { unitOf } from './figureText.ts';
import { useFigures, useMetric } from './useFigures.ts';

/** Box plots of the metric chosen, and the volumes of many cases against the true ones. */
export function Charts({ width }: { width: number }) {
  const app = useApp();
  const t = useT();
  const { label, metrics, metric: chosen, batch } = useAppState((s) => s.compare);
  const metric = useMetric(chosen);
  const figures = useFigures(label);
  const units = Math.max(0, ...figures.map((f) => f.units.length));
  const first = figures.find((f) => f.units.length > 0)?.units[0] ?? null;
  if (!metric || !first || units < 2 || width === 0) return null;
  const of = t(batch ? 'compare.perCase' : 'compare.perSlice', { count: units });
  const title = [metric.title, unitOf(metric, first)].filter(Boolean).join(' ');
  const volumes = figures.map((f) => ({
    letter: f.letter,
    measured: f.units.map((r) => r.figures.volume ?? NaN),
    truth: f.units.map((r) => r.figures.volumeTruth ?? NaN),
  }));
  return (
    <section aria-label={t('compare.charts')}>
      <div className="chart-head">
        <Select
          label={t('compare.metric')}
          value={chosen}
          options={metrics.filter((m) => m.id in first.figures).map((m) => ({ value: m.id, name: m.title }))}
          onChange={(id) => invoke(app, 'compare-show', { metric: id })}
        />
        <span className="small faint">{of}</span>
      </div>
      <BoxPlot
        title={t('compare.boxAbout', { metric: title, of })}
        rows={figures.map((f) => ({ letter: f.letter, values: f.units.map((r) => r.figures[metric.id] ?? NaN) }))}
        width={width}
        top={metric.unit === 'part' ? 1 : undefined}
      />
      {batch && (
        <>
          <div className="chart-head">
            <h3>{t('compare.blandAltman', { unit: first.volumeUnit })}</h3>
            <span className="small faint">{t('compare.blandAltman.about')}</span>
          </div>
          {volumes.map((v) => (
            <figure key={v.letter} className="bland-altman">
              <figcaption className="medium">{v.letter}</figcaption>
              <BlandAltmanPlot
                title={t('compare.blandAltman.of', { letter: v.letter, unit: first.volumeUnit })}
                {...v}
                unit={t('compare.blandAltman.mean', { unit: first.volumeUnit })}
                width={width - 28}
              />
            </figure>
          ))}
        </>
      )}
    </section>
  );
}
