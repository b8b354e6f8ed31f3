import { useSyncExternalStore } from 'react';
import type { App } from '../state/app.ts';
import type { AppState } from '../state/appState.ts';

/** One value of the state; renders again only when it changes. `select` must return the same object for the same state. */
export const useValue = <T>(app: App, select: (s: AppState) => T): T =>
  useSyncExternalStore(app.store.subscribe, () => select(app.store.getState()));
