import type { App } from './app.ts';
import { run } from './commands/index.ts';

/** Id of the case that was open when the tab was last used; kept per browser, beside the settings. */
const KEY = 'limn.current';

/**
 * Remembers from now on which case is open. Returns the function that opens the one of the last visit,
 * for when the list of stored cases is there; it does nothing once another case was opened.
 */
export function rememberCurrent(app: App): () => Promise<void> {
  const last = read();
  app.store.subscribe((s, before) => {
    if (s.current?.id !== before.current?.id) write(s.current?.id ?? null);
  });
  return async () => {
    const { cases, current, job } = app.store.getState();
    if (last && !current && !job && cases.some((c) => c.id === last)) await run(app, 'open-case', last);
    app.store.setState({ ready: true });
  };
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
