import { lazy, Suspense, useEffect, useState } from 'react';
import { Tooltip } from 'radix-ui';
import type { App as Application } from '../state/app.ts';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { DropOverlay } from './files/DropOverlay.tsx';
import { PortalContext } from './parts/portal.ts';
import { bindHotkeys } from './hotkeys.ts';
import { useLanguage } from './i18n/useLanguage.ts';
import { loadCanvas } from './stage/Stage.tsx';
import { StartScreen } from './start/StartScreen.tsx';
import { JobAnnouncer } from './status/JobProgress.tsx';
import { StatusBar } from './status/StatusBar.tsx';
import './styles/index.css';
import { TopBar } from './top/TopBar.tsx';
import { AppContext, useApp, useAppState } from './useApp.ts';
import { useTheme } from './useTheme.ts';
import { Workbench } from './Workbench.tsx';

/** Learn and its chart library come when they are first shown. */
const LearnScreen = lazy(async () => ({ default: (await import('./learn/LearnScreen.tsx')).LearnScreen }));

/** So do the stages and charts of Compare. */
const CompareScreen = lazy(async () => ({ default: (await import('./compare/CompareScreen.tsx')).CompareScreen }));

/** So does PET/CT. */
const PetctScreen = lazy(async () => ({ default: (await import('./petct/PetctScreen.tsx')).PetctScreen }));

/** The page. */
export const App = ({ app }: { app: Application }) => (
  <AppContext value={app}>
    <Tooltip.Provider delayDuration={400} skipDelayDuration={200}>
      <Page />
    </Tooltip.Provider>
  </AppContext>
);

function Page() {
  const app = useApp();
  const open = useAppState((s) => s.current !== null);
  const started = useAppState((s) => s.ready);
  const mode = useAppState((s) => s.mode);
  const ready = useLanguage();
  const [floats, setFloats] = useState<HTMLElement | null>(null);
  useTheme();
  // while a first file is read, what draws it is fetched
  const busy = useAppState((s) => s.job !== null);
  useEffect(() => {
    if (busy) void loadCanvas();
  }, [busy]);
  useEffect(() => bindHotkeys(app), [app]);
  if (!ready) return null;
  return (
    <PortalContext value={floats}>
      <div className="app">
        <TopBar />
        <main className="main">
          {open && mode === 'correct' && <Workbench />}
          {open && mode === 'learn' && (
            <Suspense fallback={<div />}>
              <LearnScreen />
            </Suspense>
          )}
          {open && mode === 'compare' && (
            <Suspense fallback={<div />}>
              <CompareScreen />
            </Suspense>
          )}
          {open && mode === 'petct' && (
            <Suspense fallback={<div />}>
              <PetctScreen />
            </Suspense>
          )}
          {!open && started && <StartScreen />}
          <div ref={setFloats} />
        </main>
        <StatusBar />
      </div>
      <JobAnnouncer />
      <Dialogs />
      <DropOverlay />
    </PortalContext>
  );
}
