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
 * offset, at least `low`; scale and offset [channels], or 0 for 1 and 0. Without y (0) the statistics alone.
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
  low: f32,
): void {
  const sums = scratch;
  addUp(x, sums, rows, channels);
  for (let c = 0; c < channels; c++) store<f32>(mean + floats(c), <f32>(load<f64>(sums + 8 * c) / <f64>rows));
  addUpSquares(x, mean, sums, rows, channels);
  const gain = scratch + 8 * (2 * channels + 8);
  for (let c = 0; c < channels; c++) {
    const spread = load<f64>(sums + 8 * c) / <f64>rows;
    store<f32>(variance + floats(c), <f32>spread);
    const own = scale ? load<f32>(scale + floats(c)) : 1;
    store<f32>(gain + floats(c), <f32>(<f64>own / sqrt<f64>(spread + <f64>eps)));
  }
  if (!y) return;
  const least = f32x4.splat(low);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c += 4) {
      const at = floats(c);
      const z = f32x4.mul(f32x4.sub(v128.load(x + at), v128.load(mean + at)), v128.load(gain + at));
      const value = offset ? f32x4.add(z, v128.load(offset + at)) : z;
      // pmax hands a NaN on
      storePart(y + at, f32x4.pmax(value, least), channels - c);
    }
    x += floats(channels);
    y += floats(channels);
  }
}

/** sums[channels] (double) = Σ over rows of (x - mean)². */
function addUpSquares(x: usize, mean: usize, sums: usize, rows: i32, channels: i32): void {
  memory.fill(sums, 0, 8 * (channels + 4));
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    for (let c = 0; c < channels; c += 4) {
      const shift = v128.load(mean + floats(c));
      let at = x + floats(c);
      let sum = f32x4.splat(0);
      for (let row = 0; row < count; row++) {
        const d = f32x4.sub(v128.load(at), shift);
        sum = f32x4.add(sum, f32x4.mul(d, d));
        at += floats(channels);
      }
      addDoubles(sums + 8 * c, sum);
    }
    x += floats(count * channels);
  }
}

/** dy where the output y is above 0 or `always` has its bits set, else 0. */
function openSlope(dy: usize, y: usize, always: v128): v128 {
  return v128.and(v128.load(dy), v128.or(f32x4.gt(v128.load(y), f32x4.splat(0)), always));
}

/** sums and products [channels] (doubles) = Σ over rows of dy and of dy (x - mean), with dy as openSlope has it. */
function addUpSlopes(
  dy: usize,
  y: usize,
  always: v128,
  x: usize,
  mean: usize,
  sums: usize,
  products: usize,
  rows: i32,
  channels: i32,
): void {
  memory.fill(sums, 0, 8 * (channels + 4));
  memory.fill(products, 0, 8 * (channels + 4));
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    for (let c = 0; c < channels; c += 4) {
      const shift = v128.load(mean + floats(c));
      let at = floats(c);
      let sum = f32x4.splat(0);
      let product = sum;
      for (let row = 0; row < count; row++) {
        const d = openSlope(dy + at, y + at, always);
        sum = f32x4.add(sum, d);
        product = f32x4.add(product, f32x4.mul(d, f32x4.sub(v128.load(x + at), shift)));
        at += floats(channels);
      }
      addDoubles(sums + 8 * c, sum);
      addDoubles(products + 8 * c, product);
    }
    x += floats(count * channels);
    dy += floats(count * channels);
    y += floats(count * channels);
  }
}

/**
 * With z the normalised x, s = 1 / sqrt(variance + eps) and E the mean over rows: dx = scale s (dy - E[dy] - z E[dy z]),
 * dScale = Σ dy z, dOffset = Σ dy. scale, dScale and dOffset may be 0. With y (not 0), the output behind a ReLU, dy counts
 * where that is above 0.
 */
export function channelNormGrad(
  x: usize,
  mean: usize,
  variance: usize,
  scale: usize,
  y: usize,
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
  const always = i32x4.splat(y ? 0 : -1);
  // read all the same
  if (!y) y = dy;
  addUpSlopes(dy, y, always, x, mean, sums, products, rows, channels);
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
      const d = f32x4.sub(f32x4.sub(openSlope(dy + at, y + at, always), v128.load(shift + at)), z);
      storePart(dx + at, f32x4.mul(d, v128.load(gain + at)), channels - c);
    }
    x += floats(channels);
    dy += floats(channels);
    dx += floats(channels);
    y += floats(channels);
  }
}
