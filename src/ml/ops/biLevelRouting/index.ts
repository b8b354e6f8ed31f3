import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';
import { biLevelRoutingGradient } from './gradient.ts';
import { biLevelRoutingGradWasm, biLevelRoutingWasm } from './wasm.ts';
import { biLevelRoutingGradWebGPU, biLevelRoutingWebGPU } from './webgpu.ts';
import * as reference from './reference.ts';
import { type Routing, routingSizes } from './routing.ts';

/**
 * Bi-level routing attention (Zhu et al. 2023, BiFormer, arXiv:2303.08810) without its linear layers.
 * qkv [n, h, w, 3 * channels]: q, k, v one after the other, head m in channels m * headDim .. of each.
 * The map is cut into windows x windows regions; every pixel attends, head by head, to all pixels of the `topk`
 * regions whose mean key its own region's mean query likes best. Keys and values are read where they lie: nothing is
 * gathered into memory but one region's worth on cpu and wasm, so memory does not grow with topk.
 * Returns the attention [n, h, w, channels] and the routed regions, int32 [n, windows², topk], best first.
 * Differentiable in qkv; the routing is not. Throws when the map does not cut into regions or the channels into heads.
 */
export const biLevelRouting = (qkv: Tensor4D, routing: Routing): [attention: Tensor4D, routed: Tensor3D] => {
  routingSizes(qkv.shape, routing);
  return engine().runKernel('BiLevelRouting', { qkv }, { ...routing } as NamedAttrMap) as unknown as [
    Tensor4D,
    Tensor3D,
  ];
};

const outputs = (qkvShape: readonly number[], routing: Routing) => {
  const { batch, height, width, channels, regions } = routingSizes(qkvShape, routing);
  return [
    { shape: [batch, height, width, channels], dtype: 'float32' },
    { shape: [batch, regions, routing.topk], dtype: 'int32' },
  ] as const;
};

registerLoopKernel<Routing>({
  name: 'BiLevelRouting',
  outputs: ({ qkv }, routing) => outputs(qkv!, routing),
  run: ({ qkv }, [out, routed], routing) => {
    const sizes = routingSizes(qkv!.shape, routing);
    const index = routed!.values as Float32Array | Int32Array as Int32Array;
    reference.routeRegions(qkv!.values, sizes, routing.topk, index);
    reference.attend(qkv!.values, index, sizes, routing, out!.values);
  },
  wasm: biLevelRoutingWasm,
});

registerLoopKernel<Routing>({
  name: 'BiLevelRoutingGrad',
  outputs: ({ qkv }) => [{ shape: qkv!, dtype: 'float32' }],
  run: ({ qkv, routed, dy }, [dqkv], routing) => {
    const sizes = routingSizes(qkv!.shape, routing);
    reference.attendGrad(qkv!.values, routed!.values, dy!.values, sizes, routing, dqkv!.values);
  },
  wasm: biLevelRoutingGradWasm,
});

registerWebGPUKernel<'qkv', Routing>('BiLevelRouting', biLevelRoutingWebGPU);
registerWebGPUKernel<'qkv' | 'routed' | 'attention' | 'dy', Routing>('BiLevelRoutingGrad', biLevelRoutingGradWebGPU);

/** Multiply-accumulates of one product of every pixel with the pixels of the regions routed to its own, as q kᵀ. */
const product = (qkvShape: readonly number[], routing: Routing): number => {
  const { batch, height, width, channels, pixels } = routingSizes(qkvShape, routing);
  return batch * height * width * routing.topk * pixels * channels;
};
registerShape('BiLevelRouting', ([qkv], attrs) => {
  const routing = attrs as Routing;
  const { batch, channels, regions } = routingSizes(qkv!.shape, routing);
  const [attention, routed] = outputs(qkv!.shape, routing);
  const one = product(qkv!.shape, routing);
  // q_r k_rᵀ, then q kᵀ and p v; each of the two has a gradient by two, the routing none
  const matmul = batch * channels * regions * regions + 2 * one;
  return [{ ...attention, macs: { matmul }, gradientMacs: { matmul: 4 * one } }, routed];
});
// q kᵀ again, since p is not kept; then dp, dv, dq and dk
registerShape('BiLevelRoutingGrad', ([qkv], attrs) => ({
  shape: qkv!.shape,
  macs: { matmul: 5 * product(qkv!.shape, attrs as Routing) },
}));
registerGradient(biLevelRoutingGradient);
