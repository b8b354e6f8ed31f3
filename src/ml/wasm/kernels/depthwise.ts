import { addDoubles } from './rows';
import { floats } from './simd';

/** Bytes of scratch of depthwiseBackpropFilter. */
export function depthwiseScratch(channels: i32, kernelHeight: i32, kernelWidth: i32): usize {
  return 8 * kernelHeight * kernelWidth * (channels + 4);
}

/**
 * Gradient of the filter of a depthwise convolution of stride 1 that keeps the size, [kh, kw, channels]: dw[ky, kx, c] =
 * Σ x[n, y + ky - (kh - 1) / 2, x + kx - (kw - 1) / 2, c] · dy[n, y, x, c]. Each line's sum joins that of doubles.
 */
export function depthwiseBackpropFilter(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
): void {
  const tap = 8 * (channels + 4);
  const taps = kernelHeight * kernelWidth;
  memory.fill(scratch, 0, taps * tap);
  const pixel = floats(channels);
  const line = floats(width * channels);
  for (let i = 0; i < n * height; i++) {
    const row = i % height;
    for (let ky = 0; ky < kernelHeight; ky++) {
      const down = ky - ((kernelHeight - 1) >> 1);
      if (row + down < 0 || row + down >= height) continue;
      for (let kx = 0; kx < kernelWidth; kx++) {
        const right = kx - ((kernelWidth - 1) >> 1);
        const first = max(0, -right);
        const count = min(width, width - right) - first;
        const sums = scratch + (ky * kernelWidth + kx) * tap;
        // lanes past the last channel belong to the next pixel, or lie behind the last one: summed, and not stored
        for (let c = 0; c < channels; c += 4) {
          let from = x + (i + down) * line + (first + right) * pixel + floats(c);
          let by = dy + i * line + first * pixel + floats(c);
          let sum = f32x4.splat(0);
          for (let left = count; left > 0; left--) {
            sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(by)));
            from += pixel;
            by += pixel;
          }
          addDoubles(sums + 8 * c, sum);
        }
      }
    }
  }
  for (let t = 0; t < taps; t++) {
    for (let c = 0; c < channels; c++) {
      store<f32>(dw + floats(t * channels + c), <f32>load<f64>(scratch + t * tap + 8 * c));
    }
  }
}
