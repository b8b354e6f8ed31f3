import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { release, runProgram, sumPartials, WORKGROUP } from '../webgpuProgram.ts';

/** Sixteen lanes share a row, four rows a workgroup: one barrier a sum, since every lane adds up its row's 16 parts. */
const LANES = 16;
const ROWS = WORKGROUP / LANES;

const ROW_SUM = `
const LANES = ${LANES};
var<workgroup> parts : array<vec2<f32>, ${WORKGROUP}>;
fn rowSum(part : vec2<f32>) -> vec2<f32> {
  let own = i32(localIndex);
  parts[own] = part;
  workgroupBarrier();
  var sum = vec2<f32>(0.0);
  let first = (own / LANES) * LANES;
  for (var lane = 0; lane < LANES; lane++) { sum += parts[first + lane]; }
  workgroupBarrier();
  return sum;
}`;

/** Mean and 1 / sqrt(variance + eps) of a row. */
const STATISTICS = `${ROW_SUM}
fn statistics(base : i32, lane : i32, channels : i32) -> vec2<f32> {
  var sum = 0.0;
  for (var c = lane; c < channels; c += LANES) { sum += x[base + c]; }
  let mean = rowSum(vec2<f32>(sum, 0.0)).x / f32(channels);
  var squares = 0.0;
  for (var c = lane; c < channels; c += LANES) { let d = x[base + c] - mean; squares += d * d; }
  let variance = rowSum(vec2<f32>(squares, 0.0)).x / f32(channels);
  return vec2<f32>(mean, inverseSqrt(variance + uniforms.eps));
}`;

// Rows past the end repeat the last one: every lane must reach every barrier, and equal writes do no harm.
const ROW = `
  let row = min(index / LANES, uniforms.rows - 1);
  let lane = index % LANES;
  let channels = uniforms.channels;
  let base = row * channels;`;

const FORWARD = `${STATISTICS}
fn main(index : i32) {${ROW}
  let s = statistics(base, lane, channels);
  for (var c = lane; c < channels; c += LANES) {
    result[base + c] = (x[base + c] - s.x) * s.y * gamma[c] + beta[c];
  }
}`;

const ROW_STATISTICS = `${STATISTICS}
fn main(index : i32) {${ROW}
  let s = statistics(base, lane, channels);
  if (lane == 0) {
    result[2 * row] = s.x;
    result[2 * row + 1] = s.y;
  }
}`;

const INPUT_GRADIENT = `${ROW_SUM}
fn main(index : i32) {${ROW}
  let mean = stats[2 * row];
  let scale = stats[2 * row + 1];
  var part = vec2<f32>(0.0);
  for (var c = lane; c < channels; c += LANES) {
    let g = dy[base + c] * gamma[c];
    part += vec2<f32>(g, g * (x[base + c] - mean) * scale);
  }
  let means = rowSum(part) / f32(channels);
  for (var c = lane; c < channels; c += LANES) {
    let z = (x[base + c] - mean) * scale;
    result[base + c] = scale * (dy[base + c] * gamma[c] - means.x - z * means.y);
  }
}`;

/** Sums of dy z and of dy over `span` rows: [parts, 2, channels]. */
const AFFINE_GRADIENT = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let channels = uniforms.channels;
  let part = index / channels;
  let c = index % channels;
  var dgamma = 0.0;
  var dbeta = 0.0;
  let end = min((part + 1) * uniforms.span, uniforms.rows);
  for (var row = part * uniforms.span; row < end; row++) {
    let d = dy[row * channels + c];
    dgamma += d * (x[row * channels + c] - stats[2 * row]) * stats[2 * row + 1];
    dbeta += d;
  }
  result[2 * part * channels + c] = dgamma;
  result[(2 * part + 1) * channels + c] = dbeta;
}`;

const sizes = (x: TensorInfo, gamma: TensorInfo) => {
  const channels = gamma.shape[0]!;
  const rows = x.shape.reduce((a, b) => a * b, 1) / channels;
  return { channels, rows, invocations: Math.ceil(rows / ROWS) * WORKGROUP };
};

export const layerNormWebGPU = (
  backend: KernelBackend,
  { x, gamma, beta }: { x: TensorInfo; gamma: TensorInfo; beta: TensorInfo },
  eps: number,
): TensorInfo => {
  const { channels, rows, invocations } = sizes(x, gamma);
  return runProgram(backend, {
    name: 'LayerNorm',
    code: FORWARD,
    inputs: { x, gamma, beta },
    output: { shape: x.shape, dtype: 'float32' },
    uniforms: { rows: { i32: rows }, channels: { i32: channels }, eps: { f32: eps } },
    invocations,
  });
};

/** [dx, [dgamma, dbeta] as one tensor of 2 x channels]. */
export const layerNormGradWebGPU = (
  backend: KernelBackend,
  { x, gamma, dy }: { x: TensorInfo; gamma: TensorInfo; dy: TensorInfo },
  eps: number,
): TensorInfo[] => {
  const { channels, rows, invocations } = sizes(x, gamma);
  const uniforms = { rows: { i32: rows }, channels: { i32: channels } };
  const stats = runProgram(backend, {
    name: 'LayerNormStatistics',
    code: ROW_STATISTICS,
    inputs: { x },
    output: { shape: [rows, 2], dtype: 'float32' },
    uniforms: { ...uniforms, eps: { f32: eps } },
    invocations,
  });
  const dx = runProgram(backend, {
    name: 'LayerNormInputGradient',
    code: INPUT_GRADIENT,
    inputs: { x, gamma, dy, stats },
    output: { shape: x.shape, dtype: 'float32' },
    uniforms,
    invocations,
  });
  const span = Math.ceil(Math.sqrt(rows));
  const parts = Math.ceil(rows / span);
  const partial = runProgram(backend, {
    name: 'LayerNormAffineGradient',
    code: AFFINE_GRADIENT,
    inputs: { x, dy, stats },
    output: { shape: [parts, 2, channels], dtype: 'float32' },
    uniforms: { ...uniforms, span: { i32: span } },
    invocations: parts * channels,
  });
  release(backend, stats);
  return [dx, sumPartials(backend, partial)];
};
