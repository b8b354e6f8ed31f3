import { useEffect } from 'react';
import { useAppState } from './useApp.ts';
import { useMedia } from './useMedia.ts';

/** Puts the chosen theme on the document: tokens.css reads `data-theme`. */
export function useTheme(): void {
  const choice = useAppState((s) => s.settings.theme);
  const systemLight = useMedia('(prefers-color-scheme: light)');
  const theme = choice === 'system' ? (systemLight ? 'light' : 'dark') : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
