import { type Grid, affineRas } from '../../core/grid.ts';
import type { Voxels } from '../../core/volume.ts';
import { kindOf, littleEndianBytes } from '../readNumbers.ts';

export interface NiftiImage {
  readonly grid: Grid;
  /** One element a voxel, or r, g, b where `channels` is 3. */
  readonly voxels: Voxels;
  readonly channels?: 1 | 3;
  readonly slope?: number;
  readonly intercept?: number;
  /** Marks a label map (NIFTI_INTENT_LABEL), so that viewers do not interpolate it. */
  readonly label?: boolean;
  /** At most 79 ASCII characters. */
  readonly description?: string;
}

const DATATYPES = { u8: 2, i16: 4, i32: 8, f32: 16, f64: 64, i8: 256, u16: 512, u32: 768 } as const;
const RGB24 = 128;
const INTENT_LABEL = 1002;
const SCANNER = 1;
const MM = 2;

/**
 * A little-endian NIfTI file whose sform and qform both are exactly `grid`; NIfTI-2 where a side is longer than 32767.
 * A grid without a patient frame is written with codes 0, as its source had it; a sheared grid has no qform.
 */
export function niftiBytes(image: NiftiImage): Uint8Array {
  const { grid, voxels } = image;
  const data = littleEndianBytes(voxels);
  const two = grid.size.some((n) => n > 32767);
  const offset = two ? 544 : 352;
  const out = new Uint8Array(offset + data.length);
  const v = new DataView(out.buffer);
  const real = two
    ? (at: number, x: number) => v.setFloat64(at, x, true)
    : (at: number, x: number) => v.setFloat32(at, x, true);
  const code = two
    ? (at: number, x: number) => v.setInt32(at, x, true)
    : (at: number, x: number) => v.setInt16(at, x, true);
  const list = (at: number, values: readonly number[]) => values.forEach((x, n) => real(at + n * (two ? 8 : 4), x));
  const ascii = (at: number, text: string) => out.set(new TextEncoder().encode(text), at);
  const color = image.channels === 3;
  const datatype = color ? RGB24 : DATATYPES[kindOf(voxels)];
  const bits = color ? 24 : voxels.BYTES_PER_ELEMENT * 8;
  const units = grid.spacingTrust === 'unknown' ? 0 : MM;
  const rotation = rotationOf(grid);
  const sformCode = grid.oriented ? SCANNER : 0;
  const qformCode = grid.oriented && rotation ? SCANNER : 0;
  const pixdim = [rotation?.qfac ?? 1, ...grid.spacing, 1, 1, 1, 1];
  const dim = [3, ...grid.size, 1, 1, 1, 1];
  const affine = affineRas(grid).slice(0, 12);
  const qform = [...(rotation?.bcd ?? [0, 0, 0]), affine[3]!, affine[7]!, affine[11]!];
  const description = (image.description ?? 'Limn').replace(/[^\x20-\x7e]/g, '?').slice(0, 79);
  v.setInt32(0, two ? 540 : 348, true);
  if (two) {
    ascii(4, 'n+2\0\r\n\x1a\n');
    v.setInt16(12, datatype, true);
    v.setInt16(14, bits, true);
    dim.forEach((n, axis) => v.setBigInt64(16 + 8 * axis, BigInt(n), true));
    list(104, pixdim);
    v.setBigInt64(168, BigInt(offset), true);
    v.setInt32(500, units, true);
    v.setInt32(504, image.label ? INTENT_LABEL : 0, true);
  } else {
    v.setUint8(38, 'r'.charCodeAt(0));
    dim.forEach((n, axis) => v.setInt16(40 + 2 * axis, n, true));
    v.setInt16(68, image.label ? INTENT_LABEL : 0, true);
    v.setInt16(70, datatype, true);
    v.setInt16(72, bits, true);
    list(76, pixdim);
    v.setFloat32(108, offset, true);
    v.setUint8(123, units);
    ascii(344, 'n+1\0');
  }
  real(two ? 176 : 112, color ? 0 : (image.slope ?? 1));
  real(two ? 184 : 116, color ? 0 : (image.intercept ?? 0));
  ascii(two ? 240 : 148, description);
  code(two ? 344 : 252, qformCode);
  code(two ? 348 : 254, sformCode);
  list(two ? 352 : 256, qform);
  list(two ? 400 : 280, affine);
  out.set(data, offset);
  return out;
}

/** The file as .nii or, with `gzip`, .nii.gz. */
export async function writeNifti(image: NiftiImage, gzip: boolean): Promise<Blob> {
  const file = new Blob([niftiBytes(image) as BlobPart]);
  if (!gzip) return file;
  return new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

/**
 * Quaternion b, c, d and qfac of a grid's direction in RAS (nifti1.h, method 2), or null where its axes are not at right
 * angles. qfac -1 stands for a left-handed grid.
 */
function rotationOf(grid: Grid): { bcd: number[]; qfac: 1 | -1 } | null {
  // rows x and y change sign from LPS to RAS
  const m = grid.direction.map((v, n) => (n < 6 ? -v : v));
  const column = (c: number) => [m[c]!, m[3 + c]!, m[6 + c]!] as const;
  const dot = (a: number, b: number) => column(a).reduce((sum, v, n) => sum + v * column(b)[n]!, 0);
  if ([dot(0, 1), dot(0, 2), dot(1, 2)].some((d) => Math.abs(d) > 1e-4)) return null;
  const det =
    m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) -
    m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) +
    m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!);
  const qfac = det < 0 ? -1 : 1;
  const [r11, r12, r13, r21, r22, r23, r31, r32, r33] = m.map((v, n) => (n % 3 === 2 ? v * qfac : v)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // the largest of a², b², c², d² first: the others follow from it without cancellation
  const squares = [1 + r11 + r22 + r33, 1 + r11 - r22 - r33, 1 - r11 + r22 - r33, 1 - r11 - r22 + r33];
  const largest = squares.indexOf(Math.max(...squares));
  const s = 2 * Math.sqrt(squares[largest]!);
  const q = [
    [s / 4, (r32 - r23) / s, (r13 - r31) / s, (r21 - r12) / s],
    [(r32 - r23) / s, s / 4, (r12 + r21) / s, (r13 + r31) / s],
    [(r13 - r31) / s, (r12 + r21) / s, s / 4, (r23 + r32) / s],
    [(r21 - r12) / s, (r13 + r31) / s, (r23 + r32) / s, s / 4],
  ][largest]!;
  const length = Math.hypot(...q) * (q[0]! < 0 ? -1 : 1);
  return { bcd: q.slice(1).map((v) => v / length), qfac };
}
