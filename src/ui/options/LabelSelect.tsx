import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Select } from '../parts/Select.tsx';
import { Swatch } from '../parts/Swatch.tsx';
import { useApp, useAppState } from '../useApp.ts';

/** The label that the tool draws. */
export function LabelSelect() {
  const app = useApp();
  const t = useT();
  const labels = useAppState((s) => s.labels);
  const active = useAppState((s) => s.activeLabel);
  return (
    <span className="option">
      {t('options.labelOf')}
      <Select
        label={t('options.labelOf')}
        width={132}
        value={labels.some((l) => l.value === active) ? String(active) : ''}
        placeholder={t('options.noLabel')}
        options={labels.map((l) => ({
          value: String(l.value),
          name: `${l.value} ${l.name}`,
          mark: <Swatch color={l.color} />,
        }))}
        onChange={(value) => invoke(app, 'activate-label', Number(value))}
      />
    </span>
  );
}
