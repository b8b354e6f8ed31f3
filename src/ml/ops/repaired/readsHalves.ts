import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { ConvAttrs } from './convAttrs.ts';
import { isPlain } from './convAttrs.ts';
import { isActivation } from './tile.wgsl.ts';

/** Inputs that are read straight from memory, so that they may be halves (../../halves.ts). */
const WEIGHTS: Readonly<Record<string, string>> = {
  Conv2D: 'filter',
  FusedConv2D: 'filter',
  Conv2DBackpropInput: 'filter',
  BatchMatMul: 'b',
  _FusedMatMul: 'b',
};

/** Whether a call of a kernel on webgpu can read its input `name` as halves: convolutions their filter, products B. */
export function readsHalves(kernel: string, name: string, attrs: NamedAttrMap): boolean {
  const { activation = 'linear', transposeA = false } = attrs;
  return (
    WEIGHTS[kernel] === name &&
    isPlain(attrs as unknown as ConvAttrs) &&
    !transposeA &&
    isActivation(activation as string)
  );
}
