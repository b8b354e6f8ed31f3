import { useRef } from 'react';
import { Command } from 'cmdk';
import type { Command as AppCommand, CommandGroup } from '../../state/command.ts';
import { commands, disabledReason } from '../../state/commands/index.ts';
import { keysOf } from '../hotkeys.ts';
import { useCommandTitle, useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Icon } from '../parts/Icon.tsx';
import { SearchIcon } from '../parts/icons.ts';
import { Keys } from '../parts/Kbd.tsx';
import { ModalFrame } from '../parts/ModalFrame.tsx';
import { useApp, useAppState } from '../useApp.ts';

const GROUPS: readonly CommandGroup[] = ['file', 'edit', 'model', 'tool', 'label', 'view', 'help'];

/** Every command by its name. What cannot run now is listed with the reason. */
export default function CommandPalette() {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const title = useCommandTitle();
  const own = useAppState((s) => s.settings.keys);
  const input = useRef<HTMLInputElement>(null);
  const close = () => invoke(app, 'close-dialog');
  // closed first: the command may open a dialog of its own
  const choose = (id: string) => {
    close();
    invoke(app, id);
  };
  const listed = commands.filter((c) => !c.hidden && c.id !== 'palette');
  return (
    <ModalFrame label={t('palette.title')} className="palette" onClose={close} first={input}>
      <Command label={t('palette.title')} loop>
        <div className="palette-input">
          <Icon of={SearchIcon} />
          <Command.Input ref={input} placeholder={t('top.find')} />
        </div>
        <Command.List label={t('palette.list')}>
          <Command.Empty>{t('palette.empty')}</Command.Empty>
          {GROUPS.map((group) => (
            <Command.Group key={group} heading={t(`group.${group}`)}>
              {listed
                .filter((c) => c.group === group)
                .map((c) => (
                  <Item key={c.id} command={c} />
                ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </ModalFrame>
  );

  function Item({ command }: { command: AppCommand<never> }) {
    const reason = disabledReason(app, command.id);
    const keys = keysOf(command, own)[0];
    return (
      <Command.Item
        value={command.id}
        keywords={[title(command.id)]}
        disabled={reason !== null}
        onSelect={() => choose(command.id)}
      >
        <span className="cut">{title(command.id)}</span>
        <span className="grow" />
        {reason ? <span className="palette-why">{say(reason)}</span> : keys && <Keys of={keys} />}
      </Command.Item>
    );
  }
}
