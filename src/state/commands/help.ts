import type { DialogView, Settings } from '../appState.ts';
import type { Command } from '../command.ts';
import { dismiss } from '../notices.ts';
import { changeSettings } from '../settings.ts';

const dialog = (id: string, keys: readonly string[], view: DialogView): Command => ({
  id,
  group: 'help',
  keys,
  run: (app) => app.store.setState({ dialog: view }),
});

const setSettings: Command<Partial<Settings>> = {
  id: 'set-settings',
  group: 'help',
  hidden: true,
  run: (app, change) => changeSettings(app, change),
};

const closeDialog: Command = {
  id: 'close-dialog',
  group: 'help',
  hidden: true,
  run: (app) => app.store.setState({ dialog: null }),
};

const dismissNotice: Command<number> = {
  id: 'dismiss-notice',
  group: 'help',
  hidden: true,
  run: (app, id) => dismiss(app, id),
};

export const helpCommands: readonly Command<never>[] = [
  dialog('palette', ['$mod+k'], { kind: 'palette' }),
  dialog('shortcuts', ['?'], { kind: 'shortcuts' }),
  dialog('settings', ['$mod+,'], { kind: 'settings' }),
  setSettings,
  closeDialog,
  dismissNotice,
];
