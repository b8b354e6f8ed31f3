import { use } from 'react';
import { DropdownMenu } from 'radix-ui';
import { useCommandTitle, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ChevronDownIcon, SaveIcon } from '../parts/icons.ts';
import { PortalContext } from '../parts/portal.ts';
import { useApp, useDisabledReason } from '../useApp.ts';

const COMMANDS = ['compare-csv', 'compare-json', 'compare-save-masks'] as const;

/** The figures and masks as files. */
export function ExportMenu() {
  const app = useApp();
  const t = useT();
  const portal = use(PortalContext);
  const noFigures = useDisabledReason('compare-csv');
  const report = async () => (await import('./report/saveReport.tsx')).saveReport(app);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button size="tight" kind="ghost">
          <Icon of={SaveIcon} />
          {t('compare.export')}
          <Icon of={ChevronDownIcon} />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={portal}>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {COMMANDS.map((id) => (
            <CommandItem key={id} id={id} />
          ))}
          <DropdownMenu.Item className="menu-item" disabled={noFigures !== null} onSelect={() => void report()}>
            {t('compare.report')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function CommandItem({ id }: { id: (typeof COMMANDS)[number] }) {
  const app = useApp();
  const title = useCommandTitle();
  const why = useDisabledReason(id);
  return (
    <DropdownMenu.Item className="menu-item" disabled={why !== null} onSelect={() => invoke(app, id)}>
      {title(id)}
    </DropdownMenu.Item>
  );
}
