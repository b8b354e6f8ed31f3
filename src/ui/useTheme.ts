import { useLayoutEffect } from 'react';
import { useAppState } from './useApp.ts';
import { useMedia } from './useMedia.ts';

/** The theme shown: the one chosen, else the system's. */
export function useThemeInForce(): 'dark' | 'light' {
  const choice = useAppState((s) => s.settings.theme);
  const systemLight = useMedia('(prefers-color-scheme: light)');
  return choice === 'system' ? (systemLight ? 'light' : 'dark') : choice;
}

/** Puts the theme on the document: tokens.css reads `data-theme`. */
export function useTheme(): void {
  const theme = useThemeInForce();
  // before the effects of panels, which may read colours
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
