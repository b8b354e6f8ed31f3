import { CAN_LEARN } from '../learn/available.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { useApp, useAppState } from '../useApp.ts';

/** The workplaces of the app, in the order of the work. */
const MODES = CAN_LEARN
  ? (['correct', 'learn', 'compare', 'petct'] as const)
  : (['correct', 'compare', 'petct'] as const);

/** Tabs of the workplaces; with nothing to work on there is nothing to choose and no bar. */
export function ModeTabs() {
  const app = useApp();
  const t = useT();
  const shown = useAppState((s) => s.mode);
  const open = useAppState((s) => s.current !== null);
  if (!open) return null;
  return (
    <nav className="tabs" aria-label={t('top.modes')}>
      {MODES.map((mode) => (
        <button
          key={mode}
          type="button"
          aria-current={mode === shown ? 'page' : undefined}
          onClick={() => invoke(app, 'show-mode', mode)}
        >
          {t(`mode.${mode}`)}
        </button>
      ))}
    </nav>
  );
}
