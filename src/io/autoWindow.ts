import type { Unit, Voxels, Window } from '../core/volume.ts';

const SAMPLES = 100_000;

/**
 * Window for an image whose file names none: soft tissue for CT (width 400, level 40 HU), all of 0..255 for 8-bit
 * colour, else from percentile 0.5 to 99.5 of an even subsample, so that a few hot pixels do not blacken the rest.
 */
export function autoWindow(
  image: { voxels: Voxels; channels: 1 | 3; slope: number; intercept: number; unit: Unit },
  padding: number | null = null,
): Window {
  const { voxels, channels, slope, intercept, unit } = image;
  if (channels === 3) return { center: 127.5, width: 255 };
  if (unit === 'HU') return { center: 40, width: 400 };
  const step = Math.max(1, Math.floor(voxels.length / SAMPLES));
  const sample: number[] = [];
  for (let n = 0; n < voxels.length; n += step) {
    const v = voxels[n]!;
    if (Number.isFinite(v) && v !== padding) sample.push(v);
  }
  const sorted = Float64Array.from(sample.length > 0 ? sample : [0]).sort();
  const at = (q: number) => slope * sorted[Math.round(q * (sorted.length - 1))]! + intercept;
  let low = Math.min(at(0.005), at(0.995));
  let high = Math.max(at(0.005), at(0.995));
  if (high === low) {
    // almost constant: a sparse label map or bright dots on black
    low = Math.min(at(0), at(1));
    high = Math.max(at(0), at(1));
  }
  return { center: (low + high) / 2, width: high > low ? high - low : 1 };
}
