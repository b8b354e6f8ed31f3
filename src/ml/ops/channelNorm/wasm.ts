import { engine, registerGradient } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { registerWasmKernel } from '../loopKernel.ts';

type Attrs = { eps: number };

/** Rows and channels of x [n, h, w, c]. */
const rowsOf = ([n, h, w, c]: readonly number[]) => [n! * h! * w!, c!] as const;

registerWasmKernel<Attrs>({
  name: 'ChannelNorm',
  outputs: ({ x, scale }) => [x!, scale!, scale!].map((shape) => ({ shape, dtype: 'float32' as const })),
  wasm: ({ kernels, inputs: { x, scale, offset }, outputs: [y, mean, variance], attrs: { eps }, scratch }) => {
    const [rows, channels] = rowsOf(x!.shape);
    scratch(kernels.channelNormScratch(channels), (at) =>
      kernels.channelNorm(x!.at, scale!.at, offset!.at, y!.at, mean!.at, variance!.at, at, rows, channels, eps),
    );
  },
});

registerWasmKernel<Attrs>({
  name: 'ChannelNormGrad',
  outputs: ({ x, scale }) => [x!, scale!, scale!].map((shape) => ({ shape, dtype: 'float32' as const })),
  wasm: ({ kernels, inputs, outputs, attrs: { eps }, scratch }) => {
    const [x, mean, variance, scale, dy] = ['x', 'mean', 'variance', 'scale', 'dy'].map((name) => inputs[name]!.at);
    const [dx, dScale, dOffset] = outputs.map((o) => o.at);
    const [rows, channels] = rowsOf(inputs['x']!.shape);
    scratch(kernels.channelNormScratch(channels), (at) =>
      kernels.channelNormGrad(
        ...([x, mean, variance, scale, dy, dx, dScale, dOffset, at] as number[]),
        rows,
        channels,
        eps,
      ),
    );
  },
});

/** No gradient flows through the mean and the variance that are handed out. */
registerGradient({
  kernelName: 'ChannelNorm',
  inputsToSave: ['x', 'scale'],
  outputsToSave: [false, true, true],
  gradFunc: (dys, [x, scale, mean, variance], attrs) => {
    const inputs = { x: x!, scale: scale!, mean: mean!, variance: variance!, dy: (dys as Tensor[])[0]! };
    const [dx, dScale, dOffset] = engine().runKernel('ChannelNormGrad', inputs, attrs) as Tensor[];
    return { x: () => dx!, scale: () => dScale!, offset: () => dOffset! };
  },
});
