import { addDoubles } from './rows';
import { floats } from './simd';
import { addWide, normalised, totalWide } from './vectors';

/**
 * y = (x - mean) / sqrt(variance + eps) · gamma + beta over each row of x [rows, channels]; biased variance.
 */
export function layerNorm(x: usize, gamma: usize, beta: usize, y: usize, rows: i32, channels: i32, eps: f32): void {
  for (let row = 0; row < rows; row++) {
    const mean = rowMean(x, channels);
    const inverse = rowScale(x, channels, mean, eps);
    const m = f64x2.splat(mean);
    const s = f64x2.splat(inverse);
    let c = 0;
    for (; c <= channels - 4; c += 4) {
      const at = floats(c);
      const z = normalised(v128.load(x + at), m, s);
      v128.store(y + at, f32x4.add(f32x4.mul(z, v128.load(gamma + at)), v128.load(beta + at)));
    }
    for (; c < channels; c++) {
      const at = floats(c);
      const z = <f32>((<f64>load<f32>(x + at) - mean) * inverse);
      store<f32>(y + at, z * load<f32>(gamma + at) + load<f32>(beta + at));
    }
    x += floats(channels);
    y += floats(channels);
  }
}

function rowMean(x: usize, channels: i32): f64 {
  let sums = f64x2.splat(0);
  let c = 0;
  for (; c <= channels - 4; c += 4) sums = addWide(sums, v128.load(x + floats(c)));
  let sum = totalWide(sums);
  for (; c < channels; c++) sum += <f64>load<f32>(x + floats(c));
  return sum / <f64>channels;
}

/** 1 / sqrt(variance + eps) */
function rowScale(x: usize, channels: i32, mean: f64, eps: f32): f64 {
  // the difference in single precision: what the mean loses here counts by its square
  const m = f32x4.splat(<f32>mean);
  let sums = f64x2.splat(0);
  let c = 0;
  for (; c <= channels - 4; c += 4) {
    const d = f32x4.sub(v128.load(x + floats(c)), m);
    sums = addWide(sums, f32x4.mul(d, d));
  }
  let sum = totalWide(sums);
  for (; c < channels; c++) {
    const d = <f64>load<f32>(x + floats(c)) - mean;
    sum += d * d;
  }
  return 1 / sqrt<f64>(sum / <f64>channels + <f64>eps);
}

/**
 * With z the normalised x, s = 1 / sqrt(variance + eps) and g = dy · gamma: dx = s (g - mean(g) - z mean(g z)),
 * dgamma = Σ dy z and dbeta = Σ dy over rows, both in `affine` [2, channels]. Every sum is one
 * of doubles. scratch: 2 channels of them.
 */
export function layerNormGrad(
  x: usize,
  gamma: usize,
  dy: usize,
  dx: usize,
  affine: usize,
  scratch: usize,
  rows: i32,
  channels: i32,
  eps: f32,
): void {
  const row = floats(channels);
  const dBeta = scratch + 2 * row;
  memory.fill(scratch, 0, 4 * row);
  for (let i = 0; i < rows; i++) {
    const mean = rowMean(x, channels);
    const inverse = rowScale(x, channels, mean, eps);
    const m = f64x2.splat(mean);
    const s = f64x2.splat(inverse);
    let sumsG = f64x2.splat(0);
    let sumsGz = f64x2.splat(0);
    let c = 0;
    for (; c <= channels - 4; c += 4) {
      const at = floats(c);
      const z = normalised(v128.load(x + at), m, s);
      const d = v128.load(dy + at);
      const dz = f32x4.mul(d, z);
      const g = v128.load(gamma + at);
      sumsG = addWide(sumsG, f32x4.mul(d, g));
      sumsGz = addWide(sumsGz, f32x4.mul(dz, g));
      addDoubles(scratch + 2 * at, dz);
      addDoubles(dBeta + 2 * at, d);
    }
    let sumG = totalWide(sumsG);
    let sumGz = totalWide(sumsGz);
    for (; c < channels; c++) {
      const at = floats(c);
      const z = <f32>((<f64>load<f32>(x + at) - mean) * inverse);
      const d = load<f32>(dy + at);
      const g = d * load<f32>(gamma + at);
      sumG += <f64>g;
      sumGz += <f64>(g * z);
      store<f64>(scratch + 2 * at, load<f64>(scratch + 2 * at) + <f64>(d * z));
      store<f64>(dBeta + 2 * at, load<f64>(dBeta + 2 * at) + <f64>d);
    }
    const meanG = <f32>(sumG / <f64>channels);
    const meanGz = <f32>(sumGz / <f64>channels);
    const mg = f32x4.splat(meanG);
    const mgz = f32x4.splat(meanGz);
    c = 0;
    for (; c <= channels - 4; c += 4) {
      const at = floats(c);
      const z = normalised(v128.load(x + at), m, s);
      const g = f32x4.mul(v128.load(dy + at), v128.load(gamma + at));
      v128.store(dx + at, f32x4.mul(f32x4.splat(<f32>inverse), f32x4.sub(f32x4.sub(g, mg), f32x4.mul(z, mgz))));
    }
    for (; c < channels; c++) {
      const at = floats(c);
      const z = <f32>((<f64>load<f32>(x + at) - mean) * inverse);
      const g = load<f32>(dy + at) * load<f32>(gamma + at);
      store<f32>(dx + at, <f32>inverse * (g - meanG - z * meanGz));
    }
    x += row;
    dy += row;
    dx += row;
  }
  for (let c = 0; c < 2 * channels; c++) store<f32>(affine + floats(c), <f32>load<f64>(scratch + 8 * c));
}
