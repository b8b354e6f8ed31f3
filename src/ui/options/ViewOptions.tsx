import { PLANES } from '../../core/plane.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { NumberField } from '../parts/NumberField.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { Select } from '../parts/Select.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { presetOf, PRESETS } from './presets.ts';

/** Plane and fit. */
export function PlaneOptions() {
  const app = useApp();
  const t = useT();
  const plane = useAppState((s) => s.view.plane);
  const doc = useDocument();
  if (!doc) return null;
  return (
    <>
      {doc.volume.grid.size[2] > 1 && (
        <span className="option">
          {t('options.plane')}
          <Segmented
            label={t('options.plane')}
            value={plane}
            choices={PLANES.map((value) => ({ value, name: t(`plane.${value}`) }))}
            onChange={(next) => invoke(app, `plane-${next}`)}
          />
        </span>
      )}
      <CommandButton command="fit" />
      <CommandButton command="actual-size" />
    </>
  );
}

/** Window width and level, and the presets. */
export function WindowOptions() {
  const app = useApp();
  const t = useT();
  const window = useAppState((s) => s.view.window);
  const doc = useDocument();
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
  return (
    <>
      <span className="option">
        {t('options.preset')}
        <Select
          label={t('options.preset')}
          width={148}
          value={presetOf(window, doc.volume) ?? ''}
          placeholder={t('preset.own')}
          options={presets}
          onChange={(command) => invoke(app, command)}
        />
      </span>
      <span className="option">
        {t('options.width')}
        <NumberField
          label={t('options.width')}
          width={72}
          min={0}
          value={rounded(window.width)}
          onChange={(width) => invoke(app, 'set-window', { ...window, width })}
        />
      </span>
      <span className="option">
        {t('options.level')}
        <NumberField
          label={t('options.level')}
          width={72}
          value={rounded(window.center)}
          onChange={(center) => invoke(app, 'set-window', { ...window, center })}
        />
      </span>
      <CommandButton command="invert" />
    </>
  );
}

const rounded = (n: number): number => (Math.abs(n) >= 10 ? Math.round(n) : Math.round(n * 100) / 100);
