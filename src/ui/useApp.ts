import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { App } from '../state/app.ts';
import type { AppState } from '../state/appState.ts';
import { disabledReason } from '../state/commands/index.ts';
import type { Document } from '../state/document.ts';
import type { Message } from '../core/problem.ts';
import { useShallow } from 'zustand/react/shallow';

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('useApp outside of <App>');
  return app;
}

/** What a panel needs of the state. Select the narrowest value: the panel renders again only when that value changes. */
export const useAppState = <T>(select: (s: AppState) => T): T => useStore(useApp().store, select);

/** As `useAppState`, for a selection made of several values: compared one by one. */
export const useAppValues = <T>(select: (s: AppState) => T): T => useStore(useApp().store, useShallow(select));

/** The case shown, or null. Its pixels change without a render; `revision` tells of those that panels count. */
export function useDocument(): Document | null {
  const app = useApp();
  useAppState((s) => s.current?.id ?? null);
  return app.document;
}

/** Why a command cannot run now, or null. */
export function useDisabledReason(command: string): Message | null {
  const app = useApp();
  const key = useAppState(() => disabledReason(app, command)?.key ?? null);
  return key === null ? null : disabledReason(app, command);
}
