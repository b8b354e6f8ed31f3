import { describe, expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { goldenErrors, goldensPresent, readGolden } from '../goldens.testing.ts';
import { swinUMambaNet } from './swinUMamba.ts';
import { gradientErrors, PUBLISHED } from './swinUMamba.testing.ts';

describe.skipIf(!goldensPresent)('Swin-UMambas as published, at every size of the reference', () => {
  for (const { net, reference } of PUBLISHED) {
    const outputs = (size: string) => async () => {
      const errors = await goldenErrors(net, net.defaults, readGolden(`${reference}.golden.${size}.json`));
      for (const error of errors) expect(error).toBeLessThan(1e-4);
    };
    onEveryBackend(`${net.id}, 64 x 96`, outputs('64x96'), ['webgpu', 'cpu']);
    onEveryBackend(`${net.id}, 320 x 320`, outputs('320'), ['wasm', 'webgpu']);
  }

  // The deepest maps of this net are 2 x 3: instance norms over six pixels and leaky ReLUs at their kink let float32
  // rounding turn single values. The published float32 gradient is up to 6.4e-3 away from the same network in float64,
  // ours up to 3.4e-3; the norms agree.
  test('swin-umamba: loss and gradients', async () => {
    await useBackend('wasm');
    const errors = await gradientErrors(swinUMambaNet, 'swinumamba');
    expect(errors.loss).toBeLessThan(1e-5);
    expect(errors.unlike).toEqual([]);
    for (const [path, error] of Object.entries(errors.norms)) expect(error, path).toBeLessThan(1e-3);
    for (const [path, error] of Object.entries(errors.firsts)) expect(error, path).toBeLessThan(1e-2);
  });
});
