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

export function storeSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // a browser that keeps nothing: the settings last as long as the tab
  }
}
