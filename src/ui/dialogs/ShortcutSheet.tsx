import { useEffect, useState } from 'react';
import type { Command, CommandGroup } from '../../state/command.ts';
import { commands } from '../../state/commands/index.ts';
import { keyPressed } from '../format/keyNames.ts';
import { keysOf, usersOf } from '../hotkeys.ts';
import { type TextKey, useCommandTitle, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { ResetIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Keys } from '../parts/Kbd.tsx';
import { useApp, useAppState } from '../useApp.ts';

const GROUPS: readonly CommandGroup[] = ['tool', 'edit', 'view', 'label', 'model', 'file', 'help'];

/** What the pointer does, which no key can be set for. */
const POINTER: readonly (readonly [TextKey, TextKey])[] = [
  ['pointer.wheel', 'pointer.wheel.does'],
  ['pointer.ctrlWheel', 'pointer.ctrlWheel.does'],
  ['pointer.shiftWheel', 'pointer.shiftWheel.does'],
  ['pointer.middle', 'pointer.middle.does'],
  ['pointer.right', 'pointer.right.does'],
];

/** All keys by group. A press on a key waits for the new one; Escape leaves it, Backspace takes it away. */
export default function ShortcutSheet() {
  const app = useApp();
  const t = useT();
  const own = useAppState((s) => s.settings.keys);
  const [waiting, setWaiting] = useState<string | null>(null);
  const listed = commands.filter((c) => !c.hidden || c.keys?.length);

  const set = (id: string, key: string) => {
    const next: Record<string, string> = { ...own };
    // a key answers to one command only
    for (const other of usersOf(key, id, own)) if (key !== '') next[other.id] = '';
    next[id] = key;
    invoke(app, 'set-settings', { keys: next });
  };
  const reset = (id: string) => {
    const { [id]: _, ...rest } = own;
    invoke(app, 'set-settings', { keys: rest });
  };

  return (
    <Dialog title={t('shortcuts.title')} about={t('shortcuts.about')} width={820}>
      <div className="dialog-body">
        <div className="sheet">
          {GROUPS.map((group) => (
            <section key={group}>
              <h3 className="dialog-group">{t(`group.${group}`)}</h3>
              {listed
                .filter((c) => c.group === group)
                .map((c) => (
                  <Shortcut
                    key={c.id}
                    command={c}
                    keys={keysOf(c, own)}
                    changed={own[c.id] !== undefined}
                    waiting={waiting === c.id}
                    onWait={(on) => setWaiting(on ? c.id : null)}
                    onSet={(key) => set(c.id, key)}
                    onReset={() => reset(c.id)}
                  />
                ))}
            </section>
          ))}
          <section>
            <h3 className="dialog-group">{t('group.pointer')}</h3>
            {POINTER.map(([what, does]) => (
              <div key={what} className="shortcut">
                <span>{t(does)}</span>
                <span className="micro faint">{t(what)}</span>
              </div>
            ))}
          </section>
        </div>
      </div>
      <div className="dialog-foot">
        <Button
          aria-disabled={Object.keys(own).length === 0 || undefined}
          onClick={() => invoke(app, 'set-settings', { keys: {} })}
        >
          {t('shortcuts.resetAll')}
        </Button>
      </div>
    </Dialog>
  );
}

interface ShortcutProps {
  readonly command: Command<never>;
  readonly keys: readonly string[];
  readonly changed: boolean;
  readonly waiting: boolean;
  readonly onWait: (on: boolean) => void;
  readonly onSet: (key: string) => void;
  readonly onReset: () => void;
}

function Shortcut({ command, keys, changed, waiting, onWait, onSet, onReset }: ShortcutProps) {
  const t = useT();
  const title = useCommandTitle()(command.id);

  useEffect(() => {
    if (!waiting) return;
    // before the dialog sees the key: Escape must not close it
    const listen = (event: KeyboardEvent) => {
      const key = keyPressed(event);
      if (key === null) return;
      event.preventDefault();
      event.stopPropagation();
      onWait(false);
      if (key === 'Backspace' || key === 'Delete') onSet('');
      else if (key !== 'Escape' && key !== 'Tab') onSet(key);
    };
    addEventListener('keydown', listen, { capture: true });
    return () => removeEventListener('keydown', listen, { capture: true });
  });

  return (
    <div className="shortcut">
      <span>{title}</span>
      {changed && <IconButton icon={ResetIcon} dim label={t('shortcuts.reset', { title })} onClick={onReset} />}
      <button
        type="button"
        className="shortcut-key"
        data-waiting={waiting || undefined}
        onClick={() => onWait(!waiting)}
        onBlur={() => waiting && onWait(false)}
      >
        <span className="sr-only">{t('shortcuts.change', { title })}</span>
        {waiting
          ? t('shortcuts.press')
          : keys.length
            ? keys.map((key) => <Keys key={key} of={key} />)
            : t('shortcuts.none')}
      </button>
    </div>
  );
}
