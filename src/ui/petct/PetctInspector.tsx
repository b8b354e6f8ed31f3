import { useT } from '../i18n/useT.ts';
import { CrossSection } from './CrossSection.tsx';
import { FusionFigures } from './FusionFigures.tsx';
import { FusionSection } from './FusionSection.tsx';
import { RegistrationSection } from './RegistrationSection.tsx';
import { SuvSection } from './SuvSection.tsx';
import { UptakeSection } from './UptakeSection.tsx';

export function PetctInspector() {
  const t = useT();
  return (
    <aside className="inspector petct-inspector" aria-label={t('inspector.label')} data-inside-focus>
      <SuvSection />
      <CrossSection />
      <FusionSection />
      <FusionFigures />
      <UptakeSection />
      <RegistrationSection />
    </aside>
  );
}
