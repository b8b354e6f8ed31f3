import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { release, runProgram, sumPartials } from '../webgpuProgram.ts';

// Lanes are neighbouring channels, so that every read is a whole line. A map is cut into spans of about the square root
// of its positions: as many invocations as steps.
const SPAN = `
  if (index >= uniforms.invocations) { return; }
  let channels = uniforms.channels;
  let c = index % channels;
  let b = (index / channels) % uniforms.batch;
  let part = index / (channels * uniforms.batch);
  let first = part * uniforms.span;
  let end = min(first + uniforms.span, uniforms.positions);
  let base = b * uniforms.positions * channels + c;`;

/** [part, b, 2, c]: mean of a span, and the sum of squared differences from it. */
const SPAN_MOMENTS = `
fn main(index : i32) {${SPAN}
  var sum = 0.0;
  for (var i = first; i < end; i++) { sum += x[base + i * channels]; }
  let mean = sum / f32(end - first);
  var squares = 0.0;
  for (var i = first; i < end; i++) { let d = x[base + i * channels] - mean; squares += d * d; }
  let at = (part * uniforms.batch + b) * 2 * channels + c;
  result[at] = mean;
  result[at + channels] = squares;
}`;

/** [b, 2, c]: mean and 1 / sqrt(variance + eps), from the spans' moments (Chan et al. 1979). */
const MOMENTS = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let channels = uniforms.channels;
  let c = index % channels;
  let b = index / channels;
  let positions = f32(uniforms.positions);
  var mean = 0.0;
  for (var part = 0; part < uniforms.parts; part++) {
    let count = f32(min(uniforms.span, uniforms.positions - part * uniforms.span));
    mean += moments[(part * uniforms.batch + b) * 2 * channels + c] * (count / positions);
  }
  var variance = 0.0;
  for (var part = 0; part < uniforms.parts; part++) {
    let count = f32(min(uniforms.span, uniforms.positions - part * uniforms.span));
    let at = (part * uniforms.batch + b) * 2 * channels + c;
    let d = moments[at] - mean;
    variance += (moments[at + channels] + count * d * d) / positions;
  }
  result[b * 2 * channels + c] = mean;
  result[(b * 2 + 1) * channels + c] = inverseSqrt(variance + uniforms.eps);
}`;

const POINT = `
  if (index >= uniforms.invocations) { return; }
  let channels = uniforms.channels;
  let c = index % channels;
  let b = index / (channels * uniforms.positions);
  let z = (x[index] - stats[b * 2 * channels + c]) * stats[(b * 2 + 1) * channels + c];`;

const NORMALIZE = `
fn main(index : i32) {${POINT}
  result[index] = z;
}`;

/** [part, b, 2, c]: sums of dz and of dz z over a span, divided by the number of positions. */
const SPAN_GRADIENTS = `
fn main(index : i32) {${SPAN}
  let mean = stats[b * 2 * channels + c];
  let scale = stats[(b * 2 + 1) * channels + c];
  var sum = vec2<f32>(0.0);
  for (var i = first; i < end; i++) {
    let at = base + i * channels;
    sum += dz[at] * vec2<f32>(1.0, (x[at] - mean) * scale);
  }
  let at = (part * uniforms.batch + b) * 2 * channels + c;
  result[at] = sum.x / f32(uniforms.positions);
  result[at + channels] = sum.y / f32(uniforms.positions);
}`;

const INPUT_GRADIENT = `
fn main(index : i32) {${POINT}
  let scale = stats[(b * 2 + 1) * channels + c];
  result[index] = scale * (dz[index] - means[b * 2 * channels + c] - z * means[(b * 2 + 1) * channels + c]);
}`;

const launch = (x: TensorInfo) => {
  const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
  const positions = height * width;
  const span = Math.ceil(Math.sqrt(positions));
  const numbers = { batch, positions, channels, span, parts: Math.ceil(positions / span) };
  const uniforms = Object.fromEntries(Object.entries(numbers).map(([name, i32]) => [name, { i32 }]));
  return { ...numbers, uniforms, invocations: batch * positions * channels };
};

const statistics = (backend: KernelBackend, x: TensorInfo, eps: number): TensorInfo => {
  const { batch, channels, parts, uniforms } = launch(x);
  const moments = runProgram(backend, {
    name: 'InstanceNormSpans',
    code: SPAN_MOMENTS,
    inputs: { x },
    output: { shape: [parts, batch, 2, channels], dtype: 'float32' },
    uniforms,
    invocations: parts * batch * channels,
  });
  const stats = runProgram(backend, {
    name: 'InstanceNormMoments',
    code: MOMENTS,
    inputs: { moments },
    output: { shape: [batch, 2, channels], dtype: 'float32' },
    uniforms: { ...uniforms, eps: { f32: eps } },
    invocations: batch * channels,
  });
  release(backend, moments);
  return stats;
};

export const instanceNormWebGPU = (
  backend: KernelBackend,
  { x }: { readonly x: TensorInfo },
  eps: number,
): TensorInfo => {
  const stats = statistics(backend, x, eps);
  const { uniforms, invocations } = launch(x);
  const z = runProgram(backend, {
    name: 'InstanceNorm',
    code: NORMALIZE,
    inputs: { x, stats },
    output: { shape: x.shape, dtype: 'float32' },
    uniforms,
    invocations,
  });
  release(backend, stats);
  return z;
};

export const instanceNormGradWebGPU = (
  backend: KernelBackend,
  { x, dz }: { readonly x: TensorInfo; readonly dz: TensorInfo },
  eps: number,
): TensorInfo => {
  const stats = statistics(backend, x, eps);
  const { batch, channels, parts, uniforms, invocations } = launch(x);
  const sums = runProgram(backend, {
    name: 'InstanceNormGradientSpans',
    code: SPAN_GRADIENTS,
    inputs: { x, dz, stats },
    output: { shape: [parts, batch, 2, channels], dtype: 'float32' },
    uniforms,
    invocations: parts * batch * channels,
  });
  const means = sumPartials(backend, sums);
  const dx = runProgram(backend, {
    name: 'InstanceNormGradient',
    code: INPUT_GRADIENT,
    inputs: { x, dz, stats, means },
    output: { shape: x.shape, dtype: 'float32' },
    uniforms,
    invocations,
  });
  release(backend, stats, means);
  return dx;
};
