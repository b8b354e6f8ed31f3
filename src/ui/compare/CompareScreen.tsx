import { useEffect } from 'react';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Notices } from '../stage/Notices.tsx';
import '../styles/compare.css';
import { useApp, useAppState } from '../useApp.ts';
import { CompareBar } from './CompareBar.tsx';
import { DifferenceRibbon } from './DifferenceRibbon.tsx';
import { Panes } from './Panes.tsx';
import { ResultPanel } from './ResultPanel.tsx';

/** Compare: two to four masks of one image side by side, where they differ, and figures against what is known to be right. */
export function CompareScreen() {
  const app = useApp();
  const t = useT();
  const name = useAppState((s) => s.current?.name ?? '');
  const id = useAppState((s) => s.current?.id);
  const ready = useAppState((s) => s.models.length > 0);
  useEffect(() => {
    if (id !== undefined && ready) invoke(app, 'compare-refresh');
  }, [app, id, ready]);
  useEffect(() => {
    document.title = `${t('mode.compare')} – Limn`;
    return () => {
      document.title = 'Limn';
    };
  }, [t]);
  return (
    <div className="compare">
      <h1 className="sr-only">{t('compare.title', { name })}</h1>
      <div className="middle compare-middle">
        <CompareBar />
        <div className="compare-stage">
          <Panes />
          <Notices />
        </div>
        <DifferenceRibbon />
      </div>
      <ResultPanel />
    </div>
  );
}
