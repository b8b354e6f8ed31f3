import { describe, expect, test } from 'vitest';
import { useBackend } from '../backends.testing.ts';
import { goldensPresent } from '../goldens.testing.ts';
import { GRADIENT_CASES, unetGradientErrors } from './unetGradients.testing.ts';

// the original U-Net, and both on webgpu: unet.goldens.ts
describe.skipIf(!goldensPresent)('training steps of the published code (skipped without ../shared/reference)', () => {
  test(GRADIENT_CASES[0], async () => {
    await useBackend('wasm');
    const errors = await unetGradientErrors(GRADIENT_CASES[0]);
    expect(errors.otherNames).toEqual([]);
    expect(errors.loss).toBeLessThan(1e-5);
    expect(errors.norm).toBeLessThan(1e-3);
    expect(errors.first).toBeLessThan(1e-3);
    expect(errors.running).toBeLessThan(1e-5);
  });
});
