import { useEffect, useState } from 'react';
import { useT } from '../i18n/useT.ts';
import { Button } from '../parts/Button.tsx';
import { useAppState } from '../useApp.ts';
import { useMedia } from '../useMedia.ts';
import { Pane } from './Pane.tsx';
import { panesOf } from './panesOf.ts';
import { SwipeHandle } from './SwipeHandle.tsx';

/** ms that each of the two is shown while they flicker. */
const FLICKER = 600;

/** Which of the two is shown: in turn, or, where nothing should move by itself, as a button says. */
function useFlicker(on: boolean): [0 | 1, (next: 0 | 1) => void] {
  const [shown, show] = useState<0 | 1>(0);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  useEffect(() => {
    if (!on || still) return;
    const timer = setInterval(() => show((n) => (n === 0 ? 1 : 0)), FLICKER);
    return () => clearInterval(timer);
  }, [on, still]);
  return [shown, show];
}

/** The stages of the layout chosen. */
export function Panes() {
  const t = useT();
  const compare = useAppState((s) => s.compare);
  const [flicker, show] = useFlicker(compare.layout === 'flicker');
  const panes = panesOf(compare, flicker);
  return (
    <div
      className="panes"
      role="group"
      aria-label={t('compare.panes')}
      data-layout={compare.layout === 'row' ? 'row' : 'grid'}
      data-panes={panes.length}
    >
      {panes.map((p, n) => (
        <Pane key={p.key} pane={p.key} content={p.content} first={n === 0} />
      ))}
      {compare.layout === 'swipe' && <SwipeHandle part={compare.part} />}
      {compare.layout === 'flicker' && (
        <Button className="flicker-button" onClick={() => show(flicker === 0 ? 1 : 0)}>
          {t('compare.flicker.other', { letter: compare.pair[flicker === 0 ? 1 : 0] })}
        </Button>
      )}
    </div>
  );
}
