import { floats } from './simd';
import { total } from './vectors';

/**
 * y = (x - mean) / sqrt(variance + eps) · gamma + beta over each row of x [rows, channels]; biased variance.
 */
export function layerNorm(x: usize, gamma: usize, beta: usize, y: usize, rows: i32, channels: i32, eps: f32): void {
  for (let row = 0; row < rows; row++) {
    const mean = rowMean(x, channels);
    const inverse: f32 = 1 / sqrt<f32>(rowVariance(x, channels, mean) + eps);
    const m = f32x4.splat(mean);
    const s = f32x4.splat(inverse);
    let c = 0;
    for (; c <= channels - 4; c += 4) {
      const at = floats(c);
      const z = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
      v128.store(y + at, f32x4.add(f32x4.mul(z, v128.load(gamma + at)), v128.load(beta + at)));
    }
    for (; c < channels; c++) {
      const at = floats(c);
      const z = (load<f32>(x + at) - mean) * inverse;
      store<f32>(y + at, z * load<f32>(gamma + at) + load<f32>(beta + at));
    }
    x += floats(channels);
    y += floats(channels);
  }
}

function rowMean(x: usize, channels: i32): f32 {
  let sums = f32x4.splat(0);
  let c = 0;
  for (; c <= channels - 4; c += 4) sums = f32x4.add(sums, v128.load(x + floats(c)));
  let sum = total(sums);
  for (; c < channels; c++) sum += load<f32>(x + floats(c));
  return sum / <f32>channels;
}

function rowVariance(x: usize, channels: i32, mean: f32): f32 {
  const m = f32x4.splat(mean);
  let sums = f32x4.splat(0);
  let c = 0;
  for (; c <= channels - 4; c += 4) {
    const d = f32x4.sub(v128.load(x + floats(c)), m);
    sums = f32x4.add(sums, f32x4.mul(d, d));
  }
  let sum = total(sums);
  for (; c < channels; c++) {
    const d = load<f32>(x + floats(c)) - mean;
    sum += d * d;
  }
  return sum / <f32>channels;
}

/** Rows whose shares of dgamma and dbeta are summed before they are added to the sum of all: rounding stays small. */
const ROWS: i32 = 64;

/**
 * With z the normalised x, s = 1 / sqrt(variance + eps) and g = dy · gamma: dx = s (g - mean(g) - z mean(g z)),
 * dgamma = Σ dy z and dbeta = Σ dy over rows, both in `affine` [2, channels]. scratch: 2 channels floats.
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
  memory.fill(affine, 0, 2 * row);
  for (let from = 0; from < rows; from += ROWS) {
    const to = min(rows, from + ROWS);
    memory.fill(scratch, 0, 2 * row);
    for (let i = from; i < to; i++) {
      const mean = rowMean(x, channels);
      const inverse: f32 = 1 / sqrt<f32>(rowVariance(x, channels, mean) + eps);
      const m = f32x4.splat(mean);
      const s = f32x4.splat(inverse);
      let sumsG = f32x4.splat(0);
      let sumsGz = f32x4.splat(0);
      let c = 0;
      for (; c <= channels - 4; c += 4) {
        const at = floats(c);
        const z = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
        const d = v128.load(dy + at);
        const dz = f32x4.mul(d, z);
        const g = v128.load(gamma + at);
        sumsG = f32x4.add(sumsG, f32x4.mul(d, g));
        sumsGz = f32x4.add(sumsGz, f32x4.mul(dz, g));
        v128.store(scratch + at, f32x4.add(v128.load(scratch + at), dz));
        v128.store(scratch + row + at, f32x4.add(v128.load(scratch + row + at), d));
      }
      let sumG = total(sumsG);
      let sumGz = total(sumsGz);
      for (; c < channels; c++) {
        const at = floats(c);
        const z = (load<f32>(x + at) - mean) * inverse;
        const d = load<f32>(dy + at);
        const g = d * load<f32>(gamma + at);
        sumG += g;
        sumGz += g * z;
        store<f32>(scratch + at, load<f32>(scratch + at) + d * z);
        store<f32>(scratch + row + at, load<f32>(scratch + row + at) + d);
      }
      const meanG = sumG / <f32>channels;
      const meanGz = sumGz / <f32>channels;
      const mg = f32x4.splat(meanG);
      const mgz = f32x4.splat(meanGz);
      c = 0;
      for (; c <= channels - 4; c += 4) {
        const at = floats(c);
        const z = f32x4.mul(f32x4.sub(v128.load(x + at), m), s);
        const g = f32x4.mul(v128.load(dy + at), v128.load(gamma + at));
        v128.store(dx + at, f32x4.mul(s, f32x4.sub(f32x4.sub(g, mg), f32x4.mul(z, mgz))));
      }
      for (; c < channels; c++) {
        const at = floats(c);
        const z = (load<f32>(x + at) - mean) * inverse;
        const g = load<f32>(dy + at) * load<f32>(gamma + at);
        store<f32>(dx + at, inverse * (g - meanG - z * meanGz));
      }
      x += row;
      dy += row;
      dx += row;
    }
    for (let c = 0; c < 2 * channels; c++) {
      const at = affine + floats(c);
      store<f32>(at, load<f32>(at) + load<f32>(scratch + floats(c)));
    }
  }
}
