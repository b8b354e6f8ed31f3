import type { Net } from '../net.ts';
import { brauNetPP } from './brauNetPP.ts';
import { swinUMambaD, swinUMambaNet, swinUMambaV1 } from './swinUMamba.ts';
import { dcifGan, dcifGanDiscriminators } from './dcifGan.ts';
import { unet, unetMateuszbuda, unetMilesial, unetMilesialBilinear } from './unet.ts';
import { unetSame } from './unetSame.ts';

/** Every network, one line each. The app and the command line learn of networks from here alone. */
// oxlint-disable-next-line typescript/no-explicit-any -- configs differ by network; plans carry them as data
export const NETS: readonly Net<any>[] = [
  unet,
  unetMilesial,
  unetMilesialBilinear,
  unetMateuszbuda,
  unetSame,
  brauNetPP,
  swinUMambaV1,
  swinUMambaNet,
  swinUMambaD,
  dcifGan,
  dcifGanDiscriminators,
];

/** The network `id`. Throws an Error that lists the known ones. */
// oxlint-disable-next-line typescript/no-explicit-any -- as above
export function netById(id: string): Net<any> {
  const net = NETS.find((n) => n.id === id);
  if (!net) throw new Error(`There is no network "${id}". Known: ${NETS.map((n) => n.id).join(', ')}.`);
  return net;
}
