import { registerWasmKernel } from '../loopKernel.ts';
import { KERNELS } from './kernels.ts';

type Attrs = { eps: number };

/** Rows and channels of x [n, h, w, c]. */
const rowsOf = ([n, h, w, c]: readonly number[]) => [n! * h! * w!, c!] as const;

for (const { forward, backward, relu } of KERNELS) {
  registerWasmKernel<Attrs>({
    name: forward,
    outputs: ({ x, scale }) => [x!, scale!, scale!].map((shape) => ({ shape, dtype: 'float32' as const })),
    wasm: ({ kernels, inputs: { x, scale, offset }, outputs: [y, mean, variance], attrs: { eps }, scratch }) => {
      const [rows, channels] = rowsOf(x!.shape);
      const to = [y!.at, mean!.at, variance!.at];
      scratch(kernels.channelNormScratch(channels), (at) =>
        kernels.channelNorm(x!.at, scale!.at, offset!.at, ...to, at, rows, channels, eps, relu ? 0 : -Infinity),
      );
    },
  });

  registerWasmKernel<Attrs>({
    name: backward,
    outputs: ({ x, scale }) => [x!, scale!, scale!].map((shape) => ({ shape, dtype: 'float32' as const })),
    wasm: ({ kernels, inputs, outputs, attrs: { eps }, scratch }) => {
      const from = ['x', 'mean', 'variance', 'scale', 'y', 'dy'].map((name) => inputs[name]?.at ?? 0);
      const to = outputs.map((o) => o.at);
      const [rows, channels] = rowsOf(inputs['x']!.shape);
      scratch(kernels.channelNormScratch(channels), (at) =>
        kernels.channelNormGrad(...from, ...to, at, rows, channels, eps),
      );
    },
  });
}
