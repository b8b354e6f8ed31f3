import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { type Program, release, runProgram } from '../webgpuProgram.ts';
import {
  attendCode,
  attendGradCode,
  attendStatisticsCode,
  regionMeans,
  regionLogits,
  bestRegions,
} from './kernel.wgsl.ts';
import { type Routing, routingSizes } from './routing.ts';

const setup = (qkv: TensorInfo, routing: Routing) => {
  const sizes = routingSizes(qkv.shape, routing);
  const { batch, height, width, channels, headDim, regions, regionHeight, regionWidth, pixels } = sizes;
  // Vectors of four wherever a head cuts into them.
  const unit = headDim % 4 === 0 ? (4 as const) : (1 as const);
  const uniforms: Program['uniforms'] = {
    height: { i32: height },
    width: { i32: width },
    units: { i32: channels / unit },
    heads: { i32: routing.heads },
    windows: { i32: routing.windows },
    regions: { i32: regions },
    regionHeight: { i32: regionHeight },
    regionWidth: { i32: regionWidth },
    pixels: { i32: pixels },
    topk: { i32: routing.topk },
    scale: { f32: routing.scale },
  };
  return { ...sizes, unit, uniforms, queries: batch * regions * routing.heads * pixels };
};

/** [attention, [batch, height, width, channels]; routed regions, int32 [batch, regions, topk]]. */
export const biLevelRoutingWebGPU = (
  backend: KernelBackend,
  { qkv }: { qkv: TensorInfo },
  routing: Routing,
): TensorInfo[] => {
  const { batch, height, width, channels, headDim, regions, unit, uniforms, queries } = setup(qkv, routing);
  const { topk } = routing;
  const means = runProgram(backend, {
    name: 'RegionMeans',
    code: regionMeans,
    inputs: { qkv },
    output: { shape: [batch, regions, 2 * channels], dtype: 'float32' },
    uniforms: { ...uniforms, channels: { i32: channels } },
    invocations: batch * regions * 2 * channels,
  });
  const logits = runProgram(backend, {
    name: 'RegionLogits',
    code: regionLogits,
    inputs: { means },
    output: { shape: [batch, regions, regions], dtype: 'float32' },
    uniforms: { regions: { i32: regions }, channels: { i32: channels } },
    invocations: batch * regions * regions,
  });
  const routed = runProgram(backend, {
    name: 'BestRegions',
    code: bestRegions,
    inputs: { logits },
    output: { shape: [batch, regions, topk], dtype: 'int32' },
    uniforms: { regions: { i32: regions }, topk: { i32: topk } },
    invocations: batch * regions,
  });
  const attention = runProgram(backend, {
    name: 'RoutedAttention',
    code: attendCode(headDim, unit),
    inputs: { qkv, routed },
    output: { shape: [batch, height, width, channels], dtype: 'float32' },
    uniforms,
    invocations: queries,
    components: { qkv: unit, result: unit },
  });
  release(backend, means, logits);
  return [attention, routed];
};

/** The gradient by qkv, [batch, height, width, 3 * channels]. */
export const biLevelRoutingGradWebGPU = (
  backend: KernelBackend,
  { qkv, routed, attention, dy }: Record<'qkv' | 'routed' | 'attention' | 'dy', TensorInfo>,
  routing: Routing,
): TensorInfo => {
  const { headDim, unit, uniforms, queries } = setup(qkv, routing);
  const vectors = { qkv: unit, attention: unit, dy: unit };
  const stats = runProgram(backend, {
    name: 'RoutedAttentionStatistics',
    code: attendStatisticsCode(headDim, unit),
    inputs: { qkv, routed, attention, dy },
    output: { shape: [queries, 2], dtype: 'float32' },
    uniforms,
    invocations: queries,
    components: vectors,
  });
  const dqkv = runProgram(backend, {
    name: 'RoutedAttentionGradient',
    code: attendGradCode(headDim, unit),
    inputs: { qkv, routed, dy, stats },
    output: { shape: qkv.shape, dtype: 'float32' },
    uniforms: { ...uniforms, queries: { i32: queries } },
    invocations: 2 * queries,
    components: { ...vectors, result: unit },
  });
  release(backend, stats);
  return dqkv;
};
