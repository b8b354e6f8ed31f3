import { diffWriter } from '../../core/diff.ts';
import type { Point } from '../../core/raster/disk.ts';
import { polygonSpans } from '../../core/raster/polygon.ts';
import { clipped } from '../../core/raster/spans.ts';
import { indexAt } from '../../core/plane.ts';
import { commitDiff, ruleFor } from './painting.ts';
import type { PointerAt, Tool, ToolContext } from './tool.ts';

/** CSS px: as near to the first corner closes; as far from the press is a drag, not a click; corners of a lasso. */
const CLOSE = 9;
const DRAG = 5;
const LASSO_STEP = 2;

function fillPolygon(ctx: ToolContext, points: readonly Point[], erases: boolean): void {
  const { plane, slice } = ctx;
  const rule = ruleFor(ctx, erases ? 'erase' : 'paint');
  const writer = diffWriter();
  const put = (v: number, u0: number, u1: number) => {
    const ascending = plane.stepU > 0;
    for (let u = ascending ? u0 : u1; u >= u0 && u <= u1; u += ascending ? 1 : -1) {
      const n = indexAt(plane, u, v, slice);
      const value = rule(n);
      if (value >= 0) writer.put(n, ctx.target.edits[n]!, value);
    }
  };
  polygonSpans(points, plane.height, clipped(plane.width, plane.height, put));
  commitDiff(ctx, erases ? 'erase' : 'polygon', writer.done());
}

/**
 * Corner by corner: each click adds one; Enter, a double click or a click on the first corner closes; Backspace takes the
 * last one back. A drag draws freehand, and closes by itself when the whole outline was one drag. Ctrl at the start erases.
 */
export const polygon: Tool = {
  id: 'polygon',
  cursor: 'crosshair',
  showsBrush: false,
  begin(ctx, start) {
    const erases = start.ctrl;
    ruleFor(ctx, erases ? 'erase' : 'paint');
    let points: Point[] = [[start.u, start.v]];
    let pressed: PointerAt = start;
    let dragging = false;
    /** Corners there were before this press (a drag that began with none is a lasso), and whether it added one. */
    let before = 0;
    let added = false;

    const apart = (p: Point, q: Point) => Math.hypot((p[0] - q[0]) * ctx.scale[0], (p[1] - q[1]) * ctx.scale[1]);
    const atFirst = (p: Point) => points.length >= 3 && apart(p, points[0]!) <= CLOSE;
    const show = (tip: Point) => ctx.sketch({ kind: 'polygon', points: [...points, tip], closes: atFirst(tip) });
    const close = (): 'done' | 'continue' => {
      if (points.length < 3) return 'continue';
      ctx.sketch(null);
      fillPolygon(ctx, points, erases);
      return 'done';
    };
    show(points[0]!);
    return {
      move(p) {
        const tip: Point = [p.u, p.v];
        if (p.pressed && Math.hypot(p.x - pressed.x, p.y - pressed.y) > DRAG) dragging = true;
        if (dragging && p.pressed && apart(tip, points.at(-1)!) >= LASSO_STEP) points.push(tip);
        show(tip);
      },
      up(p) {
        const dragged = dragging;
        dragging = false;
        if (dragged && before === 0) {
          if (close() === 'done') return 'done';
          points = points.slice(0, 1);
        } else if (before >= 3 && apart([p.u, p.v], points[0]!) <= CLOSE) {
          // the click that closes is no corner of its own
          if (added && !dragged) points.pop();
          return close();
        }
        show([p.u, p.v]);
        return 'continue';
      },
      down(p) {
        pressed = p;
        before = points.length;
        // the second press of a double click adds no second corner
        added = apart([p.u, p.v], points.at(-1)!) > 1;
        if (added) points.push([p.u, p.v]);
        show([p.u, p.v]);
      },
      key(key) {
        if (key === 'Enter') return close();
        if (key !== 'Backspace') return 'unused';
        if (points.length > 1) points.pop();
        show(points.at(-1)!);
        return 'continue';
      },
      cancel: () => ctx.sketch(null),
    };
  },
};
