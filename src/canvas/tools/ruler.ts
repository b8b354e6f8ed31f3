import type { Point } from '../../core/raster/disk.ts';
import type { PointerAt, RulerLine, Tool, ToolContext } from './tool.ts';

/** CSS px within which a ruler's end or line is taken up. */
const GRAB = 9;
/** A shorter drag measures nothing. */
const LEAST = 3;

const apart = (ctx: ToolContext, p: Point, q: Point): number =>
  Math.hypot((p[0] - q[0]) * ctx.scale[0], (p[1] - q[1]) * ctx.scale[1]);

function toLine(ctx: ToolContext, p: Point, { from, to }: RulerLine): number {
  const [su, sv] = ctx.scale;
  const [dx, dy] = [(to[0] - from[0]) * su, (to[1] - from[1]) * sv];
  const [px, py] = [(p[0] - from[0]) * su, (p[1] - from[1]) * sv];
  const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - t * dx, py - t * dy);
}

const here = (ctx: ToolContext): RulerLine[] =>
  ctx.rulers.filter((r) => r.plane === ctx.plane.name && r.slice === ctx.slice);

/** The end of a ruler under the pointer: the ruler and the other end, which stays. */
function endAt(ctx: ToolContext, p: Point): { ruler: RulerLine; fixed: Point } | null {
  for (const ruler of here(ctx).reverse()) {
    if (apart(ctx, p, ruler.to) <= GRAB) return { ruler, fixed: ruler.from };
    if (apart(ctx, p, ruler.from) <= GRAB) return { ruler, fixed: ruler.to };
  }
  return null;
}

/** A drag measures; dragging an end changes it; Delete removes the ruler under the pointer, else the newest of the slice. */
export const ruler: Tool = {
  id: 'ruler',
  cursor: 'crosshair',
  showsBrush: false,
  begin(ctx, start) {
    const taken = endAt(ctx, [start.u, start.v]);
    const others = taken ? ctx.rulers.filter((r) => r !== taken.ruler) : ctx.rulers;
    const from: Point = taken?.fixed ?? [start.u, start.v];
    if (taken) ctx.setRulers(others);
    const move = (p: PointerAt) => ctx.sketch({ kind: 'ruler', from, to: [p.u, p.v] });
    if (taken) move(start);
    return {
      move,
      up(p) {
        ctx.sketch(null);
        const to: Point = [p.u, p.v];
        const long = apart(ctx, from, to) >= LEAST;
        ctx.setRulers(long ? [...others, { plane: ctx.plane.name, slice: ctx.slice, from, to }] : others);
        return 'done';
      },
      cancel() {
        ctx.sketch(null);
        ctx.setRulers(ctx.rulers);
      },
    };
  },
  key(ctx, key, p) {
    if (key !== 'Delete' && key !== 'Backspace') return false;
    const shown = here(ctx);
    const gone = shown.findLast((r) => toLine(ctx, [p.u, p.v], r) <= GRAB) ?? shown.at(-1);
    if (!gone) return false;
    ctx.setRulers(ctx.rulers.filter((r) => r !== gone));
    return true;
  },
};
