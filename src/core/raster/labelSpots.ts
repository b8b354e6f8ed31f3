import { indexAt, type Plane } from '../plane.ts';
import type { MaskPixels, MaskShown } from './maskClass.ts';

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
 * For each label shown of the merged map in slice w, the pixel farthest from any other label (its pole of inaccessibility), by a
 * 3-4 chamfer distance (Borgefors 1986) on at most 256 x 256 samples.
 */
export function labelSpots({ prediction, edits }: MaskPixels, shown: MaskShown, plane: Plane, w: number): LabelSpot[] {
  const step = Math.max(1, Math.ceil(Math.max(plane.width, plane.height) / SAMPLES));
  const width = Math.floor((plane.width - 1) / step) + 1;
  const height = Math.floor((plane.height - 1) / step) + 1;
  // one sample of nothing all around
  const across = width + 2;
  const label = new Uint8Array(across * (height + 2));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const n = indexAt(plane, x * step, y * step, w);
      const e = shown.edits ? edits[n]! : 255;
      const l = e !== 255 ? e : shown.prediction ? prediction[n]! : 0;
      if (shown.labels[l]) label[(y + 1) * across + x + 1] = l;
    }
  }
  const distance = new Uint16Array(label.length);
  const pass = (order: 1 | -1) => {
    const start = order === 1 ? across + 1 : label.length - across - 2;
    for (let n = start; n >= across + 1 && n <= label.length - across - 2; n += order) {
      const l = label[n]!;
      if (l === 0) continue;
      const beside = n - order;
      const above = n - order * across;
      let d = order === 1 ? 65535 : distance[n]!;
      d = Math.min(d, STRAIGHT + (label[beside] === l ? distance[beside]! : 0));
      d = Math.min(d, STRAIGHT + (label[above] === l ? distance[above]! : 0));
      d = Math.min(d, DIAGONAL + (label[above + 1] === l ? distance[above + 1]! : 0));
      d = Math.min(d, DIAGONAL + (label[above - 1] === l ? distance[above - 1]! : 0));
      distance[n] = d;
    }
  };
  pass(1);
  pass(-1);
  return [...places(label, distance, across)].map(([l, n]) => ({
    label: l,
    u: ((n % across) - 1) * step,
    v: (Math.floor(n / across) - 1) * step,
    radius: (distance[n]! / STRAIGHT) * step,
  }));
}

/** For each label the sample of largest distance; of several, the one nearest to their middle. */
function places(label: Uint8Array, distance: Uint16Array, across: number): Map<number, number> {
  const top = new Uint16Array(256);
  for (let n = 0; n < label.length; n++) if (distance[n]! > top[label[n]!]!) top[label[n]!] = distance[n]!;
  const sums = new Map<number, { x: number; y: number; count: number }>();
  const tops: number[] = [];
  for (let n = 0; n < label.length; n++) {
    const l = label[n]!;
    if (l === 0 || distance[n] !== top[l]) continue;
    tops.push(n);
    const s = sums.get(l) ?? { x: 0, y: 0, count: 0 };
    sums.set(l, { x: s.x + (n % across), y: s.y + Math.floor(n / across), count: s.count + 1 });
  }
  const best = new Map<number, { n: number; away: number }>();
  for (const n of tops) {
    const l = label[n]!;
    const { x, y, count } = sums.get(l)!;
    const away = Math.hypot((n % across) - x / count, Math.floor(n / across) - y / count);
    if (away < (best.get(l)?.away ?? Infinity)) best.set(l, { n, away });
  }
  return new Map([...best].map(([l, { n }]) => [l, n]));
}
