import { golden, heldOutputs } from '../exactness.testing.ts';
import { goldenErrors, goldensPresent, readGolden } from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import { brauNetPP } from './brauNetPP.ts';
import { brauGradErrors, PUBLISHED } from './brauNetPP.testing.ts';

const SIDES = { small64: 64, small128: 128, synapse224: 224, isic256: 256 } as const;

// on wasm and webgpu alone: plain loops in double precision would take hours
if (goldensPresent) {
  for (const [name, side] of Object.entries(SIDES)) {
    const file = `braunetpp_${name}.golden.${side}`;
    const config = PUBLISHED[name as keyof typeof SIDES];
    golden(file, async () => heldOutputs(await goldenErrors(brauNetPP, config, readGolden(`${file}.json`))));
  }
  golden('grad.braunetpp_small64', async () => heldGradients(await brauGradErrors()));
}
