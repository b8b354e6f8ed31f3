import type { App } from './app.ts';
import type { Settings } from './appState.ts';
import { FIRST_SETTINGS } from './createApp.ts';

const KEY = 'limn.settings';

/** Settings of the last visit; the first ones where the browser keeps nothing or something unreadable. */
export function loadSettings(): Settings {
  try {
    return { ...FIRST_SETTINGS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>) };
  } catch {
    return FIRST_SETTINGS;
  }
}

/** Changes settings, for this visit and the next. */
export function changeSettings(app: App, change: Partial<Settings>): void {
  const settings = { ...app.store.getState().settings, ...change };
  app.store.setState({ settings });
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // a browser that keeps nothing: the settings last as long as the tab
  }
}
