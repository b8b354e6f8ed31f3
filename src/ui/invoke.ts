import type { App } from '../state/app.ts';
import { run } from '../state/commands/index.ts';
import { pickFiles } from './files/pickFiles.ts';

/** Commands that need files ask for them with the browser's own picker when they are given none. */
const PICKS: Readonly<Record<string, Parameters<typeof pickFiles>[0]>> = {
  'open-files': { multiple: true },
  'open-folder': { folder: true },
  'import-model': { accept: '.pt,.pth,.safetensors' },
  'load-labels': { accept: '.nii,.nii.gz,.gz,.png' },
};

/** Runs a command for a button, a key or the palette. */
export function invoke(app: App, command: string, args?: unknown): void {
  const picks = args === undefined ? PICKS[command] : undefined;
  if (!picks) {
    void run(app, command, args);
    return;
  }
  void pickFiles(picks).then((files) => {
    if (files.length) void run(app, command, command.startsWith('open-') ? files : files[0]);
  });
}
