/** Three numbers by array axis: (i, j, k) = (fastest, middle, slowest) or world (x, y, z). */
export type Vec3 = readonly [number, number, number];

/** How far the voxel spacing can be trusted: rulers show mm only for `known`, "≈ mm" for `estimated`, px for `unknown`. */
export type SpacingTrust = 'known' | 'estimated' | 'unknown';

/**
 * Where the voxels of an array lie in the patient.
 * World point of voxel (i, j, k) = origin + direction · diag(spacing) · (i, j, k), in mm, LPS:
 * x grows to the patient's left, y to posterior, z to superior (DICOM PS3.3 C.7.6.2).
 */
export interface Grid {
  /** Voxels along i, j, k; voxel (i, j, k) is element i + size[0] * (j + size[1] * k). */
  readonly size: Vec3;
  /** mm between voxel centres along i, j, k; all > 0. 1 where `spacingTrust` is `unknown`. */
  readonly spacing: Vec3;
  /** World position of the centre of voxel (0, 0, 0), mm, LPS. */
  readonly origin: Vec3;
  /** 3x3, row-major; column a is the unit direction of array axis a in LPS. */
  readonly direction: readonly number[];
  readonly spacingTrust: SpacingTrust;
  /** False for pictures without a patient frame: no orientation letters then. */
  readonly oriented: boolean;
}

export const IDENTITY_DIRECTION: readonly number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Grid of a plain picture: no patient frame, spacing in pixels. */
export function pictureGrid(width: number, height: number, depth = 1): Grid {
  return {
    size: [width, height, depth],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: IDENTITY_DIRECTION,
    spacingTrust: 'unknown',
    oriented: false,
  };
}

export const voxelCount = (g: Grid): number => g.size[0] * g.size[1] * g.size[2];

/** Element step of array axes i, j, k. */
export const strides = (g: Grid): Vec3 => [1, g.size[0], g.size[0] * g.size[1]];

/** 4x4 row-major matrix from voxel index to world mm in LPS. */
export function affineLps(g: Grid): number[] {
  const d = g.direction;
  const s = g.spacing;
  const m: number[] = [];
  for (let r = 0; r < 3; r++) {
    m.push(d[3 * r]! * s[0], d[3 * r + 1]! * s[1], d[3 * r + 2]! * s[2], g.origin[r]!);
  }
  return [...m, 0, 0, 0, 1];
}

/** The same in RAS, as NIfTI writes it: x and y change sign. */
export function affineRas(g: Grid): number[] {
  return affineLps(g).map((v, i) => (i < 8 ? (v === 0 ? 0 : -v) : v));
}

/** World point (mm, LPS) of a voxel index, which may be fractional. */
export function toWorld(g: Grid, i: number, j: number, k: number): Vec3 {
  const m = affineLps(g);
  const row = (r: number) => m[4 * r]! * i + m[4 * r + 1]! * j + m[4 * r + 2]! * k + m[4 * r + 3]!;
  return [row(0), row(1), row(2)];
}
