import { type Grid, type Vec3, strides } from './grid.ts';

/** The three ways to cut a volume. */
export type PlaneName = 'axial' | 'coronal' | 'sagittal';
export const PLANES: readonly PlaneName[] = ['axial', 'coronal', 'sagittal'];

/**
 * A way of reading a volume as a stack of slices: slice w, column u (screen left to right), row v (screen top to bottom).
 * Element index = base + u * stepU + v * stepV + w * stepW. Steps may be negative: nothing is ever copied or reoriented,
 * so a mask painted here is already on the source grid.
 * Radiological convention: axial and coronal show patient right at screen left; sagittal shows anterior at screen left.
 */
export interface Plane {
  readonly name: PlaneName;
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  readonly base: number;
  readonly stepU: number;
  readonly stepV: number;
  readonly stepW: number;
  /** Array axis that runs along u, v, w. */
  readonly axes: Vec3;
  /** Whether u, v, w run against the array axis. */
  readonly flips: readonly [boolean, boolean, boolean];
  /** mm between neighbours along u, v, w (1 where unknown). */
  readonly spacing: Vec3;
  /** Patient letters at screen left, right, top, bottom; null where the image has no patient frame. */
  readonly letters: {
    readonly left: string;
    readonly right: string;
    readonly top: string;
    readonly bottom: string;
  } | null;
}

/** World axis (0 = L, 1 = P, 2 = S) and sign that u, v and w should run along. */
const WANTED: Record<PlaneName, readonly [[number, number], [number, number], [number, number]]> = {
  axial: [
    [0, 1],
    [1, 1],
    [2, 1],
  ],
  coronal: [
    [0, 1],
    [2, -1],
    [1, 1],
  ],
  sagittal: [
    [1, 1],
    [2, -1],
    [0, 1],
  ],
};
const LETTERS = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
] as const;

/** Array axis closest to each world axis, each used once: the assignment with the largest total |cosine|. */
function closestAxes(direction: readonly number[]): Vec3 {
  const orders: Vec3[] = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const fit = (o: Vec3) => o.reduce((sum, axis, world) => sum + Math.abs(direction[3 * world + axis]!), 0);
  return orders.reduce((best, o) => (fit(o) > fit(best) + 1e-9 ? o : best));
}

/** The plane `name` of a grid; a picture without a patient frame is read as it is stored (rows downwards). */
export function planeOf(grid: Grid, name: PlaneName): Plane {
  const axisOfWorld = grid.oriented ? closestAxes(grid.direction) : ([0, 1, 2] as const);
  const step = strides(grid);
  const wanted = WANTED[name];
  const axes = wanted.map(([world]) => axisOfWorld[world]!) as unknown as Vec3;
  const flips = wanted.map(([world, sign], n) => {
    // without a patient frame a picture keeps its own order along every axis
    if (!grid.oriented) return false;
    return grid.direction[3 * world + axes[n]!]! * sign < 0;
  }) as unknown as [boolean, boolean, boolean];
  const steps = axes.map((axis, n) => (flips[n] ? -step[axis]! : step[axis]!));
  const base = axes.reduce<number>((sum, axis, n) => (flips[n] ? sum + step[axis]! * (grid.size[axis]! - 1) : sum), 0);
  const letter = (n: 0 | 1, end: 'low' | 'high') => {
    const [world, sign] = wanted[n];
    return LETTERS[world]![sign > 0 === (end === 'high') ? 0 : 1];
  };
  return {
    name,
    width: grid.size[axes[0]]!,
    height: grid.size[axes[1]]!,
    slices: grid.size[axes[2]]!,
    base,
    stepU: steps[0]!,
    stepV: steps[1]!,
    stepW: steps[2]!,
    axes,
    flips,
    spacing: [grid.spacing[axes[0]]!, grid.spacing[axes[1]]!, grid.spacing[axes[2]]!],
    letters: grid.oriented
      ? { left: letter(0, 'low')!, right: letter(0, 'high')!, top: letter(1, 'low')!, bottom: letter(1, 'high')! }
      : null,
  };
}

/** Element index of pixel (u, v) of slice w. */
export const indexAt = (p: Plane, u: number, v: number, w: number): number =>
  p.base + u * p.stepU + v * p.stepV + w * p.stepW;

/** Voxel index (i, j, k) of pixel (u, v) of slice w. */
export function voxelAt(p: Plane, u: number, v: number, w: number): Vec3 {
  const along = [u, v, w];
  const last = [p.width - 1, p.height - 1, p.slices - 1];
  const out: [number, number, number] = [0, 0, 0];
  for (let n = 0; n < 3; n++) out[p.axes[n]!] = p.flips[n] ? last[n]! - along[n]! : along[n]!;
  return out;
}

/** Pixel (u, v, w) of voxel (i, j, k): the inverse of `voxelAt`. */
export function pixelAt(p: Plane, voxel: Vec3): Vec3 {
  const last = [p.width - 1, p.height - 1, p.slices - 1];
  const at = (n: number) => (p.flips[n] ? last[n]! - voxel[p.axes[n]!]! : voxel[p.axes[n]!]!);
  return [at(0), at(1), at(2)];
}

/**
 * The plane in which the image was acquired: the one across the thickest axis. Where spacings are alike (within 1 %), axial,
 * unless the stack is far shorter along another axis: four sagittal slices of 1 mm are not 256 axial ones of four columns.
 */
export function nativePlane(grid: Grid): PlaneName {
  const planes = PLANES.map((name) => planeOf(grid, name));
  const single = planes.find((p) => p.slices === 1);
  if (single) return single.name;
  const thickest = Math.max(...planes.map((p) => p.spacing[2]));
  const thick = planes.filter((p) => p.spacing[2] * 1.01 >= thickest);
  return thick.reduce((best, p) => (2 * p.slices < best.slices ? p : best)).name;
}
