import { diffWriter } from '../../core/diff.ts';
import { indexAt } from '../../core/plane.ts';
import { inRange } from '../../core/paintRule.ts';
import { flood } from '../../core/raster/flood.ts';
import { valueAt } from '../../core/volume.ts';
import { commitDiff, ruleFor } from './painting.ts';
import type { Tool } from './tool.ts';

/** ms of work between two frames. */
const SHARE = 10;

/**
 * Fills what hangs together with the clicked voxel: of the same label and with a value within the tolerance of the
 * clicked one. With Ctrl it erases the connected region of the clicked label, whatever its values.
 */
export const fill: Tool = {
  id: 'fill',
  cursor: 'crosshair',
  showsBrush: false,
  begin(ctx, p) {
    const { plane, slice, target, options } = ctx;
    const u = Math.round(p.u);
    const v = Math.round(p.v);
    if (u < 0 || v < 0 || u >= plane.width || v >= plane.height) return null;
    const mode = p.ctrl ? 'erase' : 'paint';
    const rule = ruleFor(ctx, mode);
    const { prediction, edits, volume } = target;
    const labelOf = (n: number) => (edits[n] === 255 ? prediction[n]! : edits[n]!);
    const seed = indexAt(plane, u, v, slice);
    const label = labelOf(seed);
    if (mode === 'erase' && label === 0) return null;
    const value = valueAt(volume, seed);
    const range = mode === 'paint' ? { low: value - options.tolerance, high: value + options.tolerance } : null;
    const alike = inRange(volume, range);
    const through = options.fillThrough;
    const writer = diffWriter();
    const steps = flood(
      [plane.width, plane.height, through ? plane.slices : 1],
      [u, v, through ? slice : 0],
      (a, b, c) => {
        const n = indexAt(plane, a, b, through ? c : slice);
        return labelOf(n) === label && alike(n);
      },
      (c, b, u0, u1) => {
        const ascending = plane.stepU > 0;
        for (let a = ascending ? u0 : u1; a >= u0 && a <= u1; a += ascending ? 1 : -1) {
          const n = indexAt(plane, a, b, through ? c : slice);
          const next = rule(n);
          if (next >= 0) writer.put(n, edits[n]!, next);
        }
      },
    );
    let finished = false;
    ctx.work(() => {
      const until = performance.now() + SHARE;
      do {
        if (steps.next().done) {
          finished = true;
          commitDiff(ctx, mode === 'erase' ? 'erase' : 'fill', writer.done());
          return 'done';
        }
      } while (performance.now() < until);
      return 'more';
    });
    return finished ? null : { move: () => {}, up: () => (finished ? 'done' : 'continue'), cancel: () => {} };
  },
};
