import { logits } from '../logits.ts';
import type { Net } from '../net.ts';
import type { Params } from '../params.ts';
import type { Forward } from './predictSlice.ts';
import { programs } from './program.ts';

/** The finest output of a network as logits, prepared once for every size of tile. Dispose it before the weights. */
export function finestForward<C extends object>(
  net: Net<C>,
  params: Params,
  config: C,
): { readonly forward: Forward; dispose(): void } {
  const finest = programs((x) => logits(net, params, x, config).slice(0, 1));
  return { forward: (tile) => finest.run(tile)[0]!, dispose: () => finest.dispose() };
}
