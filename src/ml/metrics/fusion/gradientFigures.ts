import type { GreyImage } from './greyImage.ts';

/**
 * Average gradient: mean of sqrt((gx² + gy²) / 2); differences are central, one-sided at the borders (numpy.gradient).
 * In grey levels a pixel.
 */
export function averageGradient({ width, height, values }: GreyImage): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    const [up, down] = [Math.max(0, y - 1), Math.min(height - 1, y + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
      const gx = (values[y * width + right]! - values[y * width + left]!) / (right - left);
      const gy = (values[down * width + x]! - values[up * width + x]!) / (down - up);
      sum += Math.sqrt((gx * gx + gy * gy) / 2);
    }
  }
  return sum / (width * height);
}

/**
 * Spatial frequency (Eskicioglu and Fisher 1995): sqrt(RF² + CF²), RF² and CF² the mean squares of the differences of
 * horizontal and of vertical neighbours, each over as many differences as there are. In grey levels.
 */
export function spatialFrequency({ width, height, values }: GreyImage): number {
  let rows = 0;
  let columns = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = values[y * width + x]!;
      if (x > 0) rows += (v - values[y * width + x - 1]!) ** 2;
      if (y > 0) columns += (v - values[(y - 1) * width + x]!) ** 2;
    }
  }
  return Math.sqrt(rows / (height * (width - 1)) + columns / ((height - 1) * width));
}
