import { useEffect } from 'react';
import { suvUnit } from '../../core/suv/bodyMeasure.ts';
import type { PetStatistics } from '../../core/suv/petStatistics.ts';
import { mayOverlay } from '../../core/registration/alignment.ts';
import { measuredKey } from '../../state/petct.ts';
import { decimal, volume } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { LabelSelect } from '../options/LabelSelect.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Section } from '../parts/Section.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useSuv } from './useSuv.ts';

/** ms of quiet after a change before a label is measured again. */
const QUIET = 200;

/** Uptake under the active label, and the paint that follows the uptake. */
export function UptakeSection() {
  const app = useApp();
  const t = useT();
  const petct = useAppState((s) => s.petct);
  const key = useAppState(() => measuredKey(app));
  const suv = useSuv();
  const { measured, hot, pet } = petct;
  useEffect(() => {
    if (measured?.key === key || !pet || !mayOverlay(pet.alignment)) return;
    const wait = setTimeout(() => invoke(app, 'petct-measure'), QUIET);
    return () => clearTimeout(wait);
  }, [app, key, measured, pet]);
  if (!pet) return null;
  const figures = measured?.key === key ? measured.figures : null;
  const factor = suv?.ok ? suv.factor : 1;
  const unit = suv?.ok ? 'SUV' : pet.unit;
  const hotUnit = hot.kind === 'share' ? '%' : 'SUV';
  return (
    <Section title={t('petct.uptake')}>
      <div className="section-pad">
        <LabelSelect />
        <div className="petct-hot">
          <Segmented
            label={t('petct.hot.rule')}
            value={hot.kind}
            choices={[
              { value: 'share', name: t('petct.hot.share') },
              { value: 'fixed', name: t('petct.hot.fixed'), why: suv?.ok ? null : t('reason.noSuv') },
            ]}
            onChange={(kind) => invoke(app, 'petct-hot', { ...hot, kind })}
          />
          {hot.kind === 'share' ? (
            <NumberField
              label={t('petct.hot.share')}
              value={hot.percent}
              min={1}
              max={99}
              width={68}
              unit={hotUnit}
              onChange={(percent) => invoke(app, 'petct-hot', { ...hot, percent })}
            />
          ) : (
            <NumberField
              label={t('petct.hot.fixed')}
              value={hot.suv}
              min={0.1}
              max={100}
              width={76}
              unit={hotUnit}
              nudge={(v, by) => Number((v + by * 0.1).toFixed(2))}
              onChange={(value) => invoke(app, 'petct-hot', { ...hot, suv: value })}
            />
          )}
        </div>
        <CommandButton command="petct-paint-hot" kind="primary" />
      </div>
      <Figures figures={figures} factor={factor} unit={unit} tlgUnit={suv?.ok ? suvUnit(petct.kind) : pet.unit} />
    </Section>
  );
}

interface FiguresProps {
  readonly figures: PetStatistics | null;
  readonly factor: number;
  readonly unit: string;
  readonly tlgUnit: string;
}

function Figures({ figures, factor, unit, tlgUnit }: FiguresProps) {
  const t = useT();
  if (!figures || figures.mtv === 0) {
    return <p className="section-note">{t(figures ? 'petct.uptake.empty' : 'petct.uptake.waiting')}</p>;
  }
  const number = (v: number, digits = 2) =>
    Number.isNaN(v) ? t('petct.noPetHere') : decimal(v * factor, factor === 1 && v > 100 ? 0 : digits);
  const rows = [
    [`${unit} max`, number(figures.max)],
    [`${unit} mean`, `${number(figures.mean)} ± ${number(figures.sd)}`],
    [`${unit} peak`, number(figures.peak)],
    ['MTV', volume(figures.mtv)],
    ['TLG', Number.isNaN(figures.tlg) ? t('petct.noPetHere') : `${number(figures.tlg, 1)} ${tlgUnit} · mL`],
  ] as const;
  return (
    <>
      <table className="petct-table">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="section-note">
        {t('petct.uptake.note')}
        {figures.outside > 0 && ` ${t('petct.uptake.outside', { count: figures.outside })}`}
      </p>
    </>
  );
}
