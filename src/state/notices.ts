import { Problem } from '../core/problem.ts';
import type { App } from './app.ts';
import type { Notice } from './appState.ts';

let nextId = 1;

/** Shows a notice; one with the same title replaces the older one. */
export function notify(app: App, notice: Omit<Notice, 'id'>): void {
  const id = nextId++;
  app.store.setState((s) => ({
    notices: [...s.notices.filter((n) => n.title.key !== notice.title.key), { ...notice, id }].slice(-4),
  }));
}

export const dismiss = (app: App, id: number): void =>
  app.store.setState((s) => ({ notices: s.notices.filter((n) => n.id !== id) }));

export const isAbort = (e: unknown): boolean => e instanceof Error && e.name === 'AbortError';

/** Says what went wrong, once, in words; a stop asked for by the user is not news. */
export function report(app: App, e: unknown): void {
  if (isAbort(e)) return;
  if (e instanceof Problem) notify(app, { kind: 'error', title: { key: `problem.${e.key}`, values: e.values } });
  else {
    const reason = e instanceof Error ? e.message : String(e);
    notify(app, { kind: 'error', title: { key: 'notice.unexpected', values: { reason } } });
    console.error(e);
  }
}
