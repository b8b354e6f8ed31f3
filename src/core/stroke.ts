import { diffWriter, type VoxelDiff } from './diff.ts';
import type { PaintRule } from './paintRule.ts';
import { indexAt, type Plane } from './plane.ts';

/** Pixels u0..u1-1, v0..v1-1 of a plane. */
export interface PixelBox {
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
}

/**
 * A gesture that writes into the edits layer at once, and remembers what was there.
 * Cost and memory follow the tiles that it touches, never the size of the image.
 */
export interface Stroke {
  /** Writes the pixels u0..u1 (both included) of row v, slice w, where the rule allows; clips to the plane. */
  span(w: number, v: number, u0: number, u1: number): void;
  /** The box touched in slice w since it was last asked; null when none. */
  takeDirty(w: number): PixelBox | null;
  /** What changed since the start. */
  done(): VoxelDiff;
  /** Puts everything back as it was. */
  cancel(): void;
}

const TILE = 64;

/** What a tile held before the stroke, row by row. */
interface Tile {
  readonly w: number;
  readonly v: number;
  readonly u: number;
  readonly width: number;
  readonly before: Uint8Array;
}

export function beginStroke(edits: Uint8Array, plane: Plane, rule: PaintRule): Stroke {
  const across = Math.ceil(plane.width / TILE);
  const down = Math.ceil(plane.height / TILE);
  const tiles = new Map<number, Tile>();
  const dirty = new Map<number, { u0: number; v0: number; u1: number; v1: number }>();

  const keep = (w: number, tv: number, tu: number): void => {
    const key = (w * down + tv) * across + tu;
    if (tiles.has(key)) return;
    const u = tu * TILE;
    const v = tv * TILE;
    const width = Math.min(TILE, plane.width - u);
    const height = Math.min(TILE, plane.height - v);
    const before = new Uint8Array(width * height);
    for (let y = 0, n = 0; y < height; y++) {
      let at = indexAt(plane, u, v + y, w);
      if (plane.stepU === 1) {
        before.set(edits.subarray(at, at + width), n);
        n += width;
      } else for (let x = 0; x < width; x++, at += plane.stepU) before[n++] = edits[at]!;
    }
    tiles.set(key, { w, v, u, width, before });
  };

  const touch = (w: number, v: number, u0: number, u1: number): void => {
    const box = dirty.get(w);
    if (!box) dirty.set(w, { u0, v0: v, u1: u1 + 1, v1: v + 1 });
    else {
      box.u0 = Math.min(box.u0, u0);
      box.u1 = Math.max(box.u1, u1 + 1);
      box.v0 = Math.min(box.v0, v);
      box.v1 = Math.max(box.v1, v + 1);
    }
  };

  /** Rows of touched tiles with their elements: first element and step, and where their old values lie. */
  const rows = (seen: (element: number, step: number, before: Uint8Array, at: number, count: number) => void): void => {
    // in the order of elements, so that runs join across tiles
    const forward = plane.stepU > 0;
    const sorted = [...tiles.values()].sort((a, b) => a.w - b.w || a.v - b.v || (forward ? a.u - b.u : b.u - a.u));
    for (let from = 0, to = 0; from < sorted.length; from = to) {
      const first = sorted[from]!;
      while (to < sorted.length && sorted[to]!.w === first.w && sorted[to]!.v === first.v) to++;
      const height = first.before.length / first.width;
      for (let y = 0; y < height; y++) {
        for (let t = from; t < to; t++) {
          const { w, v, u, width, before } = sorted[t]!;
          seen(indexAt(plane, u, v + y, w), plane.stepU, before, y * width, width);
        }
      }
    }
  };

  return {
    span(w, v, from, to) {
      if (w < 0 || w >= plane.slices || v < 0 || v >= plane.height) return;
      const u0 = Math.max(0, from);
      const u1 = Math.min(plane.width - 1, to);
      if (u0 > u1) return;
      const tv = Math.floor(v / TILE);
      for (let tu = Math.floor(u0 / TILE); tu * TILE <= u1; tu++) keep(w, tv, tu);
      let n = indexAt(plane, u0, v, w);
      for (let u = u0; u <= u1; u++, n += plane.stepU) {
        const value = rule(n);
        if (value >= 0) edits[n] = value;
      }
      touch(w, v, u0, u1);
    },
    takeDirty(w) {
      const box = dirty.get(w) ?? null;
      dirty.delete(w);
      return box;
    },
    done() {
      const writer = diffWriter();
      rows((element, step, before, at, count) => {
        // upwards, so that neighbours join into runs
        const by = step > 0 ? 1 : -1;
        const far = (count - 1) * (step > 0 ? 0 : 1);
        let n = element + far * step;
        let b = at + far;
        const hop = by * step;
        for (let left = count; left > 0;) {
          const old = before[b]!;
          const now = edits[n]!;
          let same = 1;
          if (old === now) {
            while (same < left && before[b + same * by] === edits[n + same * hop]) same++;
          } else {
            if (hop === 1) while (same < left && before[b + same * by] === old && edits[n + same] === now) same++;
            writer.put(n, old, now, same);
          }
          n += same * hop;
          b += same * by;
          left -= same;
        }
      });
      return writer.done();
    },
    cancel() {
      rows((element, step, before, at, count) => {
        for (let x = 0; x < count; x++) edits[element + x * step] = before[at + x]!;
      });
      tiles.clear();
    },
  };
}
