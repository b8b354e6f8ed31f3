import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { PROBLEMS } from '../../core/problem.ts';
import { WARNINGS } from '../../core/warning.ts';
import type { Settings } from '../../state/appState.ts';
import { en } from './en.ts';

export type Language = 'en' | 'zh';

const under = (start: string, texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${start}.${key}`, text]));

/** English of `PROBLEMS` and `WARNINGS` under `problem.*` and `warning.*`, where the other languages keep theirs. */
export const coreInEnglish = (): Record<string, string> => ({
  ...under('problem', PROBLEMS),
  ...under('warning', WARNINGS),
});

export const resolveLanguage = (choice: Settings['language'], system: readonly string[]): Language => {
  if (choice !== 'system') return choice;
  return system
    .find((tag) => /^(?:en|zh)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith('zh')
    ? 'zh'
    : 'en';
};

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  resources: { en: { translation: { ...coreInEnglish(), ...en } } },
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
});

/** Shows the app in `language`; Chinese is loaded when it is first asked for. */
export async function setLanguage(language: Language): Promise<void> {
  if (language === 'zh' && !i18next.hasResourceBundle('zh', 'translation')) {
    const { zh } = await import('./zh.ts');
    i18next.addResourceBundle('zh', 'translation', zh);
  }
  await i18next.changeLanguage(language);
  if (typeof document !== 'undefined') document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}
