import { contours } from '../../core/raster/contours.ts';
import { indexAt } from '../../core/plane.ts';
import { fitScale, type Viewport, viewportOf } from '../../core/viewport.ts';
import type { App } from '../../state/app.ts';
import { labelAt } from '../../state/document.ts';
import type { PaneSlice } from './paneViews.ts';

/** Half the gap of the crosshair about its voxel, CSS px. */
const GAP = 14;

/** How a slice lies in its pane: fitted, or enlarged about the crosshair. */
export function paneViewport(at: PaneSlice, zoom: number, size: readonly [number, number]): Viewport {
  const { plane, cross } = at;
  const scale = fitScale(plane, 0, size) * zoom;
  const framing = { zoom: scale, pan: [0, 0] as const, flipH: false, flipV: false, turns: 0 };
  const centred = viewportOf(plane, framing, size);
  if (zoom === 1 || !cross) return centred;
  const [x, y] = centred.toStage(cross[0], cross[1]);
  return viewportOf(plane, { ...framing, pan: [size[0] / 2 - x, size[1] / 2 - y] }, size);
}

/** Draws a slice with its labels and the crosshair; `size` in CSS px, `ratio` device px for each. */
export function drawPane(
  context: CanvasRenderingContext2D,
  app: App,
  at: PaneSlice,
  picture: HTMLCanvasElement,
  view: Viewport,
  size: readonly [number, number],
  ratio: number,
  light: boolean,
): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = light ? '#fff' : '#000';
  context.fillRect(0, 0, size[0], size[1]);
  context.save();
  context.transform(...view.matrix);
  context.imageSmoothingEnabled = app.store.getState().view.smooth;
  context.drawImage(picture, -0.5, -0.5);
  context.restore();
  if (!at.own) drawLabels(context, app, at, view);
  if (at.cross) drawCross(context, view.toStage(at.cross[0], at.cross[1]), size, light);
}

/** Outlines of the visible labels, in their colours, each with a dark halo. */
function drawLabels(context: CanvasRenderingContext2D, app: App, at: PaneSlice, view: Viewport): void {
  const doc = app.document!;
  const { labels, masksHidden } = app.store.getState();
  if (masksHidden) return;
  const { plane, slice } = at;
  const { width, height } = plane;
  const here = new Uint8Array(width * height);
  const found = new Set<number>();
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      here[n] = labelAt(doc, indexAt(plane, u, v, slice));
      if (here[n] !== 0) found.add(here[n]!);
    }
  }
  context.lineJoin = 'round';
  for (const label of labels) {
    if (!label.visible || !found.has(label.value)) continue;
    const mask = here.map((v) => (v === label.value ? 1 : 0));
    const path = new Path2D();
    for (const loop of contours(mask, width, height)) {
      for (let p = 0; p < loop.length; p += 2) {
        // contours count from the pixel's corner, pixels from their centre
        const [x, y] = view.toStage(loop[p]! - 0.5, loop[p + 1]! - 0.5);
        if (p === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      }
      path.closePath();
    }
    context.strokeStyle = 'rgb(0 0 0 / 0.7)';
    context.lineWidth = 3.5;
    context.stroke(path);
    context.strokeStyle = `rgb(${label.color.join(' ')})`;
    context.lineWidth = 1.5;
    context.stroke(path);
  }
}

function drawCross(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  [width, height]: readonly [number, number],
  light: boolean,
): void {
  const [px, py] = [Math.round(x) + 0.5, Math.round(y) + 0.5];
  context.strokeStyle = light ? 'rgb(58 64 71 / 0.6)' : 'rgb(201 211 226 / 0.6)';
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, py);
  context.lineTo(px - GAP, py);
  context.moveTo(px + GAP, py);
  context.lineTo(width, py);
  context.moveTo(px, 0);
  context.lineTo(px, py - GAP);
  context.moveTo(px, py + GAP);
  context.lineTo(px, height);
  context.stroke();
}
