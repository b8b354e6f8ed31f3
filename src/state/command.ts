import type { App } from './app.ts';
import type { Message } from '../core/problem.ts';

/** Groups of the palette, the shortcut sheet and the menus. */
export type CommandGroup = 'file' | 'edit' | 'view' | 'tool' | 'label' | 'model' | 'help';

/**
 * Something a person can do: one value serves the button, the shortcut, the menu and the palette alike.
 * `id` is also the i18n key of its title: `command.<id>`.
 */
export interface Command<A = void> {
  readonly id: string;
  readonly group: CommandGroup;
  /** Keys in tinykeys form ('$mod+z', 'b', 'Shift+a'), first one shown. */
  readonly keys?: readonly string[];
  /** Held-down commands (hide masks): `run` on key down, `release` on key up. */
  readonly release?: (app: App) => void;
  /** Not in the palette (needs an argument from its own control). */
  readonly hidden?: boolean;
  /** A reason why it cannot run now, or null when it can. */
  readonly disabled?: (app: App) => Message | null;
  run(app: App, args: A): void | Promise<void>;
}
