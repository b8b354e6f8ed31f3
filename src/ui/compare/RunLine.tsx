import { use } from 'react';
import { DropdownMenu } from 'radix-ui';
import { pickFiles } from '../files/pickFiles.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ChevronDownIcon } from '../parts/icons.ts';
import { PortalContext } from '../parts/portal.ts';
import { JobProgress } from '../status/JobProgress.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { TestTimePopover } from './TestTimePopover.tsx';

/** Runs the models on this case or on many, with the same options for all; what runs and how far it is. */
export function RunLine() {
  const app = useApp();
  const t = useT();
  const contenders = useAppState((s) => s.compare.contenders);
  const batch = useAppState((s) => s.compare.batch);
  const running = useAppState((s) => s.job !== null);
  const portal = use(PortalContext);
  const models = contenders.filter((c) => c.of.kind === 'model');
  const waits = models.some((c) => c.state !== 'done');
  const folder = async () => {
    const files = await pickFiles({ folder: true });
    if (files.length > 0) invoke(app, 'compare-batch', files);
  };
  if (running) return <JobProgress />;
  return (
    <div className="run-line">
      <CommandButton command="compare-run" kind={waits && !batch ? 'primary' : 'default'}>
        {t('compare.run', { count: models.length })}
      </CommandButton>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <Button>
            {t('compare.batch')}
            <Icon of={ChevronDownIcon} />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={portal}>
          <DropdownMenu.Content className="menu" align="start" sideOffset={4} collisionPadding={8}>
            <DropdownMenu.Item className="menu-item" onSelect={() => invoke(app, 'compare-batch', 'stored')}>
              {t('compare.batch.stored')}
            </DropdownMenu.Item>
            <DropdownMenu.Item className="menu-item" onSelect={() => void folder()}>
              {t('compare.batch.folder')}
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <span className="grow" />
      <TestTimePopover />
    </div>
  );
}
