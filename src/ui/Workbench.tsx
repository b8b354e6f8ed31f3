import { useEffect } from 'react';
import { Inspector } from './inspector/Inspector.tsx';
import { OptionBar } from './options/OptionBar.tsx';
import { ToolRail } from './rail/ToolRail.tsx';
import { SliceRibbon } from './ribbon/SliceRibbon.tsx';
import { Stage } from './stage/Stage.tsx';
import { useT } from './i18n/useT.ts';
import { useAppState } from './useApp.ts';
import { useMedia } from './useMedia.ts';

/** Correct: rail, stage, inspector. Below 1024 px the inspector is a drawer over the stage. */
export function Workbench() {
  const t = useT();
  const name = useAppState((s) => s.current?.name ?? '');
  const wide = useMedia('(width >= 1024px)');
  const choice = useAppState((s) => s.inspector);
  const shown = choice ?? wide;
  useEffect(() => {
    document.title = `${name} – Limn`;
    return () => {
      document.title = 'Limn';
    };
  }, [name]);
  return (
    <div className="bench" data-inspector={shown ? (wide ? 'side' : 'drawer') : 'none'}>
      <h1 className="sr-only">{t('bench.title', { name })}</h1>
      <ToolRail />
      <div className="middle">
        <OptionBar />
        <Stage />
        <SliceRibbon />
      </div>
      {shown && <Inspector />}
    </div>
  );
}
