import { planeOf } from '../core/plane.ts';
import type { App } from './app.ts';

/** Zoom (CSS px per image pixel along u) at which the whole slice fits the stage, in the shape its spacing gives it. */
export function fitZoom(app: App): number {
  const doc = app.document;
  const { stage, view } = app.store.getState();
  if (!doc || stage[0] === 0 || stage[1] === 0) return 1;
  const { width, height, spacing } = planeOf(doc.volume.grid, view.plane);
  const tall = (height * spacing[1]) / spacing[0];
  const [w, h] = view.turns % 2 ? [tall, width] : [width, tall];
  return Math.min(stage[0] / w, stage[1] / h);
}
