import { type Grid, type Vec3, affineLps, pictureGrid } from '../core/grid.ts';
import { MAX_LABEL } from '../core/labels.ts';
import { Problem } from '../core/problem.ts';
import type { Voxels } from '../core/volume.ts';
import { decodePng, isPng } from './formats/decodePng.ts';
import { nifti } from './formats/nifti.ts';
import { isNpy, readNpy, reverseAxes } from './npy.ts';
import { readBytes } from './readBytes.ts';

/** Labels 0..254, one a voxel of `grid`. */
export type LabelMap = OnGrid<Uint8Array>;

/** Numbered objects, one number a voxel of `grid`, 0 = none: cells of an instance map, beyond 254 too. */
export type ObjectMap = OnGrid<Uint32Array>;

interface OnGrid<A> {
  readonly grid: Grid;
  readonly voxels: A;
}

/** Checks stored values and brings them to one type. Throws a Problem naming the file. */
type Convert<A> = (name: string, values: Voxels) => A;

/**
 * Reads a label map from NIfTI (.nii, .nii.gz), PNG (grey, palette index, or values in the red channel alone) or .npy
 * ([z, y, x] or [x, y, z]). With `grid`, the labels come back voxel for voxel on that grid: a file whose axes are
 * flipped or exchanged is put in order by its affine, and one that lies elsewhere is refused, saying what differs.
 * A map of only 0 and 255 counts as 0 and 1. Throws `labels.otherGrid`, `labels.notLabels` and the readers' Problems.
 */
export const readLabelMap = (file: File, grid?: Grid): Promise<LabelMap> => readAs(toLabels, file, grid);

/** The same for numbered objects: any whole numbers from 0 to 2³² - 1, as they are stored. */
export const readObjectMap = (file: File, grid?: Grid): Promise<ObjectMap> => readAs(toObjects, file, grid);

async function readAs<A extends Uint8Array | Uint32Array>(
  convert: Convert<A>,
  file: File,
  grid?: Grid,
): Promise<OnGrid<A>> {
  const { name } = file;
  const bytes = await readBytes(file);
  if (isPng(bytes)) {
    const picture = await readPng(convert, name, bytes);
    return grid ? { grid, voxels: placed(name, picture, grid) } : picture;
  }
  if (isNpy(bytes)) return readArray(convert, name, bytes, grid);
  const volume = (await nifti.read([file]))[0]!;
  if (volume.channels === 3) throw notLabels(name, 'it is a colour image.');
  const values = volume.voxels;
  const scaled = volume.slope !== 1 || volume.intercept !== 0;
  const stored = scaled ? Float64Array.from(values, (v) => nearInteger(volume.slope * v + volume.intercept)) : values;
  const own = { grid: volume.grid, voxels: convert(name, stored) };
  return grid ? { grid, voxels: placed(name, own, grid) } : own;
}

/** Slopes are stored as 32-bit floats: 255 * (1 / 255) is not quite 1. */
const nearInteger = (v: number) => (Math.abs(v - Math.round(v)) < 1e-3 ? Math.round(v) : v);

const notLabels = (name: string, reason: string) => new Problem('labels.notLabels', { name, reason });

async function readPng<A>(convert: Convert<A>, name: string, bytes: Uint8Array): Promise<OnGrid<A>> {
  const { width, height, channels, samples, palette } = await decodePng(name, bytes);
  const count = width * height;
  const values = new (samples instanceof Uint16Array ? Uint16Array : Uint8Array)(count);
  for (let n = 0; n < count; n++) values[n] = samples[n * channels]!;
  if (channels >= 3 && !palette) {
    let equal = true;
    let redOnly = true;
    for (let n = 0; n < count && (equal || redOnly); n++) {
      const [r, g, b] = [samples[n * channels]!, samples[n * channels + 1]!, samples[n * channels + 2]!];
      equal &&= r === g && r === b;
      redOnly &&= g === 0 && b === 0;
    }
    if (!equal && !redOnly) throw notLabels(name, 'it is a colour picture; save the label values as grey.');
  }
  return { grid: pictureGrid(width, height), voxels: convert(name, values) };
}

function readArray<A extends Voxels>(convert: Convert<A>, name: string, bytes: Uint8Array, grid?: Grid): OnGrid<A> {
  const { data, shape } = readNpy(name, bytes);
  const sides = shape.filter((n, axis) => n !== 1 || axis >= shape.length - 2);
  if (sides.length < 2 || sides.length > 3)
    throw notLabels(name, `it has ${shape.length} dimensions; 2 or 3 are read.`);
  const voxels = convert(name, data);
  const [x, y, z] = [sides.at(-1)!, sides.at(-2)!, sides.length === 3 ? sides[0]! : 1];
  if (!grid) return { grid: pictureGrid(x, y, z), voxels };
  const want = grid.size;
  if (x === want[0] && y === want[1] && z === want[2]) return { grid, voxels };
  // NumPy arrays out of nibabel are [x, y, z]
  const turned = sides.length === 3 ? [sides[0]!, sides[1]!, sides[2]!] : [sides[0]!, sides[1]!, 1];
  if (turned.every((n, axis) => n === want[axis])) return { grid, voxels: reverseAxes(voxels, sides) };
  throw otherGrid(name, 'size', `${x} × ${y} × ${z}`, want.join(' × '));
}

/** Checks that all values are whole numbers 0..254 (0 and 255 alone count as 0 and 1). */
function toLabels(name: string, values: Voxels): Uint8Array {
  const out = new Uint8Array(values.length);
  let top = 0;
  let between = false;
  for (let n = 0; n < values.length; n++) {
    const v = values[n]!;
    if (!Number.isInteger(v) || v < 0 || v > 255) {
      throw notLabels(name, `it holds the value ${v}; labels are whole numbers from 0 to ${MAX_LABEL}.`);
    }
    out[n] = v;
    if (v > top) top = v;
    between ||= v > 0 && v < 255;
  }
  if (top < 255) return out;
  if (between)
    throw notLabels(name, `it holds label 255, which is kept for "no decision"; labels go up to ${MAX_LABEL}.`);
  for (let n = 0; n < out.length; n++) out[n] = out[n] === 255 ? 1 : 0;
  return out;
}

function toObjects(name: string, values: Voxels): Uint32Array {
  const wrong = values.find((v) => !Number.isInteger(v) || v < 0 || v > 0xffffffff);
  if (wrong !== undefined) throw notLabels(name, `it holds the value ${wrong}; objects have whole numbers from 0 on.`);
  return Uint32Array.from(values);
}

const otherGrid = (name: string, what: string, have: string, want: string) =>
  new Problem('labels.otherGrid', { name, what, have, want });

/** Voxels of `map` in the order of `grid`. */
function placed<A extends Uint8Array | Uint32Array>(name: string, map: OnGrid<A>, grid: Grid): A {
  const own = map.grid;
  if (!own.oriented || !grid.oriented) {
    if (own.size.some((n, axis) => n !== grid.size[axis])) {
      throw otherGrid(name, 'size', own.size.join(' × '), grid.size.join(' × '));
    }
    return map.voxels;
  }
  const axes = axisMap(grid, own);
  if (!axes) throw differing(name, own, grid);
  const out = map.voxels.slice() as A;
  const step = [1, own.size[0], own.size[0] * own.size[1]];
  let base = 0;
  const along = axes.map(({ axis, flipped }) => {
    if (flipped) base += step[axis]! * (own.size[axis]! - 1);
    return flipped ? -step[axis]! : step[axis]!;
  });
  let n = 0;
  for (let k = 0; k < grid.size[2]; k++) {
    for (let j = 0; j < grid.size[1]; j++) {
      let from = base + j * along[1]! + k * along[2]!;
      for (let i = 0; i < grid.size[0]; i++, from += along[0]!) out[n++] = map.voxels[from]!;
    }
  }
  return out;
}

/** How far, in mm, the outermost voxel centres of two equal grids may lie apart: a tenth of a voxel. */
const tolerance = (g: Grid) => 0.1 * Math.min(...g.spacing);

/** For each axis of `grid`, the axis of `own` that runs along it, if both have the same voxel centres. */
function axisMap(grid: Grid, own: Grid): { axis: number; flipped: boolean }[] | null {
  const m = affineLps(grid);
  const o = affineLps(own);
  const column = (a: readonly number[], axis: number) => [a[axis]!, a[4 + axis]!, a[8 + axis]!];
  const out = [0, 1, 2].map((axis) => {
    const wanted = column(m, axis);
    let best = { axis: 0, flipped: false, error: Infinity };
    for (const other of [0, 1, 2]) {
      for (const sign of [1, -1]) {
        const error = Math.hypot(...column(o, other).map((v, r) => sign * v - wanted[r]!));
        if (error < best.error) best = { axis: other, flipped: sign < 0, error };
      }
    }
    return best;
  });
  if (new Set(out.map((a) => a.axis)).size < 3) return null;
  const limit = tolerance(grid);
  for (const [axis, { axis: other, error }] of out.entries()) {
    if (grid.size[axis] !== own.size[other]) return null;
    if (error * Math.max(1, grid.size[axis]! - 1) > limit) return null;
  }
  const corner: [number, number, number] = [0, 0, 0];
  for (const { axis, flipped } of out) if (flipped) corner[axis] = own.size[axis]! - 1;
  const distance = [0, 1, 2].map((r) => {
    const row = o.slice(4 * r, 4 * r + 4);
    return row[0]! * corner[0] + row[1]! * corner[1] + row[2]! * corner[2] + row[3]! - m[4 * r + 3]!;
  });
  return Math.hypot(...distance) <= limit ? out : null;
}

const numbers = (v: Vec3 | readonly number[]) => `(${Array.from(v, (x) => Number(x.toFixed(3))).join(', ')})`;

/** Which of size, spacing, direction and origin differs first. */
function differing(name: string, own: Grid, grid: Grid): Problem {
  const sorted = (v: Vec3) => [...v].sort((a, b) => a - b);
  const differs = (a: readonly number[], b: readonly number[], limit: number) =>
    a.some((v, n) => Math.abs(v - b[n]!) > limit);
  if (differs(sorted(own.size), sorted(grid.size), 0)) {
    return otherGrid(name, 'size', own.size.join(' × '), grid.size.join(' × '));
  }
  if (differs(sorted(own.spacing), sorted(grid.spacing), 1e-3)) {
    return otherGrid(name, 'spacing in mm', numbers(own.spacing), numbers(grid.spacing));
  }
  if (differs(own.direction.map(Math.abs), grid.direction.map(Math.abs), 1e-3)) {
    return otherGrid(name, 'direction', numbers(own.direction), numbers(grid.direction));
  }
  return otherGrid(name, 'origin in mm', numbers(own.origin), numbers(grid.origin));
}
