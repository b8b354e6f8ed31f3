import type { ReactNode } from 'react';
import type { Settings } from '../../state/appState.ts';
import { bytes } from '../format/numbers.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { LANGUAGES, THEMES } from '../status/LookMenus.tsx';
import { useApp, useAppState } from '../useApp.ts';

function Line({ title, about, children }: { title: string; about?: string; children: ReactNode }) {
  return (
    <div className="line">
      <div>
        <h3>{title}</h3>
        {about && <p>{about}</p>}
      </div>
      {children}
    </div>
  );
}

export default function SettingsDialog() {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const settings = useAppState((s) => s.settings);
  const backend = useAppState((s) => s.backend);
  const storage = useAppState((s) => s.storage);
  const set = (change: Partial<Settings>) => invoke(app, 'set-settings', change);
  return (
    <Dialog title={t('settings.title')} width={560}>
      <div className="dialog-body lines">
        <Line title={t('settings.theme')}>
          <Segmented
            label={t('settings.theme')}
            value={settings.theme}
            choices={THEMES.map((value) => ({ value, name: t(`settings.theme.${value}`) }))}
            onChange={(theme) => set({ theme })}
          />
        </Line>
        <Line title={t('settings.language')}>
          <Segmented
            label={t('settings.language')}
            value={settings.language}
            choices={[{ value: 'system', name: t('settings.language.system') }, ...LANGUAGES]}
            onChange={(language) => set({ language })}
          />
        </Line>
        <Line title={t('settings.mouse')} about={t(`settings.mouse.${settings.mouse}.about`)}>
          <Segmented
            label={t('settings.mouse')}
            value={settings.mouse}
            choices={[
              { value: 'limn', name: t('settings.mouse.limn') },
              { value: 'pacs', name: t('settings.mouse.pacs') },
            ]}
            onChange={(mouse) => set({ mouse })}
          />
        </Line>
        <Line title={t('settings.pen')} about={t(`settings.pen.${settings.pen}.about`)}>
          <Segmented
            label={t('settings.pen')}
            value={settings.pen}
            choices={[
              { value: 'size', name: t('settings.pen.size') },
              { value: 'pressure', name: t('settings.pen.pressure') },
            ]}
            onChange={(pen) => set({ pen })}
          />
        </Line>
        <Line title={t('settings.patient')} about={t('settings.patient.about')}>
          <Segmented
            label={t('settings.patient')}
            value={settings.hidePatient ? 'hide' : 'show'}
            choices={[
              { value: 'show', name: t('settings.patient.show') },
              { value: 'hide', name: t('settings.patient.hide') },
            ]}
            onChange={(choice) => set({ hidePatient: choice === 'hide' })}
          />
        </Line>
        <Line title={t('backend.title')} about={say(backend.why)}>
          <Segmented
            label={t('backend.title')}
            value={backend.choice}
            choices={[
              { value: 'auto', name: t('backend.auto') },
              { value: 'webgpu', name: 'WebGPU' },
              { value: 'wasm', name: 'Wasm' },
              { value: 'cpu', name: 'CPU' },
            ]}
            onChange={(choice) => invoke(app, 'choose-backend', choice)}
          />
        </Line>
        <Line title={t('settings.halves')} about={t('settings.halves.about')}>
          <Segmented
            label={t('settings.halves')}
            value={settings.halfWeights ? 'on' : 'off'}
            choices={[
              { value: 'off', name: t('settings.halves.off') },
              { value: 'on', name: t('settings.halves.on') },
            ]}
            onChange={(choice) => invoke(app, 'halve-weights', choice === 'on')}
          />
        </Line>
        <Line
          title={t('settings.storage')}
          about={
            !storage.available
              ? t('status.noStorage')
              : [
                  storage.freeBytes === null ? '' : t('status.free', { size: bytes(storage.freeBytes) }),
                  t(storage.persisted ? 'settings.storage.kept' : 'settings.storage.mayGo'),
                ]
                  .filter(Boolean)
                  .join('. ')
          }
        >
          <CommandButton command="cases" />
        </Line>
        <Line title={t('settings.keys')} about={t('settings.keys.about')}>
          <CommandButton command="shortcuts">{t('settings.keys.open')}</CommandButton>
        </Line>
      </div>
    </Dialog>
  );
}
