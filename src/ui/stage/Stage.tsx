import { lazy, Suspense } from 'react';
import { useT } from '../i18n/useT.ts';
import { useApp } from '../useApp.ts';
import { Corners } from './Corners.tsx';
import { Letters } from './Letters.tsx';
import { Notices } from './Notices.tsx';

/** The canvas and its libraries are half of the code: the start screen does without, and a first file brings them. */
export const loadCanvas = () => import('../../canvas/CanvasView.tsx');
const CanvasView = lazy(async () => ({ default: (await loadCanvas()).CanvasView }));

/** The image with what is written over it. */
export function Stage() {
  const app = useApp();
  const t = useT();
  return (
    <section className="stage" aria-label={t('stage.label')}>
      <div className="canvas">
        <Suspense>
          <CanvasView app={app} label={t('stage.label')} />
        </Suspense>
      </div>
      <Letters />
      <Corners />
      <Notices />
    </section>
  );
}
