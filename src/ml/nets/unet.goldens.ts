import { golden, heldOutputs } from '../exactness.testing.ts';
import { goldenErrors, goldensPresent, readGolden } from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import type { Net } from '../net.ts';
import { unet, type UnetConfig, unetMateuszbuda, unetMilesial, unetMilesialBilinear } from './unet.ts';
import { GRADIENT_CASES, unetGradErrors } from './unetGradients.testing.ts';

const OUTPUTS: readonly (readonly [net: Net<UnetConfig>, file: string])[] = [
  [unet, 'unet.golden.188'],
  [unet, 'unet.golden.572'],
  [unetMilesial, 'unet_milesial.golden.50x70'],
  [unetMilesial, 'unet_milesial.golden.256'],
  [unetMilesialBilinear, 'unet_milesial_bilinear.golden.50x70'],
  [unetMilesialBilinear, 'unet_milesial_bilinear.golden.256'],
  [unetMateuszbuda, 'unet_mateuszbuda.golden.64x96'],
  [unetMateuszbuda, 'unet_mateuszbuda.golden.256'],
];

// on wasm and webgpu alone: the cpu backend would take hours
if (goldensPresent) {
  for (const [net, file] of OUTPUTS)
    golden(file, async () => heldOutputs(await goldenErrors(net, net.defaults, readGolden(`${file}.json`))));
  for (const file of GRADIENT_CASES) golden(file, async () => heldGradients(await unetGradErrors(file)));
}
