/**
 * Gaussian blur of one slice [height, width], in place, by two box passes along each axis; edges repeat.
 * `sigma` in pixels, up to about 8; two boxes of radius r have the variance 2 r (r + 1) / 3.
 */
export function blur(slice: Float32Array, width: number, height: number, sigma: number): void {
  // fractional radius: box of 2r + 1 whole pixels, plus the outer two with weight `part`
  const radius = (Math.sqrt(1 + 6 * sigma * sigma) - 1) / 2;
  const whole = Math.floor(radius);
  const part = radius - whole;
  const line = new Float32Array(Math.max(width, height));
  for (let pass = 0; pass < 2; pass++) {
    for (let y = 0; y < height; y++) box(slice, y * width, 1, width, whole, part, line);
    for (let x = 0; x < width; x++) box(slice, x, width, height, whole, part, line);
  }
}

function box(data: Float32Array, start: number, step: number, n: number, r: number, part: number, line: Float32Array) {
  for (let i = 0; i < n; i++) line[i] = data[start + i * step]!;
  const at = (i: number) => line[i < 0 ? 0 : i >= n ? n - 1 : i]!;
  const scale = 1 / (2 * r + 1 + 2 * part);
  let sum = 0;
  for (let i = -r; i <= r; i++) sum += at(i);
  for (let i = 0; i < n; i++) {
    data[start + i * step] = (sum + part * (at(i - r - 1) + at(i + r + 1))) * scale;
    sum += at(i + r + 1) - at(i - r);
  }
}
