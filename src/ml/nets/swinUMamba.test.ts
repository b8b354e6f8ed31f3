import { describe as suite, expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { describe } from '../describe.ts';
import { expectHeld } from '../exactness.testing.ts';
import { goldenErrors, goldensPresent, readGolden, readReference, readStateDict } from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import { swinUMambaD, swinUMambaNet, swinUMambaV1 } from './swinUMamba.ts';
import { mambaGradErrors, PUBLISHED } from './swinUMamba.testing.ts';

interface Report {
  readonly params: number;
  readonly runs: Record<string, { cost: Record<'macs_conv' | 'macs_total' | 'scan_BDLN', number> }>;
}

suite.skipIf(!goldensPresent)('published Swin-UMambas (skipped without ../shared/reference)', () => {
  for (const { net, reference } of PUBLISHED) {
    test(`${net.id}: names, shapes, parameters and multiply-accumulates of the published code`, () => {
      const report = readReference<Report>(`${reference}.report.json`);
      const described = describe(net, net.defaults);
      const shapes = Object.fromEntries(described.weights.map((w) => [w.path, w.shape.join('x')]));
      expect(shapes).toEqual(Object.fromEntries(readStateDict(reference).map((e) => [e.path, e.shape.join('x')])));
      expect(described.parameters).toBe(report.params);
      const { cost } = report.runs['320']!;
      expect(described.macs.scan).toBe(cost.scan_BDLN);
      expect(described.macs.conv).toBe(cost.macs_conv);
      expect(described.macs.total).toBe(cost.macs_total);
    });

    onEveryBackend(
      `${net.id}: outputs of the published code at 64 x 96`,
      async () => {
        const errors = await goldenErrors(net, net.defaults, readGolden(`${reference}.golden.64x96.json`));
        expect(errors.length).toBe(4);
        for (const error of errors) expect(error).toBeLessThan(1e-4);
      },
      ['wasm'],
    );
  }

  test('swin-umamba-d: loss and gradients of the published code', async () => {
    await useBackend('wasm');
    expectHeld(heldGradients(await mambaGradErrors(swinUMambaD, 'swinumambad')));
  });
});

suite('what holds for each of them', () => {
  for (const net of [swinUMambaV1, swinUMambaNet, swinUMambaD]) {
    test(`${net.id}: finest output first; without deep supervision that one alone, from the same checkpoint`, () => {
      const single = { ...net.defaults, deepSupervision: false };
      const [all, one] = [describe(net, net.defaults), describe(net, single)];
      const coarser = net === swinUMambaD ? [80, 40, 20] : [160, 80, 40];
      expect(all.outputs).toEqual([320, ...coarser].map((size) => [1, size, size, 14]));
      expect(one.outputs).toEqual([[1, 320, 320, 14]]);
      const names = (d: typeof all) => d.weights.map((w) => w.path).sort();
      expect(names(one)).toEqual(names(all));
    });
  }

  test('three channels, other classes and another size', () => {
    const config = { ...swinUMambaD.defaults, inChannels: 3, classes: 8 };
    expect(describe(swinUMambaD, config, { size: [384, 640] }).outputs[0]).toEqual([1, 384, 640, 8]);
  });
});
