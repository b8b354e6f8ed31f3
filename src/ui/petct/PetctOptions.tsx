import { COLORMAPS } from '../../core/colormap.ts';
import { type PetctLayout, SUV_TOPS } from '../../state/petctState.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { presetOf, PRESETS } from '../options/presets.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { Select } from '../parts/Select.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { useSuv } from './useSuv.ts';

const LAYOUTS: readonly PetctLayout[] = ['grid', 'axial', 'fused', 'mip'];

/** Layout, window of the CT, range and colours of the PET. */
export function PetctOptions() {
  const app = useApp();
  const t = useT();
  const doc = useDocument();
  const petct = useAppState((s) => s.petct);
  const window = useAppState((s) => s.view.window);
  const suv = useSuv();
  if (!doc) return null;
  const presets = [
    { value: 'preset-auto', name: t('preset.auto') },
    ...(doc.volume.unit === 'HU'
      ? PRESETS.map((p) => ({
          value: p.command,
          name: t(p.name),
          fact: `${decimal(p.window.width)} / ${decimal(p.window.center)}`,
        }))
      : []),
  ];
  const colors = COLORMAPS.map((value) => ({ value, name: t(`colors.${value}`) }));
  return (
    <div className="options" role="group" aria-label={t('options.label')} data-inside-focus>
      <Segmented
        label={t('petct.layout')}
        value={petct.layout}
        choices={LAYOUTS.map((value) => ({ value, name: t(`petct.layout.${value}`) }))}
        onChange={(value) => invoke(app, 'petct-layout', value)}
      />
      <span className="divider" />
      <span className="option">
        CT
        <Select
          label={t('petct.ctWindow')}
          width={112}
          value={presetOf(window, doc.volume) ?? ''}
          placeholder={t('preset.own')}
          options={presets}
          onChange={(command) => invoke(app, command)}
        />
      </span>
      {suv?.ok && (
        <span className="option">
          {t('petct.top')}
          <Segmented
            label={t('petct.top')}
            value={String(petct.top)}
            choices={SUV_TOPS.map((top) => ({ value: String(top), name: String(top) }))}
            onChange={(top) => invoke(app, 'petct-top', Number(top))}
          />
        </span>
      )}
      <span className="option">
        PET
        <Select
          label={t('petct.petColors')}
          width={112}
          value={petct.petColors}
          options={colors}
          onChange={(id) => invoke(app, 'petct-pet-colors', id)}
        />
      </span>
      <span className="option">
        {t('petct.row.fused')}
        <Select
          label={t('petct.fusedColors')}
          width={112}
          value={petct.fusedColors}
          options={colors}
          onChange={(id) => invoke(app, 'petct-fused-colors', id)}
        />
      </span>
    </div>
  );
}
