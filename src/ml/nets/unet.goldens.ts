import { expect } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { goldenErrors, goldensPresent, readGolden } from '../goldens.testing.ts';
import type { Net } from '../net.ts';
import { unet, type UnetConfig, unetMateuszbuda, unetMilesial, unetMilesialBilinear } from './unet.ts';
import { GRADIENT_CASES, unetGradientErrors } from './unetGradients.testing.ts';

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

for (const [net, file] of goldensPresent ? OUTPUTS : []) {
  onEveryBackend(
    file,
    async () => {
      const [error] = await goldenErrors(net, net.defaults, readGolden(`${file}.json`));
      expect(error).toBeLessThan(1e-4);
    },
    // the cpu backend would take hours
    ['wasm', 'webgpu'],
  );
}

for (const name of goldensPresent ? GRADIENT_CASES : []) {
  onEveryBackend(name, async () => {
    const errors = await unetGradientErrors(name);
    expect(errors.loss).toBeLessThan(1e-5);
    expect(errors.norm).toBeLessThan(1e-3);
    expect(errors.first).toBeLessThan(1e-3);
  }, ['wasm', 'webgpu']);
}
