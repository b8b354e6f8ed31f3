import { use } from 'react';
import { PortalContext } from '../parts/portal.ts';
import { Popover } from 'radix-ui';
import type { BackendStatus } from '../../state/appState.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { useApp, useAppState } from '../useApp.ts';

const NAMES: Readonly<Record<NonNullable<BackendStatus['backend']>, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  webgl: 'WebGL',
  cpu: 'CPU',
};
export const backendName = (backend: BackendStatus['backend']): string => (backend ? NAMES[backend] : '');

const TONES: Readonly<Record<BackendStatus['state'], 'ok' | 'warn' | 'err' | undefined>> = {
  starting: undefined,
  ready: 'ok',
  lost: 'warn',
  none: 'err',
};

/** Green when the best backend runs, amber when a slower one does, red for none. */
export const backendTone = (b: BackendStatus): 'ok' | 'warn' | 'err' | undefined =>
  b.state === 'ready' && b.backend === 'cpu' ? 'warn' : TONES[b.state];

/** What computes, and on a press why, and the choice. */
export function BackendBadge() {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const backend = useAppState((s) => s.backend);
  const name = backend.backend ? backendName(backend.backend) : t(`backend.state.${backend.state}`);
  const portal = use(PortalContext);
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" aria-label={t('backend.button', { name })}>
          <span className="dot" data-tone={backendTone(backend)} />
          <strong>{name}</strong>
        </button>
      </Popover.Trigger>
      <Popover.Portal container={portal}>
        <Popover.Content
          className="popover backend"
          aria-label={t('backend.title')}
          side="top"
          align="start"
          sideOffset={8}
          collisionPadding={8}
        >
          <h3 className="medium">{t('backend.title')}</h3>
          <p className="small quiet">{say(backend.why)}</p>
          {backend.adapter && <p className="micro faint">{backend.adapter}</p>}
          {backend.threads > 1 && <p className="micro faint">{t('backend.threads', { n: backend.threads })}</p>}
          <Segmented
            label={t('backend.title')}
            value={backend.choice}
            choices={[
              { value: 'auto', name: t('backend.auto') },
              { value: 'webgpu', name: NAMES.webgpu },
              { value: 'wasm', name: NAMES.wasm },
              { value: 'cpu', name: NAMES.cpu },
            ]}
            onChange={(choice) => invoke(app, 'choose-backend', choice)}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
