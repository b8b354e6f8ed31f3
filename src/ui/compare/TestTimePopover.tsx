import { use } from 'react';
import { Popover } from 'radix-ui';
import { AS_PLANNED, type TestTime } from '../../core/compare/testTime.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { SettingsIcon } from '../parts/icons.ts';
import { PortalContext } from '../parts/portal.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { Select } from '../parts/Select.tsx';
import { useApp, useAppState } from '../useApp.ts';

const SWITCHES = ['flips', 'largestComponent', 'fillHoles'] as const;
const TILES = [64, 128, 192, 256, 320, 384, 512];
const OVERLAPS = [0, 0.25, 0.5, 0.75];
const THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** What is done at prediction, for all models alike; each as its own plan says until it is set here. */
export function TestTimePopover() {
  const app = useApp();
  const t = useT();
  const options = useAppState((s) => s.compare.options);
  const portal = use(PortalContext);
  const set = (change: Partial<TestTime>) => invoke(app, 'compare-options', change);
  const changed = Object.values(options).filter((v) => v !== null).length;
  const planned = { value: 'plan', name: t('compare.planned') } as const;
  const numbers = (key: 'tile' | 'overlap' | 'threshold', values: readonly number[], nameOf: (n: number) => string) => (
    <div className="test-time-row">
      <span>{t(`compare.options.${key}`)}</span>
      <Select
        label={t(`compare.options.${key}`)}
        width={132}
        value={options[key] === null ? 'plan' : String(options[key])}
        options={[planned, ...values.map((n) => ({ value: String(n), name: nameOf(n) }))]}
        onChange={(v) => set({ [key]: v === 'plan' ? null : Number(v) })}
      />
    </div>
  );
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button>
          <Icon of={SettingsIcon} />
          {t('compare.options')}
          {changed > 0 && <Badge tone="accent" text={String(changed)} />}
        </Button>
      </Popover.Trigger>
      <Popover.Portal container={portal}>
        <Popover.Content
          className="popover test-time"
          aria-label={t('compare.options')}
          align="end"
          sideOffset={6}
          collisionPadding={8}
        >
          <p className="small quiet">{t('compare.options.about')}</p>
          {SWITCHES.map((key) => (
            <div key={key} className="test-time-row">
              <span>{t(`compare.options.${key}`)}</span>
              <Segmented
                label={t(`compare.options.${key}`)}
                value={options[key] === null ? 'plan' : options[key] ? 'on' : 'off'}
                choices={[planned, { value: 'on', name: t('compare.on') }, { value: 'off', name: t('compare.off') }]}
                onChange={(v) => set({ [key]: v === 'plan' ? null : v === 'on' })}
              />
            </div>
          ))}
          {numbers('threshold', THRESHOLDS, (n) => decimal(n, 1))}
          {numbers('tile', TILES, (n) => `${n} px`)}
          {numbers('overlap', OVERLAPS, (n) => `${decimal(100 * n)} %`)}
          <Button size="tight" kind="ghost" disabled={changed === 0} onClick={() => set(AS_PLANNED)}>
            {t('compare.options.reset')}
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
