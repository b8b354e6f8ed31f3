import { ballSlices } from '../../core/raster/ball.ts';
import { capsuleSpans, type Point, strokeSpans } from '../../core/raster/disk.ts';
import { beginStroke } from '../../core/stroke.ts';
import { commitDiff, ruleFor } from './painting.ts';
import type { PointerAt, Tool } from './tool.ts';

/** Share of the brush that the lightest touch of a pen puts down. */
const LIGHTEST = 0.1;

/** CSS px of movement that choose the direction of a straight line. */
const CHOOSES = 4;

/**
 * Paints a disc, or a ball through the slices, along the pointer's way; with `erases` it takes away.
 * Ctrl erases for the moment. Shift at the start joins to the end of the last stroke; later it keeps the line straight
 * along the screen.
 */
const brushLike = (id: 'brush' | 'eraser', erases: boolean): Tool => ({
  id,
  // the outline: see BrushOutline
  cursor: 'var(--brush, none)',
  showsBrush: true,
  begin(ctx, start) {
    const mode = erases || start.ctrl ? 'erase' : 'paint';
    const { plane, slice, options } = ctx;
    const stroke = beginStroke(ctx.target.edits, plane, ruleFor(ctx, mode));
    const radius = options.size / 2;
    const slicesOf = (r: number) =>
      options.shape === 'ball' ? ballSlices(r, plane.spacing[2]) : [{ offset: 0, radius: r }];
    const whole = slicesOf(radius);

    const paint = (a: Point, b: Point, pressure: number) => {
      const slices = pressure === 1 ? whole : slicesOf(radius * Math.max(pressure, LIGHTEST));
      for (const { offset, radius: r } of slices) {
        const draw = offset === 0 ? strokeSpans : capsuleSpans;
        if (r <= 0) continue;
        draw(a, b, [r / plane.spacing[0], r / plane.spacing[1]], (v, u0, u1) => stroke.span(slice + offset, v, u0, u1));
      }
      const box = stroke.takeDirty(slice);
      if (box) ctx.repaint(box);
    };

    let last: Point = [start.u, start.v];
    paint(start.shift && ctx.lastPoint ? ctx.lastPoint : last, last, start.pressure);

    let anchor: { at: Point; along: 'u' | 'v' | null } | null = null;
    const straight = (p: PointerAt): Point => {
      if (!p.shift) {
        anchor = null;
        return [p.u, p.v];
      }
      anchor ??= { at: last, along: null };
      const du = Math.abs(p.u - anchor.at[0]) * ctx.scale[0];
      const dv = Math.abs(p.v - anchor.at[1]) * ctx.scale[1];
      if (!anchor.along && Math.max(du, dv) < CHOOSES) return last;
      anchor.along ??= du > dv ? 'u' : 'v';
      return anchor.along === 'u' ? [p.u, anchor.at[1]] : [anchor.at[0], p.v];
    };
    const to = (p: PointerAt) => {
      const next = straight(p);
      if (next[0] === last[0] && next[1] === last[1]) return;
      paint(last, next, p.pressure);
      last = next;
    };
    return {
      move: to,
      up(p) {
        to(p);
        ctx.rememberPoint(last);
        commitDiff(ctx, mode, stroke.done(), true);
        return 'done';
      },
      cancel() {
        stroke.cancel();
        ctx.repaint({ u0: 0, v0: 0, u1: plane.width, v1: plane.height });
      },
    };
  },
});

export const brush = brushLike('brush', false);
export const eraser = brushLike('eraser', true);
