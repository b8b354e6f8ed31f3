import { affineLps, type Grid } from './grid.ts';
import { type Affine, inverse, multiply, NO_MOTION, type RigidMotion, rigidAffine } from './registration/rigid.ts';
import type { Voxels } from './volume.ts';

/** An image to be read between its voxels: value = slope * stored + intercept. */
export interface Resampled {
  readonly grid: Grid;
  readonly voxels: Voxels;
  readonly slope: number;
  readonly intercept: number;
}

/** Voxel index of `from` (i, j, k, fractional) for each voxel index of `to`, by way of world mm and a rigid motion. */
export const indexMap = (from: Grid, to: Grid, motion: RigidMotion = NO_MOTION): Affine =>
  multiply(multiply(inverse(affineLps(from)), rigidAffine(motion)), affineLps(to));

/**
 * Values of `image` at the voxel centres of `grid`, trilinear, in the image's unit: Float32, on `grid`, i fastest.
 * A voxel centre within half a voxel of the image's edge takes the edge's value; farther out, `outside`.
 * `motion` takes a world point of `grid` to the image's world (rigid registration).
 */
export function resample(image: Resampled, grid: Grid, options: ResampleOptions = {}): Float32Array {
  const slices = resampling(image, grid, options);
  for (;;) {
    const next = slices.next();
    if (next.done) return next.value;
  }
}

/** The same a slice along k at a time, so that a long one can be stopped: yields the slices done. */
export function* resampling(
  image: Resampled,
  grid: Grid,
  { motion = NO_MOTION, outside = 0 }: ResampleOptions = {},
): Generator<number, Float32Array> {
  const [w, h, d] = grid.size;
  const out = new Float32Array(w * h * d);
  const sample = sampler(image, outside);
  const m = indexMap(image.grid, grid, motion);
  const [mx, my, mz] = [m[0]!, m[4]!, m[8]!];
  let n = 0;
  for (let k = 0; k < d; k++) {
    for (let j = 0; j < h; j++) {
      const x = m[1]! * j + m[2]! * k + m[3]!;
      const y = m[5]! * j + m[6]! * k + m[7]!;
      const z = m[9]! * j + m[10]! * k + m[11]!;
      for (let i = 0; i < w; i++) out[n++] = sample(x + mx * i, y + my * i, z + mz * i);
    }
    yield k + 1;
  }
  return out;
}

export interface ResampleOptions {
  readonly motion?: RigidMotion;
  readonly outside?: number;
}

/** Rounding of affines must not push the last voxel centre off the edge, voxels. */
const EDGE = 0.5 + 1e-6;

/** A function that reads the image at a fractional voxel index (i, j, k), trilinear. */
export function sampler(image: Resampled, outside: number): (i: number, j: number, k: number) => number {
  const { voxels, slope, intercept } = image;
  const [w, h, d] = image.grid.size;
  const plane = w * h;
  const [lastI, lastJ, lastK] = [w - 1, h - 1, d - 1];
  return (i, j, k) => {
    if (!(i >= -EDGE && j >= -EDGE && k >= -EDGE && i <= lastI + EDGE && j <= lastJ + EDGE && k <= lastK + EDGE)) {
      return outside;
    }
    const x = i < 0 ? 0 : i > lastI ? lastI : i;
    const y = j < 0 ? 0 : j > lastJ ? lastJ : j;
    const z = k < 0 ? 0 : k > lastK ? lastK : k;
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const z0 = Math.floor(z);
    const fx = x - x0;
    const fy = y - y0;
    const right = x0 < lastI ? 1 : 0;
    const down = y0 < lastJ ? w : 0;
    const deep = z0 < lastK ? plane : 0;
    const a = x0 + w * y0 + plane * z0;
    const b = a + deep;
    const a0 = voxels[a]! + fx * (voxels[a + right]! - voxels[a]!);
    const a1 = voxels[a + down]! + fx * (voxels[a + down + right]! - voxels[a + down]!);
    const b0 = voxels[b]! + fx * (voxels[b + right]! - voxels[b]!);
    const b1 = voxels[b + down]! + fx * (voxels[b + down + right]! - voxels[b + down]!);
    const near = a0 + fy * (a1 - a0);
    const far = b0 + fy * (b1 - b0);
    return slope * (near + (z - z0) * (far - near)) + intercept;
  };
}

/** Whether any voxel centre of `to` lies inside the field of view of `from`. */
export function overlaps(from: Grid, to: Grid, motion: RigidMotion = NO_MOTION): boolean {
  const m = indexMap(from, to, motion);
  const [w, h, d] = to.size;
  // every 3rd voxel along each axis, and the last ones: an overlap smaller than that shows nothing either
  const along = (n: number) => [...Array(Math.ceil(n / 3)).keys()].map((v) => 3 * v).concat(n - 1);
  const inside = (at: number, size: number) => at >= -EDGE && at <= size - 1 + EDGE;
  const [is, js, ks] = [along(w), along(h), along(d)];
  return ks.some((k) =>
    js.some((j) =>
      is.some((i) =>
        [0, 1, 2].every((r) =>
          inside(m[4 * r]! * i + m[4 * r + 1]! * j + m[4 * r + 2]! * k + m[4 * r + 3]!, from.size[r]!),
        ),
      ),
    ),
  );
}
