import { CanvasView } from '../../canvas/CanvasView.tsx';
import { useT } from '../i18n/useT.ts';
import { useApp } from '../useApp.ts';
import { Corners } from './Corners.tsx';
import { Letters } from './Letters.tsx';
import { Notices } from './Notices.tsx';

/** The image with what is written over it. */
export function Stage() {
  const app = useApp();
  const t = useT();
  return (
    <section className="stage" aria-label={t('stage.label')}>
      <div className="canvas">
        <CanvasView app={app} label={t('stage.label')} />
      </div>
      <Letters />
      <Corners />
      <Notices />
    </section>
  );
}
