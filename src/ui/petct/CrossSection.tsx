import { decimal, greyValue } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Section } from '../parts/Section.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { crossValues } from './listenToPane.ts';
import { useSuv } from './useSuv.ts';

/** HU and SUV under the crosshair: from the images themselves, never from a fused picture. */
export function CrossSection() {
  const app = useApp();
  const t = useT();
  const petct = useAppState((s) => s.petct);
  const suv = useSuv();
  const values = crossValues(app);
  const [x, y, z] = petct.cross.map((v) => v + 1);
  const unit = app.document?.volume.unit ?? '';
  const ct = values ? `${greyValue(Math.round(values.ct))} ${unit}`.trim() : '–';
  return (
    <Section title={t('petct.cross')} count={`x ${x}, y ${y}, z ${z}`}>
      <dl className="petct-values">
        <div>
          <dt>CT</dt>
          <dd data-testid="probe-ct">{ct}</dd>
        </div>
        <div>
          <dt>PET</dt>
          <dd data-testid="probe-pet">{petText()}</dd>
        </div>
      </dl>
      <p className="section-note">{t('petct.crossNote')}</p>
    </Section>
  );

  function petText(): string {
    const value = values?.pet ?? null;
    if (value === null) return t('petct.noPetHere');
    if (suv?.ok) return `SUV ${decimal(value * suv.factor, 2)}`;
    return `${greyValue(value)} ${petct.pet?.unit ?? ''}`.trim();
  }
}
