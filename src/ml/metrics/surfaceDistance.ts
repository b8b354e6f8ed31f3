import { contourLengths, surfaceAreas } from './cornerElements.ts';
import { distanceTransform } from './distanceTransform.ts';
import { type MaskPair, cropped } from './maskPair.ts';

/** Border elements of one mask: distance to the other mask's border, and length (2-D) or area (3-D), nearest first. */
export interface Surfels {
  readonly distances: Float64Array;
  readonly areas: Float64Array;
}

/** Both borders, each measured to the other. Distances to an empty mask are Infinity; an empty mask has no elements. */
export interface SurfaceDistances {
  readonly truth: Surfels;
  readonly pred: Surfels;
}

const NONE: Surfels = { distances: new Float64Array(), areas: new Float64Array() };

/**
 * Borders and their distances as in google-deepmind/surface-distance (Nikolov et al., arXiv:1809.04430; J Med Internet
 * Res 2021). Border elements sit on the corners between voxels, and each weighs as much as the length or area of
 * border it stands for. The edge of the image counts as a border. A slice must be 2-D: as a 3-D volume of one slice it
 * would also have a top and a bottom.
 */
export function surfaceDistances(pair: MaskPair): SurfaceDistances {
  const box = cropped(pair);
  if (!box) return { truth: NONE, pred: NONE };
  const size = box.size.map((n) => n + 1);
  const areaOf = size.length === 2 ? contourLengths(box.spacing) : surfaceAreas(box.spacing);
  const truth = cornerCodes(box.truth, box.size);
  const pred = cornerCodes(box.pred, box.size);
  const measured = (from: Uint8Array, to: Uint8Array) =>
    surfels(from, distanceTransform(borderOf(to, areaOf.length), size, box.spacing), areaOf);
  return { truth: measured(truth, pred), pred: measured(pred, truth) };
}

/** Neighbour code of every corner of a mask, n + 1 a side; outside counts as background. */
function cornerCodes(mask: Uint8Array, size: readonly number[]): Uint8Array {
  const [width, height, depth] = [size[0]!, size[1]!, size[2] ?? 1];
  const row = width + 1;
  const slice = row * (height + 1);
  const codes = new Uint8Array(slice * (size.length === 3 ? depth + 1 : 1));
  const corners =
    size.length === 3 ? [0, 1, row, row + 1, slice, slice + 1, slice + row, slice + row + 1] : [0, 1, row, row + 1];
  for (let z = 0, n = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const at = row * y + slice * z;
      for (let x = 0; x < width; x++, n++) {
        if (!mask[n]) continue;
        for (let bit = 0; bit < corners.length; bit++) codes[at + x + corners[bit]!]! |= 1 << bit;
      }
    }
  }
  return codes;
}

/** Corners that have both kinds of neighbours; `codes` = 16 or 256. */
const borderOf = (corners: Uint8Array, codes: number): Uint8Array =>
  corners.map((code) => (code > 0 && code < codes - 1 ? 1 : 0));

function surfels(corners: Uint8Array, distance: Float64Array, areaOf: Float64Array): Surfels {
  const full = areaOf.length - 1;
  const at: number[] = [];
  for (let n = 0; n < corners.length; n++) if (corners[n]! > 0 && corners[n]! < full) at.push(n);
  const areaAt = (n: number) => areaOf[corners[n]!]!;
  // the difference of two infinite distances is NaN, and counts as a tie
  const order = Uint32Array.from(at).sort((a, b) => distance[a]! - distance[b]! || areaAt(a) - areaAt(b));
  return { distances: Float64Array.from(order, (n) => distance[n]!), areas: Float64Array.from(order, areaAt) };
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/**
 * Robust Hausdorff distance: the distance within which `percent` of the border lies, the larger of both directions.
 * Infinity where a mask is empty, both included.
 */
export function robustHausdorff({ truth, pred }: SurfaceDistances, percent: number): number {
  return Math.max(quantile(truth, percent / 100), quantile(pred, percent / 100));
}

function quantile({ distances, areas }: Surfels, part: number): number {
  if (distances.length === 0) return Infinity;
  const total = sum(areas);
  let seen = 0;
  for (let n = 0; n < distances.length; n++) {
    seen += areas[n]!;
    if (seen / total >= part) return distances[n]!;
  }
  return distances.at(-1)!;
}

const within = ({ distances, areas }: Surfels, tolerance: number): number =>
  areas.reduce((a, b, n) => (distances[n]! <= tolerance ? a + b : a), 0);

/** Normalised surface Dice: the part of both borders that lies within `tolerance` of the other. NaN where both are empty, 0 where one is. */
export const surfaceDice = ({ truth, pred }: SurfaceDistances, tolerance: number): number =>
  (within(truth, tolerance) + within(pred, tolerance)) / (sum(truth.areas) + sum(pred.areas));

/** Part of each border that lies within `tolerance` of the other; NaN for the border of an empty mask. */
export const surfaceOverlap = ({ truth, pred }: SurfaceDistances, tolerance: number): Directed => ({
  truth: within(truth, tolerance) / sum(truth.areas),
  pred: within(pred, tolerance) / sum(pred.areas),
});

/** A figure of the truth's border measured to the prediction's, and of the prediction's to the truth's. */
export interface Directed {
  readonly truth: number;
  readonly pred: number;
}

const average = ({ distances, areas }: Surfels): number =>
  distances.reduce((a, d, n) => a + d * areas[n]!, 0) / sum(areas);

/** Average distance, weighted by area. NaN for the border of an empty mask, Infinity for one measured to an empty mask. */
export const averageSurfaceDistances = ({ truth, pred }: SurfaceDistances): Directed => ({
  truth: average(truth),
  pred: average(pred),
});
