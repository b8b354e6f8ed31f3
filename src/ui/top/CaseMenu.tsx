import { use } from 'react';
import { PortalContext } from '../parts/portal.ts';
import { DropdownMenu } from 'radix-ui';
import { commandById, disabledReason } from '../../state/commands/index.ts';
import { age } from '../format/durations.ts';
import { keysOf } from '../hotkeys.ts';
import { useCommandTitle, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ChevronDownIcon } from '../parts/icons.ts';
import { Kbd } from '../parts/Kbd.tsx';
import { useApp, useAppState, useDocument } from '../useApp.ts';
import { useNow } from '../useNow.ts';

const RECENT = 6;

/** The case that is open, the ones before it, and what else can be opened. */
export function CaseMenu() {
  const name = useAppState((s) => s.current?.name ?? '');
  const doc = useDocument();
  // the series' own description, where the name is only a file name
  const series = doc?.volume.about.series ?? '';
  const portal = use(PortalContext);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button kind="ghost" className="case-button">
          <strong className="cut">{name}</strong>
          {series && series !== name && <span className="faint cut wide-only">{series}</span>}
          <Icon of={ChevronDownIcon} />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portal}>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
          <RecentItems />
          <CommandItem id="open-files" />
          <CommandItem id="open-folder" />
          <CommandItem id="load-labels" />
          <CommandItem id="cases" />
          <DropdownMenu.Separator className="menu-line" />
          <CommandItem id="close-case" />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function RecentItems() {
  const app = useApp();
  const t = useT();
  const cases = useAppState((s) => s.cases);
  const current = useAppState((s) => s.current?.id);
  const now = useNow(60_000);
  const others = cases.filter((c) => c.id !== current).slice(0, RECENT);
  if (others.length === 0) return null;
  return (
    <>
      <DropdownMenu.Label className="menu-title">{t('top.recent')}</DropdownMenu.Label>
      {others.map((c) => (
        <DropdownMenu.Item key={c.id} className="menu-item" onSelect={() => invoke(app, 'open-case', c.id)}>
          <span className="cut grow">{c.name}</span>
          <span className="micro faint">{age(c.savedAt, now, t)}</span>
        </DropdownMenu.Item>
      ))}
      <DropdownMenu.Separator className="menu-line" />
    </>
  );
}

function CommandItem({ id }: { id: string }) {
  const app = useApp();
  const title = useCommandTitle()(id);
  const keys = useAppState((s) => keysOf(commandById(id), s.settings.keys)[0]);
  return (
    <DropdownMenu.Item
      className="menu-item"
      disabled={disabledReason(app, id) !== null}
      onSelect={() => invoke(app, id)}
    >
      <span className="grow">{title}</span>
      {keys && <Kbd of={keys} />}
    </DropdownMenu.Item>
  );
}
