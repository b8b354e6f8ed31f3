import type Konva from 'konva';
import type { SpacingTrust } from '../../core/grid.ts';
import type { Point } from '../../core/raster/disk.ts';
import type { App } from '../../state/app.ts';
import type { AppState } from '../../state/appState.ts';
import { type Frame, frameOf } from '../frame.ts';
import { tools } from '../tools/index.ts';
import type { Sketch } from '../tools/tool.ts';
import { brushOutline } from './brushOutline.ts';
import { type Surface, surface } from './surface.ts';
import { type Area, measure, outline, words } from './cursorShapes.ts';

/** What floats over the image: the brush at the pointer, what a gesture sketches, the rulers. */
export interface CursorScene {
  attach(layer: Konva.Layer): () => void;
  /** Where the pointer is, CSS px; null when it is not over the stage. `room`: see BrushOutline. */
  point(at: readonly [number, number] | null, room?: number): void;
  sketch(sketch: Sketch | null): void;
  draw(context: Konva.Context): void;
}

/** Length of a straight line on the plane, in words: mm where spacing is known, "≈ mm" where estimated, else px. */
function lengthText(plane: { spacing: readonly number[] }, trust: SpacingTrust, from: Point, to: Point): string {
  const length = Math.hypot((to[0] - from[0]) * plane.spacing[0]!, (to[1] - from[1]) * plane.spacing[1]!);
  const number = length < 100 ? length.toFixed(1) : length.toFixed(0);
  if (trust === 'unknown') return `${number} px`;
  return `${trust === 'estimated' ? '≈ ' : ''}${number} mm`;
}

const FIELDS = ['view', 'stage', 'rulers', 'tool', 'options', 'masksHidden'] as const;

export function cursorScene(app: App): CursorScene {
  let pointer: readonly [number, number] | null = null;
  let around = 0;
  let sketch: Sketch | null = null;
  let layer: Konva.Layer | null = null;
  let canvas: Surface | null = null;
  /** What was drawn last, to be wiped first: a move clears a few pixels, not the stage. */
  let drawn: Area[] = [];
  const brush = brushOutline();

  const all = (context: Konva.Context, frame: Frame): Area[] => {
    const { state, plane, view, viewport, doc } = frame;
    const { spacingTrust } = doc.volume.grid;
    const place = (p: Point) => viewport.toStage(p[0], p[1]);
    const areas: Area[] = [];
    const line = (from: Point, to: Point) =>
      areas.push(...measure(context, place(from), place(to), lengthText(plane, spacingTrust, from, to)));
    for (const r of state.rulers) if (r.plane === plane.name && r.slice === view.slice) line(r.from, r.to);
    if (sketch?.kind === 'ruler') line(sketch.from, sketch.to);
    if (sketch?.kind === 'polygon') areas.push(outline(context, sketch.points.map(place), sketch.closes));
    if (sketch?.kind === 'text') areas.push(words(context, sketch.text, sketch.x + 14, sketch.y - 14));
    return areas;
  };

  const placeBrush = () => {
    const frame = pointer && frameOf(app);
    if (!frame || !tools[frame.state.tool].showsBrush) {
      brush.hide();
      return;
    }
    const { state, plane, viewport } = frame;
    const radius = (state.options.size / 2 / plane.spacing[0]) * viewport.scale[0];
    brush.place(pointer![0], pointer![1], Math.max(1, radius), around);
  };

  return {
    attach(to) {
      layer = to;
      canvas = surface(to);
      const takeAway = brush.attach(to.getStage().container().parentElement!);
      const stop = app.store.subscribe((now: AppState, before: AppState) => {
        if (now.current?.id === before.current?.id && FIELDS.every((f) => now[f] === before[f])) return;
        placeBrush();
        layer?.batchDraw();
      });
      return () => {
        stop();
        takeAway();
        layer = canvas = null;
      };
    },
    point(at, room = 0) {
      pointer = at;
      around = room;
      placeBrush();
    },
    sketch(next) {
      sketch = next;
      layer?.drawScene();
    },
    draw(context) {
      for (const a of drawn) context.clearRect(a.x, a.y, a.width, a.height);
      const frame = frameOf(app);
      drawn = frame ? all(context, frame) : [];
      canvas?.show(drawn.length > 0);
    },
  };
}
