import type { GreyImage } from './greyImage.ts';

const SIDE = 7;
const AREA = SIDE * SIDE;
/** (0.01 L)² and (0.03 L)² for images of range L = 255. */
const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;

/** Sums of `value(n)` over every 7 x 7 window that lies inside the image: [height - 6, width - 6], row by row. */
function windowSums(width: number, height: number, value: (n: number) => number): Float64Array {
  const [w, h] = [width - SIDE + 1, height - SIDE + 1];
  const out = new Float64Array(w * h);
  const columns = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      columns[x]! += value(y * width + x) - (y < SIDE ? 0 : value((y - SIDE) * width + x));
    }
    if (y < SIDE - 1) continue;
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum += columns[x]! - (x < SIDE ? 0 : columns[x - SIDE]!);
      if (x >= SIDE - 1) out[(y - SIDE + 1) * w + x - SIDE + 1] = sum;
    }
  }
  return out;
}

/**
 * Mean structural similarity (Wang et al. 2004, doi 10.1109/TIP.2003.819861) of two images of one size, 0..255:
 * uniform 7 x 7 windows inside the image, sample (co)variances, C1 = (0.01 · 255)², C2 = (0.03 · 255)² (scikit-image's
 * default). -1..1.
 */
export function structuralSimilarity(a: GreyImage, b: GreyImage): number {
  const { width, height } = a;
  const [x, y] = [a.values, b.values];
  const sums = (value: (n: number) => number) => windowSums(width, height, value);
  const sx = sums((n) => x[n]!);
  const sy = sums((n) => y[n]!);
  const sxx = sums((n) => x[n]! * x[n]!);
  const syy = sums((n) => y[n]! * y[n]!);
  const sxy = sums((n) => x[n]! * y[n]!);
  let sum = 0;
  for (let n = 0; n < sx.length; n++) {
    const [mx, my] = [sx[n]! / AREA, sy[n]! / AREA];
    const varianceOf = (square: number, product: number) => (square - AREA * product) / (AREA - 1);
    const covariance = varianceOf(sxy[n]!, mx * my);
    const variances = varianceOf(sxx[n]!, mx * mx) + varianceOf(syy[n]!, my * my);
    sum += ((2 * mx * my + C1) * (2 * covariance + C2)) / ((mx * mx + my * my + C1) * (variances + C2));
  }
  return sum / sx.length;
}
