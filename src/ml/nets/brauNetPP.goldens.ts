import { expect } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { goldenErrors, goldensPresent, readGolden } from '../goldens.testing.ts';
import { brauNetPP } from './brauNetPP.ts';

const VARIANTS = [
  { name: 'small128.golden.128', imageSize: 128, windows: 4, classes: 2 },
  { name: 'synapse224.golden.224', imageSize: 224, windows: 7, classes: 9 },
  { name: 'isic256.golden.256', imageSize: 256, windows: 8, classes: 1 },
];

for (const { name, ...variant } of goldensPresent ? VARIANTS : []) {
  onEveryBackend(
    `BRAU-Net++ ${name}`,
    async () => {
      const config = { ...brauNetPP.defaults, ...variant };
      const [error] = await goldenErrors(brauNetPP, config, readGolden(`braunetpp_${name}.json`));
      expect(error).toBeLessThan(1e-4);
    },
    // the cpu backend would take hours
    ['wasm', 'webgpu'],
  );
}
