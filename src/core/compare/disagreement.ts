import { indexAt, type Plane } from '../plane.ts';

/**
 * Who says `label` at each pixel of slice w, row by row over (u, v): bit n is set where mask n does.
 * Masks are label maps on the volume's grid.
 */
export function votesOf(masks: readonly Uint8Array[], label: number, plane: Plane, w: number): Uint8Array {
  const { width, height } = plane;
  const votes = new Uint8Array(width * height);
  masks.forEach((mask, bit) => {
    for (let v = 0, at = 0; v < height; v++) {
      let n = indexAt(plane, 0, v, w);
      for (let u = 0; u < width; u++, n += plane.stepU, at++) if (mask[n] === label) votes[at]! |= 1 << bit;
    }
  });
  return votes;
}

const COUNT = Uint8Array.from({ length: 16 }, (_, n) => (n & 1) + ((n >> 1) & 1) + ((n >> 2) & 1) + ((n >> 3) & 1));

/** How many of (up to four) masks have a bit set. */
export const supporters = (vote: number): number => COUNT[vote]!;

export interface Disagreement {
  /** Pixels where any mask has the label, and where not all of them do. */
  readonly union: number;
  readonly differing: number;
  /** Pixels that mask n alone has, and pixels that it alone lacks. */
  readonly alone: readonly number[];
  readonly missing: readonly number[];
}

/** Counts the votes of `masks` masks. */
export function disagreementOf(votes: Uint8Array, masks: number): Disagreement {
  const all = (1 << masks) - 1;
  const byVote = new Uint32Array(16);
  for (const vote of votes) byVote[vote]!++;
  const each = (vote: (bit: number) => number) => Array.from({ length: masks }, (_, bit) => byVote[vote(bit)]!);
  const union = votes.length - byVote[0]!;
  return {
    union,
    differing: union - byVote[all]!,
    alone: each((bit) => 1 << bit),
    missing: each((bit) => all & ~(1 << bit)),
  };
}

/** Pixels of every slice of the plane where the masks do not all say the same about `label`. */
export function differingBySlice(masks: readonly Uint8Array[], label: number, plane: Plane): Uint32Array {
  const out = new Uint32Array(plane.slices);
  const [first, ...others] = masks;
  if (!first || others.length === 0) return out;
  for (let w = 0; w < plane.slices; w++) {
    for (let v = 0; v < plane.height; v++) {
      let n = indexAt(plane, 0, v, w);
      for (let u = 0; u < plane.width; u++, n += plane.stepU) {
        const has = first[n] === label;
        if (others.some((m) => (m[n] === label) !== has)) out[w]!++;
      }
    }
  }
  return out;
}

/** The next slice after `from` (round about) with a pixel that differs; null where there is none. */
export function nextDifference(differing: ArrayLike<number>, from: number): number | null {
  for (let step = 1; step <= differing.length; step++) {
    const w = (from + step) % differing.length;
    if (differing[w]! > 0) return w;
  }
  return null;
}
