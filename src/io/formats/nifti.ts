import { voxelCount } from '../../core/grid.ts';
import { Problem } from '../../core/problem.ts';
import type { Volume, Voxels } from '../../core/volume.ts';
import { readBytes } from '../readBytes.ts';
import { broken, checkLength, checkSize } from '../sizeLimit.ts';
import { type NumberKind, int64ToNumbers, readNumbers } from '../readNumbers.ts';
import type { Format } from './format.ts';
import { makeVolume } from './makeVolume.ts';
import { zeroNonFinite } from './zeroNonFinite.ts';
import { type NiftiHeader, isNifti, niftiGrid, parseNiftiHeader } from './niftiHeader.ts';
import { warning, type Warning } from '../../core/warning.ts';

/** NIfTI datatype codes with real values. 128 and 2304 are RGB and RGBA bytes. */
const KINDS: Readonly<Record<number, NumberKind | 'i64' | 'u64' | 'rgb' | 'rgba'>> = {
  2: 'u8',
  4: 'i16',
  8: 'i32',
  16: 'f32',
  64: 'f64',
  128: 'rgb',
  256: 'i8',
  512: 'u16',
  768: 'u32',
  1024: 'i64',
  1280: 'u64',
  2304: 'rgba',
};
const BYTES = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  f64: 8,
  i64: 8,
  u64: 8,
  rgb: 3,
  rgba: 4,
} as const;
const REFUSED: Readonly<Record<number, string>> = {
  1: '1-bit voxels',
  32: 'complex numbers',
  1536: '128-bit floating-point numbers',
  1792: 'complex numbers',
  2048: 'complex numbers',
};

/**
 * NIfTI-1, NIfTI-2 and ANALYZE 7.5, in one file (.nii) or two (.hdr + .img), gzipped or not, of either byte order.
 * Voxels keep the stored type, with scl_slope and scl_inter beside; 64-bit integers become 32-bit or double.
 */
export const nifti: Format = {
  id: 'nifti',
  title: 'NIfTI',
  extensions: ['nii', 'nii.gz', 'hdr', 'hdr.gz', 'img', 'img.gz'],
  sniff: isNifti,
  async read(files) {
    return [await readNifti(files)];
  },
};

async function readNifti(files: readonly File[]): Promise<Volume> {
  const file = files.find((f) => !/\.img(\.gz)?$/i.test(f.name)) ?? files[0]!;
  const name = file.name;
  const bytes = await readBytes(file);
  const header = parseNiftiHeader(name, bytes);
  const kind = KINDS[header.datatype];
  if (!kind) {
    const what = REFUSED[header.datatype] ?? `the unknown data type ${header.datatype}`;
    throw new Problem('file.unsupported', { name, what, advice: 'Save it as integers or floating-point numbers.' });
  }
  const warnings: Warning[] = [];
  const grid = niftiGrid(header, warnings);
  const need = voxelCount(grid) * BYTES[kind];
  checkSize(name, need);
  const data = await voxelBytes(files, file, bytes, header, need);
  const leftOut = header.dim.slice(3).reduce((product, n) => product * n, 1) - 1;
  if (leftOut > 0) warnings.push(warning('firstVolume', { count: leftOut + 1, left: leftOut }));

  const color = kind === 'rgb' || kind === 'rgba';
  const voxels = color ? colorBytes(data, kind === 'rgba') : numbersOf(data, kind, header.littleEndian, warnings);
  const { calMin, calMax } = header;
  return makeVolume({
    name,
    grid,
    voxels,
    channels: color ? 3 : 1,
    slope: color ? 1 : header.slope,
    intercept: color ? 0 : header.intercept,
    window: !color && calMax > calMin ? { center: (calMin + calMax) / 2, width: calMax - calMin } : null,
    about: { format: header.version, description: header.description },
    warnings,
  });
}

/** The bytes of the first volume, from the file itself or from its .img. */
async function voxelBytes(files: readonly File[], file: File, bytes: Uint8Array, h: NiftiHeader, need: number) {
  const headerBytes = h.version === 'NIfTI-2' ? 540 : 348;
  const image = files.find((f) => f !== file);
  if (h.pair && image) {
    const data = await readBytes(image);
    const offset = Math.max(0, h.voxOffset);
    checkLength(image.name, offset + need, data.length);
    return data.subarray(offset, offset + need);
  }
  const inside = h.voxOffset >= headerBytes && bytes.length >= h.voxOffset + need;
  if (h.pair && !inside) {
    const missing = file.name.replace(/\.hdr(\.gz)?$/i, '.img$1');
    throw new Problem('file.needsPair', { name: file.name, missing: missing === file.name ? 'its .img' : missing });
  }
  if (!Number.isFinite(h.voxOffset) || h.voxOffset < 0) throw broken(file.name, 'its voxel offset is not possible.');
  const offset = Math.max(h.voxOffset, headerBytes + 4);
  checkLength(file.name, offset + need, bytes.length);
  return bytes.subarray(offset, offset + need);
}

function colorBytes(data: Uint8Array, alpha: boolean): Uint8Array {
  if (!alpha) return data.slice();
  const rgb = new Uint8Array((data.length / 4) * 3);
  for (let p = 0, q = 0; q < rgb.length; p += 4, q += 3) rgb.set(data.subarray(p, p + 3), q);
  return rgb;
}

function numbersOf(
  data: Uint8Array,
  kind: NumberKind | 'i64' | 'u64',
  littleEndian: boolean,
  warnings: Warning[],
): Voxels {
  if (kind === 'i64' || kind === 'u64') {
    const { numbers, exact } = int64ToNumbers(data, kind, littleEndian);
    if (!exact) warnings.push(warning('rounded'));
    return numbers;
  }
  const voxels = readNumbers(data, kind, littleEndian);
  const replaced = zeroNonFinite(voxels);
  if (replaced > 0) warnings.push(warning('notFinite', { count: replaced }));
  return voxels;
}
