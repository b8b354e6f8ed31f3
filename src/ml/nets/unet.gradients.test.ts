import { describe, test } from 'vitest';
import { useBackend } from '../backends.testing.ts';
import { expectHeld } from '../exactness.testing.ts';
import { goldensPresent } from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import { GRADIENT_CASES, unetGradErrors } from './unetGradients.testing.ts';

// the original U-Net, and both on webgpu: unet.goldens.ts
describe.skipIf(!goldensPresent)('training steps of the published code (skipped without ../shared/reference)', () => {
  test(GRADIENT_CASES[0], async () => {
    await useBackend('wasm');
    expectHeld(heldGradients(await unetGradErrors(GRADIENT_CASES[0])));
  });
});
