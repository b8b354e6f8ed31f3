import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram, sumPartials } from '../webgpuProgram.ts';

/** One invocation a weight and an image row: [batch * height, kh, kw, channels, 1], added up afterwards. */
const FILTER_GRADIENT_OF_ROWS = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let height = uniforms.xShape.y;
  let width = uniforms.xShape.z;
  let channels = uniforms.xShape.w;
  let c = index % channels;
  let tap = (index / channels) % (uniforms.kernelHeight * uniforms.kernelWidth);
  let row = index / (channels * uniforms.kernelHeight * uniforms.kernelWidth);
  let offsetY = tap / uniforms.kernelWidth - (uniforms.kernelHeight - 1) / 2;
  let offsetX = tap % uniforms.kernelWidth - (uniforms.kernelWidth - 1) / 2;
  let y = row % height + offsetY;
  var sum = 0.0;
  if (y >= 0 && y < height) {
    let input = (row + offsetY) * width + offsetX;
    let output = row * width;
    for (var j = max(0, -offsetX); j < min(width, width - offsetX); j++) {
      sum += x[(input + j) * channels + c] * dy[(output + j) * channels + c];
    }
  }
  result[index] = sum;
}`;

export const depthwiseConv2dFilterGradWebGPU = (
  backend: KernelBackend,
  { x, dy }: { x: TensorInfo; dy: TensorInfo },
  [kernelHeight, kernelWidth]: readonly [number, number],
): TensorInfo => {
  const [batch = 1, height = 1, , channels = 1] = x.shape;
  const shape = [batch * height, kernelHeight, kernelWidth, channels, 1];
  const partial = runProgram(backend, {
    name: 'DepthwiseConv2dFilterGradient',
    code: FILTER_GRADIENT_OF_ROWS,
    inputs: { x, dy },
    output: { shape, dtype: 'float32' },
    uniforms: { kernelHeight: { i32: kernelHeight }, kernelWidth: { i32: kernelWidth } },
    invocations: shape.reduce((a, b) => a * b, 1),
  });
  return sumPartials(backend, partial);
};
