import { useEffect, useMemo, useState } from 'react';
import { labelStatistics, type Statistics } from '../../state/statistics.ts';
import { area, decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Section } from '../parts/Section.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';

/** Measures are taken this long after the last change, ms. */
const PAUSE = 400;

/** The active label in numbers. */
export function StatisticsSection() {
  const t = useT();
  const label = useAppState((s) => s.labels.find((l) => l.value === s.activeLabel));
  if (!label) return null;
  return (
    <Section title={t('statistics.title')} count={label.name} foldable>
      <Facts label={label.value} />
    </Section>
  );
}

function Facts({ label }: { label: number }) {
  const t = useT();
  const doc = useDocument();
  const s = useStatistics(label);
  const flat = doc?.volume.grid.size[2] === 1;
  const some = s !== null && s.voxels > 0;
  const unit = s?.unit ? ` ${s.unit}` : '';
  return (
    <dl className="facts">
      {!flat && (
        <>
          <dt>{t('statistics.volume')}</dt>
          <dd>{s === null ? '' : s.volumeMl === null ? `${decimal(s.voxels)} vx` : `${decimal(s.volumeMl, 1)} mL`}</dd>
        </>
      )}
      <dt>{t(flat ? 'statistics.area' : 'statistics.areaHere')}</dt>
      <dd>{s === null ? '' : s.areaUnit === 'px' ? `${decimal(s.area)} px²` : area(s.area)}</dd>
      <dt>{t('statistics.mean')}</dt>
      <dd>{some ? meanAndSd(s) + unit : s === null ? '' : '–'}</dd>
    </dl>
  );
}

/** Mean and SD with the same digits: one for grey values, three where both are small. */
function meanAndSd({ mean, sd }: Statistics): string {
  const digits = Math.max(Math.abs(mean), sd) >= 10 ? 1 : 3;
  return `${decimal(mean, digits)} ± ${decimal(sd, digits)}`;
}

function useStatistics(label: number): Statistics | null {
  const app = useApp();
  const [result, setResult] = useState<{ label: number; statistics: Statistics } | null>(null);
  const statisticsOf = useMemo(() => labelStatistics(app), [app]);
  useEffect(() => {
    let asked = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const measure = () => {
      const mine = ++asked;
      clearTimeout(timer);
      timer = setTimeout(() => {
        void statisticsOf(label).then((statistics) => {
          if (mine === asked && statistics) setResult({ label, statistics });
        });
      }, PAUSE);
    };
    measure();
    // nothing is shown anew before it is measured
    const stop = app.store.subscribe((now, before) => {
      const changed =
        now.revision !== before.revision ||
        now.view.slice !== before.view.slice ||
        now.view.plane !== before.view.plane ||
        (now.tally === null) !== (before.tally === null);
      if (changed) measure();
    });
    return () => {
      stop();
      asked++;
      clearTimeout(timer);
    };
  }, [app, label, statisticsOf]);
  return result?.label === label ? result.statistics : null;
}
