import { addDoubles, addUp } from './rows';
import { floats } from './simd';
import { storePart } from './vectors';

const BLOCK: i32 = 64;

// lanes past the last channel belong to the next row, or lie behind the last one: read, and not stored

/** Bytes of scratch of channelNorm and channelNormGrad. */
export function channelNormScratch(channels: i32): usize {
  return 8 * (2 * channels + 8) + floats(3 * channels + 12);
}

/**
 * Mean and biased variance of every channel of x [rows, channels], and y = scale (x - mean) / sqrt(variance + eps) +
 * offset; scale and offset [channels], or 0 for 1 and 0. Without y (0) the statistics alone.
 */
export function channelNorm(
  x: usize,
  scale: usize,
  offset: usize,
  y: usize,
  mean: usize,
  variance: usize,
  scratch: usize,
  rows: i32,
  channels: i32,
  eps: f32,
): void {
  const sums = scratch;
  addUp(x, sums, rows, channels);
  for (let c = 0; c < channels; c++) store<f32>(mean + floats(c), <f32>(load<f64>(sums + 8 * c) / <f64>rows));
  addUpProducts(x, x, mean, mean, sums, rows, channels);
  const gain = scratch + 8 * (2 * channels + 8);
  for (let c = 0; c < channels; c++) {
    const spread = load<f64>(sums + 8 * c) / <f64>rows;
    store<f32>(variance + floats(c), <f32>spread);
    const own = scale ? load<f32>(scale + floats(c)) : 1;
    store<f32>(gain + floats(c), <f32>(<f64>own / sqrt<f64>(spread + <f64>eps)));
  }
  if (!y) return;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c += 4) {
      const at = floats(c);
      const z = f32x4.mul(f32x4.sub(v128.load(x + at), v128.load(mean + at)), v128.load(gain + at));
      storePart(y + at, offset ? f32x4.add(z, v128.load(offset + at)) : z, channels - c);
    }
    x += floats(channels);
    y += floats(channels);
  }
}

/** sums[channels] (double) = Σ over rows of (a - aShift) (b - bShift); a shift of 0 is none. */
function addUpProducts(a: usize, b: usize, aShift: usize, bShift: usize, sums: usize, rows: i32, channels: i32): void {
  memory.fill(sums, 0, 8 * (channels + 4));
  const none = f32x4.splat(0);
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    for (let c = 0; c < channels; c += 4) {
      const as = aShift ? v128.load(aShift + floats(c)) : none;
      const bs = bShift ? v128.load(bShift + floats(c)) : none;
      let at = floats(c);
      let sum = none;
      for (let row = 0; row < count; row++) {
        sum = f32x4.add(sum, f32x4.mul(f32x4.sub(v128.load(a + at), as), f32x4.sub(v128.load(b + at), bs)));
        at += floats(channels);
      }
      addDoubles(sums + 8 * c, sum);
    }
    a += floats(count * channels);
    b += floats(count * channels);
  }
}

/**
 * With z the normalised x, s = 1 / sqrt(variance + eps) and E the mean over rows: dx = scale s (dy - E[dy] - z E[dy z]),
 * dScale = Σ dy z, dOffset = Σ dy. scale, dScale and dOffset may be 0.
 */
export function channelNormGrad(
  x: usize,
  mean: usize,
  variance: usize,
  scale: usize,
  dy: usize,
  dx: usize,
  dScale: usize,
  dOffset: usize,
  scratch: usize,
  rows: i32,
  channels: i32,
  eps: f32,
): void {
  const sums = scratch;
  const products = sums + 8 * (channels + 4);
  const gain = scratch + 8 * (2 * channels + 8);
  const shift = gain + floats(channels + 4);
  const slope = shift + floats(channels + 4);
  addUp(dy, sums, rows, channels);
  addUpProducts(dy, x, 0, mean, products, rows, channels);
  for (let c = 0; c < channels; c++) {
    const sum = load<f64>(sums + 8 * c);
    const product = load<f64>(products + 8 * c);
    const inverse = 1 / sqrt<f64>(<f64>load<f32>(variance + floats(c)) + <f64>eps);
    const own = scale ? load<f32>(scale + floats(c)) : 1;
    store<f32>(gain + floats(c), <f32>(<f64>own * inverse));
    store<f32>(shift + floats(c), <f32>(sum / <f64>rows));
    store<f32>(slope + floats(c), <f32>((product * inverse * inverse) / <f64>rows));
    if (dScale) store<f32>(dScale + floats(c), <f32>(product * inverse));
    if (dOffset) store<f32>(dOffset + floats(c), <f32>sum);
  }
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c += 4) {
      const at = floats(c);
      const z = f32x4.mul(f32x4.sub(v128.load(x + at), v128.load(mean + at)), v128.load(slope + at));
      const d = f32x4.sub(f32x4.sub(v128.load(dy + at), v128.load(shift + at)), z);
      storePart(dx + at, f32x4.mul(d, v128.load(gain + at)), channels - c);
    }
    x += floats(channels);
    dy += floats(channels);
    dx += floats(channels);
  }
}
