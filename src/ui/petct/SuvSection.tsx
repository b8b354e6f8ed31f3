import { SUV_KINDS } from '../../core/suv/bodyMeasure.ts';
import type { Sex } from '../../core/suv/petFacts.ts';
import { PLAUSIBLE, type SuvInput, type SuvInputs, suvInputs } from '../../core/suv/suvFactor.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Badge } from '../parts/Badge.tsx';
import { CommandIcon } from '../parts/CommandButton.tsx';
import { ResetIcon } from '../parts/icons.ts';
import { Section } from '../parts/Section.tsx';
import { Select } from '../parts/Select.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { SuvField } from './SuvField.tsx';
import { clockSeconds, clockText, SEXES, sourceOf, SUV_NUMBERS, SUV_TIMES, timeOnDay } from './suvFields.ts';
import { SuvVerdict } from './SuvVerdict.tsx';
import { useSuv } from './useSuv.ts';

const numberOf = (text: string): number => Number(text.replaceAll(/[\s\u202f]/g, '').replace(',', '.') || NaN);

/** What SUV is computed from: each value with its source, to be corrected. */
export function SuvSection() {
  const app = useApp();
  const t = useT();
  const petct = useAppState((s) => s.petct);
  const suv = useSuv();
  if (!petct.pet) return null;
  const inputs = suvInputs(petct.pet.facts, petct.typed);
  const missing = new Set<SuvInput>(suv?.ok === false ? suv.missing : []);
  const type = (name: SuvInput, value: string | number | null) => invoke(app, 'petct-type', { name, value });
  const row = (name: SuvInput, control: React.ReactNode) => (
    <div className="suv-row" key={name} data-missing={missing.has(name) || undefined}>
      <span className="quiet">{t(`suv.input.${name}`)}</span>
      {control}
      <SourceBadge name={name} inputs={inputs} missing={missing.has(name)} />
    </div>
  );
  return (
    <Section title="SUV" tools={<CommandIcon command="petct-file-values" icon={ResetIcon} />}>
      <div className="section-pad">
        <Select
          label={t('suv.kind')}
          value={petct.kind}
          options={SUV_KINDS.map((value) => ({ value, name: t(`suv.kind.${value}`) }))}
          onChange={(kind) => invoke(app, 'petct-kind', kind)}
        />
        <div>
          {(inputs.units === '' || 'units' in petct.typed) &&
            row(
              'units',
              <Select
                label={t('suv.input.units')}
                value={inputs.units}
                placeholder={t('suv.notKnown')}
                options={[
                  { value: 'BQML', name: 'Bq/mL' },
                  { value: 'GML', name: 'SUV' },
                ]}
                onChange={(value) => type('units', value)}
              />,
            )}
          {SUV_NUMBERS.map(({ name, per, unit, digits }) => {
            const [low, high] = PLAUSIBLE[name]!;
            const value = inputs[name];
            return row(
              name,
              <SuvField
                label={t(`suv.input.${name}`)}
                unit={unit}
                value={value === null ? '' : decimal(value / per, digits)}
                range={`${low / per} – ${high / per} ${unit}`}
                accepts={(text) => numberOf(text) * per >= low && numberOf(text) * per <= high}
                onCommit={(text) => type(name, numberOf(text) * per)}
              />,
            );
          })}
          {SUV_TIMES.map((name) =>
            row(
              name,
              <SuvField
                label={t(`suv.input.${name}`)}
                value={clockText(inputs[name])}
                range="HH:MM:SS"
                accepts={(text) => clockSeconds(text) !== null}
                onCommit={(text) => {
                  const other = inputs[name === 'injectedAt' ? 'scannedAt' : 'injectedAt'];
                  type(name, timeOnDay(name, clockSeconds(text)!, other));
                }}
              />,
            ),
          )}
          {row(
            'sex',
            <Select<Sex>
              label={t('suv.input.sex')}
              value={inputs.sex}
              placeholder={t('suv.notGiven')}
              options={SEXES.map((value) => ({ value, name: t(`suv.sex.${value as 'F' | 'M' | 'O'}`) }))}
              onChange={(value) => type('sex', value)}
            />,
          )}
        </div>
        <SuvVerdict />
      </div>
    </Section>
  );
}

function SourceBadge({ name, inputs, missing }: { name: SuvInput; inputs: SuvInputs; missing: boolean }) {
  const t = useT();
  const typed = useAppState((s) => s.petct.typed);
  const source = sourceOf(name, inputs, typed);
  const tone = source === 'typed' ? 'warn' : missing ? 'err' : undefined;
  return (
    <span className="suv-source">
      <Badge text={t(`suv.source.${missing && source === 'file' ? 'implausible' : source}`)} tone={tone} />
    </span>
  );
}
