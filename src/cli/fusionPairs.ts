import { basename, join } from 'node:path';
import { affineLps, type Grid, pictureGrid } from '../core/grid.ts';
import type { FusionPlan } from '../core/fusionPlan.ts';
import type { Normalization } from '../core/plan.ts';
import { nativePlane, type Plane, planeOf } from '../core/plane.ts';
import { overlaps, resample } from '../core/resample.ts';
import type { Volume } from '../core/volume.ts';
import { makeVolume } from '../io/formats/makeVolume.ts';
import { type FusionPair } from '../ml/fusion/fusionModel.ts';
import { scalings, sliceInput } from '../ml/infer/normalize.ts';
import { type Args, type Option, UsageError } from './command.ts';
import { readArray } from './readArray.ts';
import { filesAt, readVolume } from './readInput.ts';

/** A CT and a PET on the CT's grid, slice by slice along the plane that the CT was acquired in. */
export interface PairedVolumes {
  readonly grid: Grid;
  readonly plane: Plane;
  /** Slice w as grey of 0..1; `ct` in place of the CT's window, unless it is a picture. */
  readonly pair: (w: number, ct?: Normalization) => FusionPair;
}

export const WINDOW_OPTIONS: readonly Option[] = [
  {
    name: 'ct-window',
    value: 'LOW,HIGH',
    summary: 'CT values that become black and white, instead of the usual ones.',
  },
  { name: 'pet-window', value: 'LOW,HIGH', summary: 'The same of the PET.' },
];

/** How the usual grey comes about, for the help. */
export const WINDOW_NOTE =
  'Grey: pictures (.png, .jpg, .npy) are 0..255 as they are; volumes are windowed as the model’s plan says.';

/** `--ct-window` and `--pet-window`, where they are given. */
export function windowsOf(args: Args): Partial<FusionPlan['input']> {
  const one = (name: 'ct' | 'pet'): Partial<FusionPlan['input']> => {
    const text = args.text(`${name}-window`);
    return text === undefined ? {} : { [name]: parseWindow(`--${name}-window`, text) };
  };
  return { ...one('ct'), ...one('pet') };
}

/** LOW,HIGH. Throws UsageError that names `option`. */
export function parseWindow(option: string, text: string): Normalization {
  const [lower, upper, ...more] = text.split(',').map((v) => (v.trim() === '' ? NaN : Number(v)));
  if (!(lower! < upper!) || !Number.isFinite(upper! - lower!) || more.length > 0)
    throw new UsageError(`${option} "${text}" is not LOW,HIGH.`);
  return { kind: 'range', lower: lower!, upper: upper! };
}

/** A CT and a PET of one name in a folder of pairs. */
export interface FusionCase {
  readonly name: string;
  /** Its slices that show something of both, the CT (where it is a volume) under a window. */
  readonly pairs: (ct: Normalization) => readonly FusionPair[];
}

const stem = (name: string) => name.replace(/\.(nii\.gz|[^.]+)$/i, '');

/**
 * The pairs in ct/ and pet/ of `dir`, by sorted name; of volumes every `every`th slice.
 * Throws UsageError where there are none, or one has no partner.
 */
export async function readFusionCases(
  dir: string,
  usual: FusionPlan['input'],
  every: number,
): Promise<readonly FusionCase[]> {
  const list = async (folder: string) =>
    new Map((await filesAt(join(dir, folder))).map((path) => [stem(basename(path)), path]));
  const [cts, pets] = [await list('ct'), await list('pet')];
  const lonely = [...cts.keys()].find((name) => !pets.has(name)) ?? [...pets.keys()].find((name) => !cts.has(name));
  if (lonely !== undefined) throw new UsageError(`${dir}: ${lonely} is not in both ct/ and pet/.`);
  if (cts.size === 0) throw new UsageError(`${dir}/ct holds no images.`);
  const cases: FusionCase[] = [];
  for (const [name, path] of cts) {
    const { plane, pair } = await readPair(path, pets.get(name)!, usual);
    const slices = Array.from({ length: Math.ceil(plane.slices / every) }, (_, n) => n * every);
    cases.push({
      name,
      pairs: (ct) => slices.map((w) => pair(w, ct)).filter((p) => range(p.ct) > FLAT && range(p.pet) > FLAT),
    });
  }
  return cases;
}

/** Grey range below which a slice shows nothing. */
const FLAT = 0.05;

function range(grey: Float32Array): number {
  let [low, high] = [Infinity, -Infinity];
  for (const v of grey) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return high - low;
}

/** Reads a CT and a PET. Throws UsageError in one line where they cannot be laid on one another. */
export async function readPair(
  ctPath: string,
  petPath: string,
  usual: FusionPlan['input'],
  given: Partial<FusionPlan['input']> = {},
): Promise<PairedVolumes> {
  const [ct, pet] = await Promise.all([readImage(ctPath), readImage(petPath)]);
  const scaleOf = (volume: Volume, path: string, name: 'ct' | 'pet') =>
    scalings(given[name] ?? (isPicture(volume) ? greyOf(volume, path, name) : usual[name]), volume, 'luminance');
  const [ctScale, petScale] = [scaleOf(ct, ctPath, 'ct'), scaleOf(pet, petPath, 'pet')];
  if (ct.frame !== undefined && pet.frame !== undefined && ct.frame !== pet.frame)
    throw new UsageError(`${petPath} and ${ctPath} are of different frames of reference: register them first.`);
  const onCt = laidOn(ct.grid, pet, `${petPath} and ${ctPath}`);
  // a stack of pictures is one along its first axis, however few pixels each has
  const plane = planeOf(ct.grid, isPicture(ct) ? 'axial' : nativePlane(ct.grid));
  return {
    grid: ct.grid,
    plane,
    pair: (w, window) => ({
      width: plane.width,
      height: plane.height,
      ct: sliceInput(ct, plane, w, window && !isPicture(ct) ? scalings(window, ct, 'luminance') : ctScale),
      pet: sliceInput(onCt, plane, w, petScale),
    }),
  };
}

/** An image file, the folder of a series, or a .npy of [h, w] or [slices, h, w]. */
async function readImage(path: string): Promise<Volume> {
  if (!/\.npy$/i.test(path)) return readVolume(path);
  const { data, shape } = await readArray(path);
  if (shape.length < 2 || shape.length > 3)
    throw new UsageError(`${path} is [${shape.join(', ')}]; it must be [h, w] or [slices, h, w].`);
  const [width, height, slices] = [...shape].reverse();
  return makeVolume({ name: path, grid: pictureGrid(width!, height!, slices), voxels: data });
}

const isPicture = ({ grid }: Volume) => !grid.oriented && grid.spacingTrust === 'unknown';

/** Of a picture, 0..255 as it is; of one with other values nobody can know. */
function greyOf({ voxels }: Volume, path: string, name: string): Normalization {
  for (const v of voxels) {
    if (!(v >= 0 && v <= 255))
      throw new UsageError(`${path} holds ${v}; grey pictures are 0..255. Say --${name}-window LOW,HIGH.`);
  }
  return { kind: 'range', lower: 0, upper: 255 };
}

/** Part of a voxel by which two grids may differ and be one. */
const SAME = 1e-3;

/** A volume on `grid`: itself, or trilinear in world mm. Throws UsageError where the two have no common world. */
function laidOn(grid: Grid, volume: Volume, names: string): Volume {
  const sized = volume.grid.size.join() === grid.size.join();
  const [a, b] = [affineLps(volume.grid), affineLps(grid)];
  const least = Math.min(...grid.spacing);
  if (sized && (!grid.oriented || !volume.grid.oriented || a.every((v, n) => Math.abs(v - b[n]!) < SAME * least)))
    return volume;
  const sizes = `${volume.grid.size.join(' x ')} and ${grid.size.join(' x ')}`;
  if (!grid.oriented || !volume.grid.oriented)
    throw new UsageError(`${names} are ${sizes}, and not both know where in the patient they lie: make them one size.`);
  if (!overlaps(volume.grid, grid)) throw new UsageError(`${names} do not overlap in the patient.`);
  return { ...volume, grid, voxels: resample(volume, grid), slope: 1, intercept: 0 };
}
