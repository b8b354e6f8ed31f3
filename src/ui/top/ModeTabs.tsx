import { useT } from '../i18n/useT.ts';

/** The workplaces of the app, in the order of the work. */
const MODES = ['correct'] as const;

/** Tabs of the workplaces; with a single one there is nothing to choose and no bar. */
export function ModeTabs() {
  const t = useT();
  if (MODES.length < 2) return null;
  return (
    <nav className="tabs" aria-label={t('top.modes')}>
      {MODES.map((mode) => (
        <button key={mode} type="button" aria-current="page">
          {t(`mode.${mode}`)}
        </button>
      ))}
    </nav>
  );
}
