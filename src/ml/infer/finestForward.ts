import type { Tensor4D } from '@tensorflow/tfjs-core';
import { logits } from '../logits.ts';
import type { Net } from '../net.ts';
import type { Params } from '../params.ts';
import type { Forward } from './predictSlice.ts';
import { programs } from './program.ts';

/** The pass itself. */
export const finestOutput = <C extends object>(net: Net<C>, p: Params, x: Tensor4D, config: C): Tensor4D[] =>
  logits(net, p, x, config).slice(0, 1);

/** The finest output of a network as logits, prepared once for every size of tile. Dispose it before the weights. */
export function finestForward<C extends object>(
  net: Net<C>,
  params: Params,
  config: C,
): { readonly forward: Forward; dispose(): void } {
  const finest = programs((x) => finestOutput(net, params, x, config), params);
  return { forward: (tile) => finest.run(tile)[0]!, dispose: () => finest.dispose() };
}
