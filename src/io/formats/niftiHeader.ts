import { type Grid, IDENTITY_DIRECTION, type SpacingTrust, type Vec3 } from '../../core/grid.ts';
import { broken, checkLength } from '../sizeLimit.ts';
import { warning, type Warning } from '../../core/warning.ts';

/** The fields of a NIfTI-1, NIfTI-2 or ANALYZE 7.5 header that decide what the voxels are and where they lie. */
export interface NiftiHeader {
  readonly version: 'NIfTI-1' | 'NIfTI-2' | 'ANALYZE 7.5';
  readonly littleEndian: boolean;
  /** Voxels in a file of their own (.img). */
  readonly pair: boolean;
  /** dim[1..7]: x, y, z, t, u, v, w; 1 where absent. */
  readonly dim: readonly number[];
  readonly datatype: number;
  /** pixdim[0..3]; [0] is qfac. */
  readonly pixdim: readonly number[];
  readonly voxOffset: number;
  readonly slope: number;
  readonly intercept: number;
  readonly calMin: number;
  readonly calMax: number;
  /** mm in one spatial unit: 1000 (m), 1 (mm), 0.001 (µm), or null where the header does not say. */
  readonly mmPerUnit: number | null;
  readonly intent: number;
  readonly description: string;
  readonly qformCode: number;
  readonly sformCode: number;
  /** b, c, d, then the offset x, y, z. */
  readonly qform: readonly number[];
  /** 3x4, row-major. */
  readonly sform: readonly number[];
}

const SIZES = { 348: 'NIfTI-1', 540: 'NIfTI-2' } as const;
const UNITS: Readonly<Record<number, number>> = { 1: 1000, 2: 1, 3: 0.001 };

/** Whether `head` starts with a NIfTI or ANALYZE header of either byte order. */
export function isNifti(head: Uint8Array): boolean {
  if (head.length < 348) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const sizes = [view.getInt32(0, true), view.getInt32(0, false)];
  if (sizes.includes(540)) return magicAt(head, 4) !== '';
  if (!sizes.includes(348)) return false;
  const little = sizes[0] === 348;
  // an ANALYZE header has no magic: its dimensions have to make sense
  return magicAt(head, 344) !== '' || (view.getInt16(40, little) >= 1 && view.getInt16(40, little) <= 7);
}

const text = (bytes: Uint8Array, at: number, length: number) =>
  String.fromCharCode(...bytes.subarray(at, at + length)).replace(/\0.*$/s, '');

const magicAt = (bytes: Uint8Array, at: number): string => {
  const magic = text(bytes, at, 3);
  return /^n[i+][12]$/.test(magic) ? magic : '';
};

/** Reads a header of either version and byte order. Throws a Problem naming `name` if it cannot be one. */
export function parseNiftiHeader(name: string, bytes: Uint8Array): NiftiHeader {
  checkLength(name, 348, bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = view.getInt32(0, true) in SIZES;
  const size = view.getInt32(0, littleEndian);
  if (!(size in SIZES)) throw broken(name, `its header length ${size} is neither 348 (NIfTI-1) nor 540 (NIfTI-2).`);
  const two = size === 540;
  checkLength(name, size, bytes.length);

  const i16 = (at: number) => view.getInt16(at, littleEndian);
  const i32 = (at: number) => view.getInt32(at, littleEndian);
  const i64 = (at: number) => Number(view.getBigInt64(at, littleEndian));
  const real = two
    ? (at: number) => view.getFloat64(at, littleEndian)
    : (at: number) => view.getFloat32(at, littleEndian);
  const list = <T>(count: number, start: number, step: number, read: (at: number) => T) =>
    Array.from({ length: count }, (_, n) => read(start + n * step));

  const magic = magicAt(bytes, two ? 4 : 344);
  const rank = two ? i64(16) : i16(40);
  if (rank < 1 || rank > 7) throw broken(name, `it claims ${rank} dimensions; 1 to 7 are possible.`);
  const lengths = two ? list(7, 24, 8, i64) : list(7, 42, 2, i16);
  const dim = lengths.map((n, axis) => (axis < rank ? n : 1));
  if (dim.some((n) => n < 1)) throw broken(name, `its size ${dim.slice(0, rank).join(' × ')} is not possible.`);
  const analyze = magic === '';
  const slope = real(two ? 176 : 112);
  const intercept = real(two ? 184 : 116);
  const scaled = !analyze && Number.isFinite(slope) && slope !== 0 && Number.isFinite(intercept);
  return {
    version: analyze ? 'ANALYZE 7.5' : SIZES[size as keyof typeof SIZES],
    littleEndian,
    pair: analyze || magic[1] === 'i',
    dim,
    datatype: i16(two ? 12 : 70),
    pixdim: two ? list(4, 104, 8, real) : list(4, 76, 4, real),
    voxOffset: Math.trunc(two ? i64(168) : real(108)),
    slope: scaled ? slope : 1,
    intercept: scaled ? intercept : 0,
    calMin: real(two ? 200 : 128),
    calMax: real(two ? 192 : 124),
    mmPerUnit: analyze ? null : (UNITS[(two ? i32(500) : view.getUint8(123)) & 7] ?? null),
    intent: two ? i32(504) : i16(68),
    description: text(bytes, two ? 240 : 148, 80).trim(),
    qformCode: analyze ? 0 : two ? i32(344) : i16(252),
    sformCode: analyze ? 0 : two ? i32(348) : i16(254),
    qform: two ? list(6, 352, 8, real) : list(6, 256, 4, real),
    sform: two ? list(12, 400, 8, real) : list(12, 280, 4, real),
  };
}

/** 3x4 RAS matrix of the qform (nifti1.h, method 2): rotation of the unit quaternion, times pixdim, k times qfac. */
function qformMatrix(h: NiftiHeader, pixdim: Vec3): number[] {
  let [b, c, d] = h.qform as [number, number, number];
  const sum = b * b + c * c + d * d;
  if (sum > 1) [b, c, d] = [b, c, d].map((q) => q / Math.sqrt(sum)) as [number, number, number];
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
  ];
  const scale = [pixdim[0], pixdim[1], pixdim[2] * (h.pixdim[0]! < 0 ? -1 : 1)];
  return rotation.flatMap((row, r) => [...row.map((v, axis) => v * scale[axis]!), h.qform[3 + r]!]);
}

const determinant = (m: readonly number[]) =>
  m[0]! * (m[5]! * m[10]! - m[6]! * m[9]!) -
  m[1]! * (m[4]! * m[10]! - m[6]! * m[8]!) +
  m[2]! * (m[4]! * m[9]! - m[5]! * m[8]!);

const usable = (m: readonly number[]) => m.every(Number.isFinite) && Math.abs(determinant(m)) > 1e-12;

/**
 * The grid of a header, in LPS: sform before qform before pixdim alone, as most readers do. Pixdim alone gives spacing
 * but no patient frame. What had to be assumed is added to `warnings`.
 */
export function niftiGrid(h: NiftiHeader, warnings: Warning[]): Grid {
  const size = h.dim.slice(0, 3) as unknown as Vec3;
  const positive = (v: number) => Number.isFinite(v) && v !== 0;
  const pixdim = [1, 2, 3].map((n) => (positive(h.pixdim[n]!) ? Math.abs(h.pixdim[n]!) : 1)) as unknown as Vec3;
  let matrix: number[] | null = null;
  if (h.sformCode > 0 && usable(h.sform)) matrix = [...h.sform];
  else if (h.sformCode > 0) warnings.push(warning('singularSform'));
  if (!matrix && h.qformCode > 0) {
    const m = qformMatrix(h, pixdim);
    if (usable(m)) matrix = m;
    else warnings.push(warning('brokenQform'));
  }
  const mm = h.mmPerUnit ?? 1;
  if (!matrix) {
    const missing = size.some((n, axis) => n > 1 && !positive(h.pixdim[axis + 1]!));
    const unit = pixdim.every((v) => v === 1);
    let spacingTrust: SpacingTrust = h.mmPerUnit === null ? 'estimated' : 'known';
    if (missing || (h.mmPerUnit === null && unit)) spacingTrust = 'unknown';
    warnings.push(warning('noPatientFrame'));
    return {
      size,
      spacing: spacingTrust === 'unknown' ? [1, 1, 1] : (pixdim.map((v) => v * mm) as unknown as Vec3),
      origin: [0, 0, 0],
      direction: IDENTITY_DIRECTION,
      spacingTrust,
      oriented: false,
    };
  }
  // RAS to LPS: x and y change sign
  const lps = matrix.map((v, n) => (v === 0 ? 0 : (n < 8 ? -v : v) * mm));
  const column = (axis: number) => [lps[axis]!, lps[4 + axis]!, lps[8 + axis]!];
  const spacing = [0, 1, 2].map((axis) => Math.hypot(...column(axis))) as unknown as Vec3;
  const direction = [0, 1, 2].flatMap((r) => [0, 1, 2].map((axis) => lps[4 * r + axis]! / spacing[axis]!));
  return { size, spacing, origin: [lps[3]!, lps[7]!, lps[11]!], direction, spacingTrust: 'known', oriented: true };
}
