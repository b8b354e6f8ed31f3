import '@tensorflow/tfjs-backend-cpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { CpuBackend } from '../loopKernel.ts';
import { replaceKernel } from './invoke.ts';

/**
 * As wasm.ts, for cpu: x · b with a value of b [c] for each channel of x [..., c], as a norm is folded into a filter.
 * tfjs makes arrays of every value's place for it, which is a hundred times slower.
 */
replaceKernel('Multiply', 'cpu', (params, stock) => {
  const { a, b } = params.inputs as { a: TensorInfo; b: TensorInfo };
  const channels = b.shape.at(-1) ?? 0;
  const channelwise =
    a.dtype === 'float32' && b.dtype === 'float32' && b.shape.length === 1 && channels === a.shape.at(-1);
  if (!channelwise) return stock!(params) as TensorInfo;
  const cpu = params.backend as CpuBackend;
  const [x, by] = [a, b].map(({ dataId }) => cpu.data.get(dataId).values) as [Float32Array, Float32Array];
  const product = new Float32Array(x.length);
  for (let row = 0; row < x.length; row += channels) {
    for (let c = 0; c < channels; c++) product[row + c] = x[row + c]! * by[c]!;
  }
  return cpu.makeTensorInfo([...a.shape], 'float32', product);
});
