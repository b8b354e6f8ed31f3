import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, Tensor2D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { type Attrs, registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';
import { windowAttentionGradient } from './gradient.ts';
import * as reference from './reference.ts';
import { windowAttentionGradWasm, windowAttentionWasm } from './wasm.ts';
import { windowAttentionGradWebGPU, windowAttentionWebGPU } from './webgpu.ts';
import { type Windows, windowSizes } from './windows.ts';

/**
 * Attention within (shifted) windows with a learned bias by relative position (Liu et al. 2021, Swin, arXiv:2103.14030).
 * q [n, h, w, channels]; kv [n, h, w, 2 * channels], keys first: of the same map, or of another one (cross attention).
 * table [(2M - 1)², heads]; head m is channels m * headDim .. of each. h and w must be multiples of M.
 * Rolling, cutting, masking and putting back are index arithmetic: nothing but the result is written.
 * Returns [n, h, w, channels]. Differentiable in all three. Throws where the shapes do not belong together.
 */
export const windowAttention = (q: Tensor4D, kv: Tensor4D, table: Tensor2D, windows: Windows): Tensor4D => {
  windowSizes(q.shape, kv.shape, table.shape, windows);
  return engine().runKernel('WindowAttention', { q, kv, table }, { ...windows } as NamedAttrMap);
};

registerLoopKernel<Windows>({
  name: 'WindowAttention',
  outputs: ({ q }) => [{ shape: q!, dtype: 'float32' }],
  run: ({ q, kv, table }, [y], windows) => {
    const sizes = windowSizes(q!.shape, kv!.shape, table!.shape, windows);
    reference.windowAttention(q!.values, kv!.values, table!.values, sizes, y!.values);
  },
  wasm: windowAttentionWasm,
});

registerLoopKernel<Windows>({
  name: 'WindowAttentionGrad',
  outputs: ({ q, kv, table }) => [q!, kv!, table!].map((shape) => ({ shape, dtype: 'float32' as const })),
  run: ({ q, kv, table, dy }, [dq, dkv, dtable], windows) => {
    const sizes = windowSizes(q!.shape, kv!.shape, table!.shape, windows);
    const out = [dq!.values, dkv!.values, dtable!.values] as const;
    reference.windowAttentionGrad(q!.values, kv!.values, table!.values, dy!.values, sizes, ...out);
  },
  wasm: windowAttentionGradWasm,
});

registerWebGPUKernel<'q' | 'kv' | 'table', Windows>('WindowAttention', windowAttentionWebGPU);
registerWebGPUKernel<'q' | 'kv' | 'table' | 'attention' | 'dy', Windows>(
  'WindowAttentionGrad',
  windowAttentionGradWebGPU,
);

/** Multiply-accumulates of one product of every pixel with the pixels of its window, as q kᵀ. */
const product = ([q, kv, table]: readonly TensorInfo[], attrs: Attrs): number => {
  const { batch, height, width, channels, pixels } = windowSizes(q!.shape, kv!.shape, table!.shape, attrs as Windows);
  return batch * height * width * pixels * channels;
};
registerShape('WindowAttention', (x, attrs) => {
  const one = product(x, attrs);
  // q kᵀ, then p v; each has a gradient by two
  return { shape: x[0]!.shape, macs: { matmul: 2 * one }, gradientMacs: { matmul: 4 * one } };
});
registerShape('WindowAttentionGrad', (x, attrs) => {
  const [q, kv, table] = x;
  // q kᵀ again, since p is not kept; then dp, dv, dq and dk
  return [{ shape: q!.shape, macs: { matmul: 5 * product(x, attrs) } }, { shape: kv!.shape }, { shape: table!.shape }];
});
registerGradient(windowAttentionGradient);
