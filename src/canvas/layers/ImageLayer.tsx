import type Konva from 'konva';
import { useEffect, useMemo, useRef } from 'react';
import { Layer, Shape } from 'react-konva';
import type { App } from '../../state/app.ts';
import { frameOf } from '../frame.ts';
import { sliceCanvas } from './sliceCanvas.ts';

/** The slice, windowed. Redrawn, at most once a frame, when the view or the case changes; never by a stroke. */
export function ImageLayer({ app }: { app: App }) {
  const ref = useRef<Konva.Layer>(null);
  const draw = useMemo(() => {
    const pictureOf = sliceCanvas();
    return (context: Konva.Context) => {
      const frame = frameOf(app);
      const look = frame?.state.layers.image;
      if (!frame || !look?.visible) return;
      const { canvas, u0, v0, u1, v1 } = pictureOf(frame);
      const { matrix } = frame.viewport;
      context.save();
      context.setAttr('globalAlpha', look.opacity);
      context.setAttr('imageSmoothingEnabled', frame.view.smooth);
      context.transform(...matrix);
      // pixel n covers n - 1/2 .. n + 1/2; a smaller copy may reach past the last pixel
      context.beginPath();
      context.rect(-0.5, -0.5, frame.plane.width, frame.plane.height);
      context.clip();
      context.drawImage(canvas, u0 - 0.5, v0 - 0.5, u1 - u0, v1 - v0);
      context.restore();
    };
  }, [app]);

  useEffect(
    () =>
      app.store.subscribe((now, before) => {
        if (
          now.view !== before.view ||
          now.current?.id !== before.current?.id ||
          now.layers.image !== before.layers.image ||
          now.stage !== before.stage
        ) {
          ref.current?.batchDraw();
        }
      }),
    [app],
  );
  return (
    <Layer ref={ref} listening={false}>
      <Shape sceneFunc={draw} />
    </Layer>
  );
}
