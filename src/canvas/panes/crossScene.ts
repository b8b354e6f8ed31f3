import type Konva from 'konva';
import { pixelAt, voxelAt } from '../../core/plane.ts';
import type { App } from '../../state/app.ts';
import { frameOf } from '../frame.ts';
import type { CursorScene } from '../layers/cursorScene.ts';

const COLOR = 'rgb(159 180 216 / 0.75)';

/** The cursor that all panes share: two lines through the voxel that the pointer was over last, in whichever pane. */
export function crossScene(app: App): CursorScene {
  let layer: Konva.Layer | null = null;
  return {
    attach(to) {
      layer = to;
      const stop = app.store.subscribe((now, before) => {
        const moved = now.compare.at !== before.compare.at || now.view !== before.view || now.stage !== before.stage;
        if (moved) layer?.batchDraw();
      });
      return () => {
        stop();
        layer = null;
      };
    },
    point(at) {
      const frame = at && frameOf(app);
      if (!frame) return;
      const [u, v] = frame.viewport.toPlane(...at).map(Math.round) as [number, number];
      const { plane, view } = frame;
      if (u < 0 || v < 0 || u >= plane.width || v >= plane.height) return;
      const voxel = voxelAt(plane, u, v, view.slice);
      app.store.setState((s) => ({ compare: { ...s.compare, at: voxel } }));
    },
    sketch: () => undefined,
    draw(context) {
      const frame = frameOf(app);
      const at = frame?.state.compare.at;
      if (!frame || !at) return;
      const [u, v] = pixelAt(frame.plane, at);
      const [x, y] = frame.viewport.toStage(u, v);
      context.setAttr('strokeStyle', COLOR);
      context.setAttr('lineWidth', 1);
      context.beginPath();
      context.moveTo(0, Math.round(y) + 0.5);
      context.lineTo(frame.stage[0], Math.round(y) + 0.5);
      context.moveTo(Math.round(x) + 0.5, 0);
      context.lineTo(Math.round(x) + 0.5, frame.stage[1]);
      context.stroke();
    },
  };
}
