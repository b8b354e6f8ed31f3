import { indexAt, type Plane } from '../plane.ts';
import type { MaskPixels } from './maskClass.ts';

/** A place for a label's number: well inside of where the label is thickest in the slice, in plane pixels. */
export interface LabelSpot {
  readonly label: number;
  readonly u: number;
  readonly v: number;
  /** Distance to the edge of the region, in plane pixels (at least). */
  readonly radius: number;
}

/** Samples along the longer side: regions thinner than a sample may get no number. */
const SAMPLES = 256;
const STRAIGHT = 3;
const DIAGONAL = 4;

/**
 * For each label of the merged map in slice w, the pixel farthest from any other label (its pole of inaccessibility), by a
 * 3-4 chamfer distance (Borgefors 1986) on at most 256 x 256 samples.
 */
export function labelSpots({ prediction, edits }: MaskPixels, plane: Plane, w: number): LabelSpot[] {
  const step = Math.max(1, Math.ceil(Math.max(plane.width, plane.height) / SAMPLES));
  const width = Math.floor((plane.width - 1) / step) + 1;
  const height = Math.floor((plane.height - 1) / step) + 1;
  // one sample of nothing all around
  const across = width + 2;
  const label = new Uint8Array(across * (height + 2));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const n = indexAt(plane, x * step, y * step, w);
      const e = edits[n]!;
      label[(y + 1) * across + x + 1] = e === 255 ? prediction[n]! : e;
    }
  }
  const distance = new Uint16Array(label.length);
  const pass = (order: 1 | -1) => {
    const near = [
      [-order, STRAIGHT],
      [-order * across, STRAIGHT],
      [-order * (across - 1), DIAGONAL],
      [-order * (across + 1), DIAGONAL],
    ] as const;
    const start = order === 1 ? across + 1 : label.length - across - 2;
    for (let n = start; n >= across + 1 && n <= label.length - across - 2; n += order) {
      const l = label[n]!;
      if (l === 0) continue;
      let d = order === 1 ? 65535 : distance[n]!;
      for (const [offset, cost] of near) {
        const there = label[n + offset] === l ? distance[n + offset]! : 0;
        if (there + cost < d) d = there + cost;
      }
      distance[n] = d;
    }
  };
  pass(1);
  pass(-1);
  const best = new Map<number, number>();
  for (let n = 0; n < label.length; n++) {
    const l = label[n]!;
    if (l && distance[n]! > (distance[best.get(l) ?? 0] ?? 0)) best.set(l, n);
  }
  return [...best].map(([l, n]) => ({
    label: l,
    u: ((n % across) - 1) * step,
    v: (Math.floor(n / across) - 1) * step,
    radius: (distance[n]! / STRAIGHT) * step,
  }));
}
