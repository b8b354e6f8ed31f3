import { planeOf } from '../core/plane.ts';
import { fitScale } from '../core/viewport.ts';
import type { App } from './app.ts';

/** Zoom (CSS px per image pixel along u) at which the whole slice fits the stage; 1 while there is no stage. */
export function fitZoom(app: App): number {
  const doc = app.document;
  const { stage, view } = app.store.getState();
  if (!doc || stage[0] === 0 || stage[1] === 0) return 1;
  return fitScale(planeOf(doc.volume.grid, view.plane), view.turns, stage);
}
