import { useEffect, useState } from 'react';
import { useAppState } from '../useApp.ts';
import { resolveLanguage, setLanguage } from './i18n.ts';

/** Follows the chosen language. False until the first one is loaded: nothing is shown in the wrong language. */
export function useLanguage(): boolean {
  const choice = useAppState((s) => s.settings.language);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let current = true;
    const load = async () => {
      try {
        await setLanguage(resolveLanguage(choice, navigator.languages));
      } catch {
        // a language that cannot be loaded leaves English
      }
      if (current) setReady(true);
    };
    void load();
    return () => {
      current = false;
    };
  }, [choice]);
  return ready;
}
