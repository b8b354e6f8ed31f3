import { use, useState } from 'react';
import { DropdownMenu } from 'radix-ui';
import type { ModelInfo } from '../../state/appState.ts';
import { freeLetter } from '../../state/compare.ts';
import type { Source } from '../../state/compareState.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { PlusIcon } from '../parts/icons.ts';
import { PortalContext } from '../parts/portal.ts';
import { Tip } from '../parts/Tip.tsx';
import { useApp, useAppState } from '../useApp.ts';

const keyOf = (of: Source) => (of.kind === 'mask' ? 'mask' : `${of.id}/${of.version}`);

/** Every model of the app and of this browser, each version that is kept, and the mask of the case. */
export function AddModel() {
  const app = useApp();
  const t = useT();
  const models = useAppState((s) => s.models);
  const contenders = useAppState((s) => s.compare.contenders);
  const [versions, setVersions] = useState<Readonly<Record<string, readonly number[]>>>({});
  const portal = use(PortalContext);
  const full = freeLetter(contenders) === null;
  const button = (
    <Button aria-disabled={full || undefined}>
      <Icon of={PlusIcon} />
      {t('compare.add')}
    </Button>
  );
  if (full) return <Tip text={t('reason.fourContenders')}>{button}</Tip>;

  const onOpen = (open: boolean) => {
    if (open) void keptVersions(models, (model) => app.workers.io.api.learnRecord({ model })).then(setVersions);
  };
  const there = new Set(contenders.map((c) => keyOf(c.of)));
  const item = (of: Source, name: string) => (
    <DropdownMenu.Item
      key={keyOf(of)}
      className="menu-item"
      disabled={there.has(keyOf(of))}
      onSelect={() => invoke(app, 'compare-add', of)}
    >
      <span className="cut grow">{name}</span>
      {there.has(keyOf(of)) && <span className="micro faint">{t('compare.shown')}</span>}
    </DropdownMenu.Item>
  );
  return (
    <DropdownMenu.Root modal={false} onOpenChange={onOpen}>
      <DropdownMenu.Trigger asChild>{button}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portal}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {models.map(({ id, plan }) => {
            const kept = versions[id] ?? [1];
            return kept.map((version) =>
              item(
                { kind: 'model', id, version },
                kept.length > 1 ? t('compare.version', { name: plan.title, n: version }) : plan.title,
              ),
            );
          })}
          <DropdownMenu.Separator className="menu-line" />
          {item({ kind: 'mask' }, t('compare.yourMask'))}
          <DropdownMenu.Item className="menu-item" onSelect={() => invoke(app, 'import-model')}>
            {t('model.import')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type RecordOf = (model: string) => Promise<{ versions: readonly { number: number; state: string }[] } | null>;

/** Versions of each model whose weights are there: all that were not rejected. */
async function keptVersions(
  models: readonly ModelInfo[],
  recordOf: RecordOf,
): Promise<Record<string, readonly number[]>> {
  const all = await Promise.all(
    models.map(async ({ id, version }) => {
      const record = await recordOf(id).catch(() => null);
      const kept = record?.versions.filter((v) => v.state !== 'rejected').map((v) => v.number) ?? [];
      return [id, [...new Set([1, ...kept, version])].sort((a, b) => a - b)] as const;
    }),
  );
  return Object.fromEntries(all);
}
