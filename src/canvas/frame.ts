import { type Plane, planeOf } from '../core/plane.ts';
import { type Viewport, viewportOf } from '../core/viewport.ts';
import type { App } from '../state/app.ts';
import type { AppState, View } from '../state/appState.ts';
import type { Document } from '../state/document.ts';

/** What the stage shows at one moment, with all that is needed to draw it. */
export interface Frame {
  readonly doc: Document;
  readonly state: AppState;
  readonly plane: Plane;
  readonly view: View;
  readonly viewport: Viewport;
  /** Size of the stage, CSS px. */
  readonly stage: readonly [number, number];
  /** Device px per CSS px. */
  readonly ratio: number;
}

/** The frame to draw now; null while no case is open or the stage has no size. */
export function frameOf(app: App): Frame | null {
  const doc = app.document;
  const state = app.store.getState();
  const { stage, view } = state;
  if (!doc || !state.current || stage[0] < 1 || stage[1] < 1) return null;
  const plane = planeOf(doc.volume.grid, view.plane);
  if (view.slice >= plane.slices) return null;
  return { doc, state, plane, view, viewport: viewportOf(plane, view, stage), stage, ratio: window.devicePixelRatio };
}
