import type { PutSpan } from './spans.ts';

/** A point of a plane in pixels: pixel n is centred on n and covers n - 0.5 .. n + 0.5. */
export type Point = readonly [u: number, v: number];

/** Half axes of a brush in pixels along u and v: one radius in mm over each axis' spacing. */
export type Radii = readonly [ru: number, rv: number];

/** Centres that lie on the rim to rounding count as inside. */
const RIM = 1e-9;

/**
 * Pixels whose centre lies within a brush that moves from `a` to `b`: the union of all ellipses on the way.
 * In units of the half axes this is a capsule: two unit discs and the rectangle between them. It is convex, so each row
 * holds one span, whose ends are the extremes of the ends of the three parts.
 */
export function capsuleSpans(a: Point, b: Point, [ru, rv]: Radii, put: PutSpan): void {
  const ax = a[0] / ru;
  const ay = a[1] / rv;
  const bx = b[0] / ru;
  const by = b[1] / rv;
  const length = Math.hypot(bx - ax, by - ay);
  const dx = length > 0 ? (bx - ax) / length : 1;
  const dy = length > 0 ? (by - ay) / length : 0;
  const last = Math.floor(Math.max(a[1], b[1]) + rv + RIM);
  for (let v = Math.ceil(Math.min(a[1], b[1]) - rv - RIM); v <= last; v++) {
    const y = v / rv;
    let low = Infinity;
    let high = -Infinity;
    const disc = (cx: number, cy: number) => {
      const rest = 1 - (y - cy) ** 2;
      if (rest < -RIM) return;
      const half = Math.sqrt(Math.max(0, rest));
      low = Math.min(low, cx - half);
      high = Math.max(high, cx + half);
    };
    disc(ax, ay);
    disc(bx, by);
    if (length > 0) {
      // |(p - a) x d| <= 1 and 0 <= (p - a) . d <= length, solved for x in this row
      let from = -Infinity;
      let to = Infinity;
      const within = (slope: number, offset: number, min: number, max: number) => {
        if (Math.abs(slope) < 1e-12) {
          if (offset < min || offset > max) to = -Infinity;
          return;
        }
        const p = (min - offset) / slope;
        const q = (max - offset) / slope;
        from = Math.max(from, Math.min(p, q));
        to = Math.min(to, Math.max(p, q));
      };
      within(-dy, ax * dy + (y - ay) * dx, -1, 1);
      within(dx, -ax * dx + (y - ay) * dy, 0, length);
      if (from <= to) {
        low = Math.min(low, from);
        high = Math.max(high, to);
      }
    }
    const u0 = Math.ceil(low * ru - RIM);
    const u1 = Math.floor(high * ru + RIM);
    if (u0 <= u1) put(v, u0, u1);
  }
}

/** The pixels under a point that moves from `a` to `b`, joined at least by corners (a digital line). */
function lineSpans(a: Point, b: Point, put: PutSpan): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1]))));
  for (let n = 0; n <= steps; n++) {
    const u = Math.round(a[0] + ((b[0] - a[0]) * n) / steps);
    put(Math.round(a[1] + ((b[1] - a[1]) * n) / steps), u, u);
  }
}

/** Below this half axis (half a pixel's diagonal) a brush may lie between all pixel centres. */
const SURE_HIT = Math.SQRT1_2;

/**
 * What a brush paints on its way from `a` to `b` (the same point for a dab): the pixels with their centre under it and
 * always the pixel under its own centre, so that no stroke is empty or has gaps. Spans of one row may overlap.
 */
export function strokeSpans(a: Point, b: Point, radii: Radii, put: PutSpan): void {
  if (radii[0] > 0 && radii[1] > 0) capsuleSpans(a, b, radii, put);
  if (Math.min(radii[0], radii[1]) < SURE_HIT) lineSpans(a, b, put);
}
