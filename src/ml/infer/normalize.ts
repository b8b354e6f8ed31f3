import type { Normalization } from '../../core/plan.ts';
import type { Plane } from '../../core/plane.ts';
import { valueAt, type Volume } from '../../core/volume.ts';

/** One channel of network input: clip(value, low, high) * mul + add. */
export interface Scaling {
  readonly low: number;
  readonly high: number;
  readonly mul: number;
  readonly add: number;
}

/** At most this many values are looked at for percentiles, mean and deviation: every n-th of the whole image. */
const SAMPLE = 1 << 20;

/** Values of one channel, in the volume's unit; `channel` -1 = the grey value or luminance. NaN and infinities are left out. */
function sample(v: Volume, channel: number): Float64Array {
  const elements = v.voxels.length / v.channels;
  const every = Math.max(1, Math.ceil(elements / SAMPLE));
  const out = new Float64Array(Math.ceil(elements / every));
  let n = 0;
  for (let e = 0; e < elements; e += every) {
    const value = channel < 0 ? valueAt(v, e) : v.voxels[v.channels * e + channel]!;
    if (Number.isFinite(value)) out[n++] = value;
  }
  return out.subarray(0, n);
}

/** Percentile p (0..100) of ascending values, linear between neighbours (numpy's default). */
function percentile(sorted: Float64Array, p: number): number {
  const at = (p / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

const onto01 = (low: number, high: number): Scaling => {
  const width = high > low ? high - low : 1;
  return { low, high: low + width, mul: 1 / width, add: -low / width };
};

/**
 * How a volume becomes network input: one Scaling per channel.
 * `color` as in the plan: one channel of luminance, or the three of an RGB picture (a grey one repeats its value).
 */
export function scalings(norm: Normalization, volume: Volume, color: 'luminance' | 'rgb'): Scaling[] {
  const channels = color === 'luminance' ? [-1] : volume.channels === 3 ? [0, 1, 2] : [-1, -1, -1];
  return channels.map((channel, n) => {
    switch (norm.kind) {
      case 'none':
        return { low: -Infinity, high: Infinity, mul: 1, add: 0 };
      case 'range':
        return onto01(norm.lower, norm.upper);
      case 'percentile': {
        const sorted = sample(volume, channel).sort();
        return sorted.length ? onto01(percentile(sorted, norm.lower), percentile(sorted, norm.upper)) : onto01(0, 1);
      }
      case 'zscore': {
        let mean = norm.mean?.[n] ?? norm.mean?.[0];
        let std = norm.std?.[n] ?? norm.std?.[0];
        if (mean === undefined || std === undefined) {
          const values = sample(volume, channel);
          const m = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
          mean ??= m;
          std ??= Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / Math.max(1, values.length));
        }
        const by = 1 / (std || 1);
        return { low: -Infinity, high: Infinity, mul: by, add: -mean * by };
      }
    }
  });
}

/** Slice w of a plane as network input: [height, width, channels], row by row; NaN becomes the lowest value. */
export function sliceInput(volume: Volume, plane: Plane, w: number, scale: readonly Scaling[]): Float32Array {
  const channels = scale.length;
  const rgb = channels === 3 && volume.channels === 3;
  const out = new Float32Array(plane.width * plane.height * channels);
  let at = 0;
  for (let v = 0; v < plane.height; v++) {
    let e = plane.base + v * plane.stepV + w * plane.stepW;
    for (let u = 0; u < plane.width; u++, e += plane.stepU) {
      const grey = rgb ? 0 : valueAt(volume, e);
      for (let c = 0; c < channels; c++) {
        const { low, high, mul, add } = scale[c]!;
        const value = rgb ? volume.voxels[3 * e + c]! : grey;
        const clipped =
          value > low ? (value < high ? value : high) : Number.isFinite(low) ? low : Number.isNaN(value) ? 0 : value;
        out[at++] = clipped * mul + add;
      }
    }
  }
  return out;
}
