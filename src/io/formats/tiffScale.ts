import type { SpacingTrust, Vec3 } from '../../core/grid.ts';
import type { TiffPage } from './decodeTiff.ts';
import { pageBytes } from './decodeTiff.ts';
import type { Directory } from './tiffDirectory.ts';

/** Pixel spacing in mm along x, y and between pages, and how far it can be trusted. */
export interface TiffScale {
  readonly spacing: Vec3;
  readonly trust: SpacingTrust;
  /** Whether the distance of the pages is given too. */
  readonly slices: boolean;
}

const UNKNOWN: TiffScale = { spacing: [1, 1, 1], trust: 'unknown', slices: false };
const MM: Readonly<Record<string, number>> = {
  nm: 1e-6,
  um: 1e-3,
  µm: 1e-3,
  μm: 1e-3,
  micron: 1e-3,
  microns: 1e-3,
  '\\u00b5m': 1e-3,
  mm: 1,
  cm: 10,
  m: 1000,
  inch: 25.4,
};

const usable = (v: number) => Number.isFinite(v) && v > 0;

/**
 * Spacing from OME-XML or ImageJ, which write it on purpose. The plain resolution tags are most often a scanner's or
 * printer's dpi: they count, as an estimate, only where finer than 1200 dpi (0.02 mm).
 */
export function tiffScale(d: Directory): TiffScale {
  const text = d.text(270);
  const perUnit = [d.number(282, NaN), d.number(283, d.number(282, NaN))] as const;
  const ome = omeScale(text);
  if (ome) return ome;
  const imageJ = text.startsWith('ImageJ=') ? /^unit=(.*)$/m.exec(text)?.[1]?.trim().toLowerCase() : undefined;
  const mm = imageJ ? MM[imageJ] : undefined;
  if (mm && perUnit.every(usable)) {
    const between = Math.abs(Number(/^spacing=(.*)$/m.exec(text)?.[1] ?? NaN)) * mm;
    const x = mm / perUnit[0];
    return { spacing: [x, mm / perUnit[1], usable(between) ? between : x], trust: 'known', slices: usable(between) };
  }
  const tagUnit = { 2: 25.4, 3: 10 }[d.number(296, 2)];
  if (!tagUnit || !perUnit.every(usable)) return UNKNOWN;
  const [x, y] = [tagUnit / perUnit[0], tagUnit / perUnit[1]];
  return x < 0.02 && y < 0.02 ? { spacing: [x, y, x], trust: 'estimated', slices: false } : UNKNOWN;
}

function omeScale(text: string): TiffScale | null {
  if (!/<OME[ >]/.test(text)) return null;
  const length = (axis: string) => {
    const value = Number(new RegExp(`\\bPhysicalSize${axis}="([^"]*)"`).exec(text)?.[1] ?? NaN);
    const unit = new RegExp(`\\bPhysicalSize${axis}Unit="([^"]*)"`).exec(text)?.[1] ?? 'µm';
    return value * (MM[unit.toLowerCase()] ?? NaN);
  };
  const [x, y, z] = [length('X'), length('Y'), length('Z')];
  if (!usable(x) || !usable(y)) return null;
  return { spacing: [x, y, usable(z) ? z : x], trust: 'known', slices: usable(z) };
}

/** Planes of an ImageJ stack with a single directory: they follow one another, uncompressed, behind the first. */
export function imageJStack(page: TiffPage, fileBytes: number): number {
  const d = page.directory;
  const text = d.text(270);
  const images = Number(/^ImageJ=[\s\S]*^images=(\d+)/m.exec(text)?.[1] ?? 1);
  if (!(images > 1) || d.number(259, 1) !== 1 || page.bits < 8) return 1;
  const start = Math.min(...d.numbers(273));
  return start + images * pageBytes(page) <= fileBytes ? images : 1;
}
