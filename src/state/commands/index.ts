import type { Message } from '../../core/problem.ts';
import type { App } from '../app.ts';
import type { Command } from '../command.ts';
import { report } from '../notices.ts';
import { compareCommands } from './compare.ts';
import { editCommands } from './edit.ts';
import { fileCommands } from './file.ts';
import { helpCommands } from './help.ts';
import { labelCommands } from './label.ts';
import { learnCommands } from './learn.ts';
import { modelCommands } from './model.ts';
import { petCommands } from './pet.ts';
import { toolCommands } from './tool.ts';
import { viewCommands } from './view.ts';

/** Everything a person can do, in the order in which the palette and the shortcut sheet list it. */
export const commands: readonly Command<never>[] = [
  ...fileCommands,
  ...editCommands,
  ...toolCommands,
  ...labelCommands,
  ...viewCommands,
  ...modelCommands,
  ...learnCommands,
  ...compareCommands,
  ...petCommands,
  ...helpCommands,
];

const byId = new Map(commands.map((c) => [c.id, c]));

/** Throws for an id that no command has: a mistake of the program, not of the user. */
export function commandById(id: string): Command<unknown> {
  const command = byId.get(id);
  if (!command) throw new Error(`No such command: ${id}`);
  return command as unknown as Command<unknown>;
}

/** Why the command cannot run now; null when it can. */
export const disabledReason = (app: App, id: string): Message | null => commandById(id).disabled?.(app) ?? null;

/** Runs a command unless it is disabled; what goes wrong becomes a notice. */
export async function run(app: App, id: string, args?: unknown): Promise<void> {
  if (disabledReason(app, id)) return;
  try {
    await commandById(id).run(app, args);
  } catch (e) {
    report(app, e);
  }
}

/** Key up of a held command. */
export const release = (app: App, id: string): void => commandById(id).release?.(app);
