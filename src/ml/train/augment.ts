import { normal } from '../../core/random.ts';
import { mirror } from '../infer/slidingWindow.ts';

/** An image and its label map: values [height, width, channels] and labels [height, width], row by row. */
export interface Sample {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
  readonly labels: Uint8Array;
}

/** How far chance may go. Zero or false leaves that kind of change out. */
export interface Augmentation {
  readonly flip: boolean;
  /** Largest turn either way, degrees. */
  readonly rotate: number;
  /** Sizes from 1 / (1 + scale) to 1 + scale. */
  readonly scale: number;
  /** Standard deviation of an elastic shift, pixels, smooth over about 1/4 of the patch (Simard et al. 2003). */
  readonly elastic: number;
  /** Contrast from 1 - intensity to 1 + intensity, brightness ± intensity, gamma from 1 / (1 + intensity) to 1 + intensity. */
  readonly intensity: number;
  /** Standard deviation of Gaussian noise. */
  readonly noise: number;
  /** Chance of turning dark into bright: x becomes (lowest + highest) - x. */
  readonly invert: number;
}

export const NO_AUGMENTATION: Augmentation = {
  flip: false,
  rotate: 0,
  scale: 0,
  elastic: 0,
  intensity: 0,
  noise: 0,
  invert: 0,
};
export const AUGMENTATION: Augmentation = {
  flip: true,
  rotate: 180,
  scale: 0.25,
  elastic: 2,
  intensity: 0.2,
  noise: 0.02,
  invert: 0,
};

const between = (random: () => number, low: number, high: number) => low + (high - low) * random();
/** Even in ratio: as often half as double. */
const ratio = (random: () => number, most: number) => (1 + most) ** between(random, -1, 1);
/** Smooth displacements on a 5 × 5 grid of knots, read by bilinear interpolation. */
function elasticField(random: () => number, deviation: number): (x: number, y: number) => readonly [number, number] {
  if (deviation === 0) return () => [0, 0];
  const knots = Array.from({ length: 50 }, () => deviation * normal(random));
  return (x, y) => {
    const gx = Math.min(3.999, Math.max(0, x * 4));
    const gy = Math.min(3.999, Math.max(0, y * 4));
    const i = Math.floor(gx);
    const j = Math.floor(gy);
    const fx = gx - i;
    const fy = gy - j;
    const at = (o: number) =>
      (knots[o + j * 5 + i]! * (1 - fx) + knots[o + j * 5 + i + 1]! * fx) * (1 - fy) +
      (knots[o + (j + 1) * 5 + i]! * (1 - fx) + knots[o + (j + 1) * 5 + i + 1]! * fx) * fy;
    return [at(0), at(25)];
  };
}

/**
 * Cuts a patch of `size` around (centreX, centreY) out of `source`, turned, scaled, bent and recoloured by chance.
 * Values are interpolated linearly, labels taken from the nearest pixel; beyond the border the image is mirrored.
 */
export function augmentedPatch(
  source: Sample,
  [height, width]: readonly [number, number],
  centreX: number,
  centreY: number,
  a: Augmentation,
  random: () => number,
): Sample {
  const angle = (between(random, -1, 1) * a.rotate * Math.PI) / 180;
  const size = ratio(random, a.scale);
  const flipX = a.flip && random() < 0.5 ? -1 : 1;
  const flipY = a.flip && random() < 0.5 ? -1 : 1;
  const cos = Math.cos(angle) / size;
  const sin = Math.sin(angle) / size;
  const bend = elasticField(random, a.elastic);
  const { channels } = source;
  const values = new Float32Array(height * width * channels);
  const labels = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [bx, by] = bend(x / width, y / height);
      const dx = flipX * (x - (width - 1) / 2) + bx;
      const dy = flipY * (y - (height - 1) / 2) + by;
      const sx = mirror(centreX + cos * dx - sin * dy, source.width);
      const sy = mirror(centreY + sin * dx + cos * dy, source.height);
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      const x1 = Math.min(x0 + 1, source.width - 1);
      const y1 = Math.min(y0 + 1, source.height - 1);
      const fx = sx - x0;
      const fy = sy - y0;
      const to = y * width + x;
      for (let c = 0; c < channels; c++) {
        const at = (px: number, py: number) => source.values[(py * source.width + px) * channels + c]!;
        values[to * channels + c] =
          (at(x0, y0) * (1 - fx) + at(x1, y0) * fx) * (1 - fy) + (at(x0, y1) * (1 - fx) + at(x1, y1) * fx) * fy;
      }
      labels[to] = source.labels[(fy < 0.5 ? y0 : y1) * source.width + (fx < 0.5 ? x0 : x1)]!;
    }
  }
  recolour(values, a, random);
  return { height, width, channels, values, labels };
}

/** Inversion, gamma, contrast, brightness and noise, in place; relative to the patch's own range. */
function recolour(values: Float32Array, a: Augmentation, random: () => number): void {
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const range = high - low || 1;
  const inverted = random() < a.invert;
  const gamma = ratio(random, a.intensity);
  const contrast = between(random, 1 - a.intensity, 1 + a.intensity);
  const brightness = between(random, -a.intensity, a.intensity) * range * 0.5;
  const middle = (low + high) / 2;
  for (let n = 0; n < values.length; n++) {
    let v = inverted ? low + high - values[n]! : values[n]!;
    if (a.intensity > 0) {
      // rounding may put an inverted value a hair below the lowest
      v = low + range * Math.max(0, (v - low) / range) ** gamma;
      v = middle + contrast * (v - middle) + brightness;
    }
    values[n] = a.noise > 0 ? v + a.noise * range * normal(random) : v;
  }
}
