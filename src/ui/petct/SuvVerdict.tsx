import { suvUnit } from '../../core/suv/bodyMeasure.ts';
import { suvInputs } from '../../core/suv/suvFactor.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon } from '../parts/icons.ts';
import { useAppState } from '../useApp.ts';
import { useSuv } from './useSuv.ts';

/** The factor, or in words why there is no SUV; and which typed values it rests on. */
export function SuvVerdict() {
  const t = useT();
  const say = useSay();
  const petct = useAppState((s) => s.petct);
  const suv = useSuv();
  if (!petct.pet || !suv) return null;
  const names = (inputs: readonly string[]) =>
    inputs.map((n) => t(`suv.input.${n as 'weight'}`).toLowerCase()).join(t('text.comma'));
  if (!suv.ok) {
    const why = suv.missing.length
      ? t('suv.needs', { reason: say(suv.why), inputs: names(suv.missing) })
      : say(suv.why);
    return (
      <div className="suv-note" role="status">
        <Icon of={AlertIcon} />
        <span>{`${t('suv.none')} ${why}`}</span>
      </div>
    );
  }
  const typed = Object.keys(petct.typed);
  const { dose } = suvInputs(petct.pet.facts, petct.typed);
  return (
    <>
      {typed.length > 0 && (
        <div className="suv-note" role="status">
          <Icon of={AlertIcon} />
          <span>{t('suv.typedNote', { inputs: names(typed) })}</span>
        </div>
      )}
      <p className="section-note suv-factor">
        {t(`suv.how.${suv.how}`, {
          factor: Number(suv.factor.toPrecision(6)).toString(),
          unit: suvUnit(petct.kind),
          of: petct.pet.unit || petct.pet.facts.units || t('suv.storedUnit'),
          dose: dose === null ? '' : Number((dose / 1e6).toPrecision(4)),
        })}
      </p>
    </>
  );
}
