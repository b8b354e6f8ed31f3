import { useEffect } from 'react';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Notices } from '../stage/Notices.tsx';
import '../styles/learn.css';
import { useApp, useAppState } from '../useApp.ts';
import { DataPanel } from './DataPanel.tsx';
import { GatePanel } from './GatePanel.tsx';
import { TrainingPanel } from './TrainingPanel.tsx';

/** Learn: what was corrected, the training on it, and the decision about the result. Side by side, or one below the other. */
export function LearnScreen() {
  const app = useApp();
  const t = useT();
  const name = useAppState((s) => s.models.find((m) => m.id === s.model)?.plan.title ?? '');
  useEffect(() => {
    invoke(app, 'learn-refresh');
  }, [app]);
  useEffect(() => {
    document.title = `${t('mode.learn')} – Limn`;
    return () => {
      document.title = 'Limn';
    };
  }, [t]);
  return (
    <div className="learn">
      <h1 className="sr-only">{name ? t('learn.title', { name }) : t('mode.learn')}</h1>
      <DataPanel />
      <TrainingPanel />
      <GatePanel />
      <Notices />
    </div>
  );
}
