import { matchKeyBindingPress, parseKeybinding } from 'tinykeys';
import type { App } from '../state/app.ts';
import type { Mode } from '../state/appState.ts';
import type { Command } from '../state/command.ts';
import { commands, release } from '../state/commands/index.ts';
import { invoke } from './invoke.ts';

type Keys = Readonly<Record<string, string>>;

/** Keys of a command in tinykeys form: the user's own, else the command's. '' as own key means none. */
export function keysOf(command: Pick<Command, 'id' | 'keys'>, own: Keys): readonly string[] {
  const chosen = own[command.id];
  if (chosen === undefined) return command.keys ?? [];
  return chosen === '' ? [] : [chosen];
}

/** Commands other than `id` that already answer to `key`. */
export const usersOf = (key: string, id: string, own: Keys): readonly Command<never>[] =>
  commands.filter((c) => c.id !== id && keysOf(c, own).some((k) => k.toLowerCase() === key.toLowerCase()));

/** Where typing belongs to the element: no plain key is a command there. */
const TYPING = 'input:not([type=checkbox],[type=range],[type=color]), textarea, select, [contenteditable]';
const FLOATING = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]';
const PRESSABLE = 'button, a[href], summary, [role=button], [role=menuitem], [role=checkbox], [role=radio]';

/** Whether a key is for the element that has the focus, and no command. */
export function belongsToElement(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof Element)) return false;
  if (target.closest(FLOATING)) return true;
  if (target.matches(TYPING)) return true;
  return (event.key === 'Enter' || event.key === ' ') && target.closest(PRESSABLE) !== null;
}

/** With an input method or a non-Latin layout `key` is no ASCII letter: then the key's place on the board counts. */
function latin(event: KeyboardEvent): KeyboardEvent {
  const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1];
  const composed = event.key === 'Process' || (event.key.length === 1 && event.key.charCodeAt(0) > 127);
  if (!place || !composed) return event;
  return {
    key: place.toLowerCase(),
    code: event.code,
    getModifierState: (m: string) => event.getModifierState(m),
  } as KeyboardEvent;
}

/** A sign such as '?' may need Shift on this board: it is the same key with and without. */
function spellings(key: string): readonly string[] {
  const last = key.split('+').at(-1)!;
  return /^[^a-z0-9\s]$/i.test(last) && !key.includes('Shift+') ? [key, key.replace(/.$/, (c) => `Shift+${c}`)] : [key];
}

const matches = (event: KeyboardEvent, key: string): boolean =>
  spellings(key).some((k) => matchKeyBindingPress(event, parseKeybinding(k)[0]!));

/** In PET/CT the hot spots that are painted can be taken back, labels chosen, the CT's window set. */
const IN_PETCT = /^(?:undo|redo|hide-masks|preset-.*|hide-patient|(?:next|previous|new)-label)$/;

/**
 * Whether the key of a command does anything in a workplace: Learn has no image on a stage, and in Compare images are looked
 * at but not changed.
 */
const worksIn = (mode: Mode, { id, group }: Pick<Command<never>, 'id' | 'group'>): boolean => {
  if (mode === 'correct' || (mode === 'compare' && group === 'view')) return true;
  if (mode === 'petct' && IN_PETCT.test(id)) return true;
  return !['edit', 'view', 'tool', 'label'].includes(group) && !id.startsWith('predict-');
};

/** Binds all commands to the keyboard. Returns the function that unbinds them. */
export function bindHotkeys(app: App): () => void {
  const held = new Map<string, string>();

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || belongsToElement(event)) return;
    const { settings, dialog, mode } = app.store.getState();
    if (dialog) return;
    const plain = latin(event);
    const command = commands.find((c) => worksIn(mode, c) && keysOf(c, settings.keys).some((k) => matches(plain, k)));
    if (!command) return;
    event.preventDefault();
    if (command.release) {
      if (event.repeat) return;
      held.set(event.code, command.id);
    }
    invoke(app, command.id);
  };
  const letGo = (code: string) => {
    const id = held.get(code);
    if (id === undefined) return;
    held.delete(code);
    release(app, id);
  };
  const onKeyUp = (event: KeyboardEvent) => letGo(event.code);
  const onBlur = () => [...held.keys()].forEach(letGo);

  addEventListener('keydown', onKeyDown);
  addEventListener('keyup', onKeyUp);
  addEventListener('blur', onBlur);
  return () => {
    onBlur();
    removeEventListener('keydown', onKeyDown);
    removeEventListener('keyup', onKeyUp);
    removeEventListener('blur', onBlur);
  };
}
