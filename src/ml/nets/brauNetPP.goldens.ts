import { expect } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { goldenErrors, goldensPresent, readGolden } from '../goldens.testing.ts';
import { brauNetPP } from './brauNetPP.ts';
import { PUBLISHED, trainingStepErrors } from './brauNetPP.testing.ts';

const GOLDENS = {
  small128: 'braunetpp_small128.golden.128.json',
  synapse224: 'braunetpp_synapse224.golden.224.json',
  isic256: 'braunetpp_isic256.golden.256.json',
} as const;

if (goldensPresent) {
  for (const [name, file] of Object.entries(GOLDENS)) {
    onEveryBackend(
      `BRAU-Net++ ${name}: logits of the published code`,
      async () => {
        const config = PUBLISHED[name as keyof typeof GOLDENS];
        const [error] = await goldenErrors(brauNetPP, config, readGolden(file));
        expect(error).toBeLessThan(1e-4);
      },
      // plain loops in double precision would take hours
      ['wasm', 'webgpu'],
    );
  }

  onEveryBackend(
    'BRAU-Net++ small64: a training step of the published code',
    async () => {
      const errors = await trainingStepErrors();
      expect(errors.norm).toBeLessThan(1e-3);
      expect(errors.first).toBeLessThan(1e-3);
    },
    ['webgpu'],
  );
}
