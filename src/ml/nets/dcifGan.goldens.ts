import { describe, expect } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { goldensPresent, readReference } from '../goldens.testing.ts';
import {
  discriminatorGradients,
  GENERATED,
  generatorGradients,
  type PairGolden,
  pairErrors,
} from './dcifGan.testing.ts';
import { dcifGan, dcifGanDiscriminators } from './dcifGan.ts';

describe.skipIf(!goldensPresent)('DCIF-GAN as the reference, at every published size', () => {
  const generators = (size: string) => async () => {
    const golden = readReference<PairGolden>(`dcifgan_generators.golden.${size}.json`);
    for (const error of await pairErrors(dcifGan, dcifGan.defaults, golden, GENERATED))
      expect(error).toBeLessThan(1e-4);
  };
  onEveryBackend('generators, 40 x 52', generators('40x52'));
  onEveryBackend('generators, 356 x 356', generators('356'), ['wasm']);
  onEveryBackend('discriminators, 356 x 356', async () => {
    const golden = readReference<PairGolden>('dcifgan_discriminators.golden.356.json');
    const { defaults } = dcifGanDiscriminators;
    for (const error of await pairErrors(dcifGanDiscriminators, defaults, golden, [0, 1], ['pet', 'ct']))
      expect(error).toBeLessThan(1e-4);
  });
  onEveryBackend('gradients of the generators', generatorGradients, ['webgpu', 'cpu']);
  onEveryBackend('gradients of the discriminators', discriminatorGradients, ['webgpu', 'cpu']);
});
