import type { Point } from './disk.ts';
import type { PutSpan } from './spans.ts';

/**
 * Pixels whose centre lies inside a closed polygon, by the even-odd rule (where outlines cross, inside and outside swap).
 * A vertex belongs to the edge below it and a pixel to the span right of its start, so polygons that share an edge
 * neither overlap nor leave gaps. Rows outside 0..height-1 are left out.
 */
export function polygonSpans(points: readonly Point[], height: number, put: PutSpan): void {
  const crossings: number[][] = [];
  let first = height;
  let last = -1;
  points.forEach((p, n) => {
    const q = points[(n + 1) % points.length]!;
    const [top, bottom] = p[1] < q[1] ? [p, q] : [q, p];
    const from = Math.max(0, Math.ceil(top[1]));
    const to = Math.min(height - 1, Math.ceil(bottom[1]) - 1);
    for (let v = from; v <= to; v++) {
      const u = top[0] + ((bottom[0] - top[0]) * (v - top[1])) / (bottom[1] - top[1]);
      (crossings[v] ??= []).push(u);
    }
    if (from > to) return;
    first = Math.min(first, from);
    last = Math.max(last, to);
  });
  for (let v = first; v <= last; v++) {
    const row = crossings[v];
    if (!row) continue;
    row.sort((a, b) => a - b);
    for (let n = 0; n + 1 < row.length; n += 2) {
      const u0 = Math.ceil(row[n]!);
      const u1 = Math.ceil(row[n + 1]!) - 1;
      if (u0 <= u1) put(v, u0, u1);
    }
  }
}
