import type { Grid } from '../../core/grid.ts';

const NARROW_SPACE = '\u202f';
const grouped = (digits: number) =>
  new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const FORMATS = [grouped(0), grouped(1), grouped(2), grouped(3)];

/** 1043.12 -> '1 043.1': thousands by a narrow space, a true minus. */
export function decimal(n: number, digits = 0): string {
  if (!Number.isFinite(n)) return '–';
  const text = FORMATS[digits]!.format(n).replaceAll(',', NARROW_SPACE);
  // no '-0.0'
  return /^-[0.\u202f]*$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** A grey value: whole numbers as they are, others with three figures. */
export const greyValue = (n: number): string =>
  Number.isInteger(n) ? decimal(n) : Math.abs(n) >= 100 ? decimal(n, 1) : decimal(n, Math.abs(n) < 1 ? 3 : 2);

/** Bytes in kB, MB or GB (powers of 1000). */
export function bytes(n: number): string {
  if (n < 1e6) return `${decimal(Math.max(n > 0 ? 1 : 0, n / 1e3))} kB`;
  if (n < 1e9) return `${decimal(n / 1e6, n < 1e7 ? 1 : 0)} MB`;
  return `${decimal(n / 1e9, n < 1e10 ? 1 : 0)} GB`;
}

/** Area: mm² below 10 cm². Input in mm². */
export const area = (mm2: number): string =>
  mm2 < 1000 ? `${decimal(mm2, mm2 > 0 && mm2 < 10 ? 1 : 0)} mm²` : `${decimal(mm2 / 100, 1)} cm²`;

/** Volume in mL (= 1000 mm³), more digits for small ones. */
export const volume = (ml: number): string => `${decimal(ml, ml === 0 || ml >= 10 ? 0 : ml < 1 ? 2 : 1)} mL`;

/**
 * How much `voxels` voxels are: mL in a volume, an area in a single slice, px² or voxels where the spacing is unknown.
 * An estimated spacing is marked by ≈.
 */
export function extent(voxels: number, grid: Grid): string {
  const flat = grid.size[2] === 1;
  if (grid.spacingTrust === 'unknown') return flat ? `${decimal(voxels)} px²` : `${decimal(voxels)} vx`;
  const [x, y, z] = grid.spacing;
  const text = flat ? area(voxels * x * y) : volume((voxels * x * y * z) / 1000);
  return grid.spacingTrust === 'estimated' ? `≈ ${text}` : text;
}

/** Unit of lengths in this grid. */
export const lengthUnit = (grid: Grid): 'mm' | 'px' => (grid.spacingTrust === 'unknown' ? 'px' : 'mm');
