import { useT } from '../i18n/useT.ts';
import { HistorySection } from './HistorySection.tsx';
import { LabelsSection } from './LabelsSection.tsx';
import { LayersSection } from './LayersSection.tsx';
import { ModelSection } from './ModelSection.tsx';
import { StatisticsSection } from './StatisticsSection.tsx';

export function Inspector() {
  const t = useT();
  return (
    <aside className="inspector" aria-label={t('inspector.label')}>
      <ModelSection />
      <LayersSection />
      <LabelsSection />
      <StatisticsSection />
      <HistorySection />
    </aside>
  );
}
