import { useRef } from 'react';
import { Command } from 'cmdk';
import i18next from 'i18next';
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
import { matchScore } from './matchScore.ts';

const GROUPS: readonly CommandGroup[] = ['file', 'edit', 'model', 'tool', 'label', 'view', 'help'];
const LISTED = commands.filter((c) => !c.hidden && c.id !== 'palette');

/** Every command by its name. What cannot run now is listed with the reason. */
export default function CommandPalette() {
  const app = useApp();
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  return (
    <ModalFrame
      label={t('palette.title')}
      className="palette"
      onClose={() => invoke(app, 'close-dialog')}
      first={input}
    >
      <Command
        label={t('palette.title')}
        filter={(_, search, names = []) => Math.max(...names.map((name) => matchScore(name, search)))}
        loop
      >
        <div className="palette-input">
          <Icon of={SearchIcon} />
          <Command.Input ref={input} placeholder={t('top.find')} />
        </div>
        <Command.List label={t('palette.list')}>
          <Command.Empty>{t('palette.empty')}</Command.Empty>
          {GROUPS.map((group) => (
            <Command.Group key={group} heading={t(`group.${group}`)}>
              {LISTED.filter((c) => c.group === group).map((c) => (
                <Item key={c.id} command={c} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </ModalFrame>
  );
}

function Item({ command }: { command: AppCommand<never> }) {
  const app = useApp();
  const say = useSay();
  const title = useCommandTitle()(command.id);
  const keys = useAppState((s) => keysOf(command, s.settings.keys)[0]);
  const reason = disabledReason(app, command.id);
  const choose = () => {
    // closed first: the command may open a dialog of its own
    invoke(app, 'close-dialog');
    invoke(app, command.id);
  };
  return (
    <Command.Item
      value={command.id}
      // found by its English name too, whatever the language
      keywords={[title, i18next.getFixedT('en')(`command.${command.id}`)]}
      disabled={reason !== null}
      onSelect={choose}
    >
      <span className="cut">{title}</span>
      <span className="grow" />
      {reason ? <span className="palette-why">{say(reason)}</span> : keys && <Keys of={keys} />}
    </Command.Item>
  );
}
