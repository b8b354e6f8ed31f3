import type { App } from './app.ts';
import { run } from './commands/index.ts';

/** Id of the case that was open when the tab was last used; kept per browser, beside the settings. */
const KEY = 'limn.current';

/** Opens the case that was open when the tab was closed, and remembers from now on which one is. */
export async function resume(app: App): Promise<void> {
  const stored = read();
  if (stored && app.store.getState().cases.some((c) => c.id === stored)) await run(app, 'open-case', stored);
  app.store.subscribe((s, before) => {
    if (s.current?.id !== before.current?.id) write(s.current?.id ?? null);
  });
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function write(id: string | null): void {
  try {
    if (id) localStorage.setItem(KEY, id);
    else localStorage.removeItem(KEY);
  } catch {
    // nothing kept: the start screen lists the cases all the same
  }
}
