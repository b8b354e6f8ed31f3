import { describe as suite, expect, test } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { describe } from '../describe.ts';
import {
  goldenErrors,
  goldensPresent,
  readGolden,
  readReference,
  readStateDict,
  stateDictHash,
} from '../goldens.testing.ts';
import type { Net } from '../net.ts';
import { unet, type UnetConfig, unetMateuszbuda, unetMilesial, unetMilesialBilinear } from './unet.ts';

const PUBLISHED: readonly { net: Net<UnetConfig>; reference: string; tag: string; figureAt: string }[] = [
  { net: unet, reference: 'unet', tag: '188', figureAt: '572' },
  { net: unetMilesial, reference: 'unet_milesial', tag: '50x70', figureAt: '256' },
  { net: unetMilesialBilinear, reference: 'unet_milesial_bilinear', tag: '50x70', figureAt: '256' },
  { net: unetMateuszbuda, reference: 'unet_mateuszbuda', tag: '64x96', figureAt: '256' },
];

interface Report {
  readonly params: number;
  readonly state_dict_sha256: string;
  readonly runs: Record<string, { cost: { macs_total: number } }>;
}

suite.skipIf(!goldensPresent)('published U-Nets (skipped without ../shared/reference)', () => {
  for (const { net, reference, figureAt } of PUBLISHED) {
    test(`${net.id}: names, shapes, parameters and multiply-accumulates of the published code`, () => {
      const report = readReference<Report>(`${reference}.report.json`);
      const entries = readStateDict(reference);
      const described = describe(net, net.defaults);
      const shapes = Object.fromEntries(described.weights.map((w) => [w.path, w.shape.join('x')]));
      expect(shapes).toEqual(Object.fromEntries(entries.map((e) => [e.path, e.shape.join('x')])));
      expect(described.weights.filter((w) => !w.trainable).length).toBe(
        entries.filter((e) => e.kind === 'buffer').length,
      );
      expect(described.parameters).toBe(report.params);
      expect(described.macs.total).toBe(report.runs[figureAt]!.cost.macs_total);
    });
  }

  test('deterministic weights are the reference weights, bit for bit', () => {
    const names = readStateDict('unet_mateuszbuda').map((e) => e.path);
    const { weights } = describe(unetMateuszbuda, unetMateuszbuda.defaults);
    const report = readReference<Report>('unet_mateuszbuda.report.json');
    expect(stateDictHash(weights, names)).toBe(report.state_dict_sha256);
  });

  for (const { net, reference, tag } of PUBLISHED) {
    onEveryBackend(
      `${net.id}: output of the published code at ${tag}`,
      async () => {
        const [error] = await goldenErrors(net, net.defaults, readGolden(`${reference}.golden.${tag}.json`));
        expect(error).toBeLessThan(1e-4);
      },
      ['webgpu', 'wasm'],
    );
  }
});

test('the original U-Net turns 572² into 388²', () => {
  expect(describe(unet, unet.defaults).outputs).toEqual([[1, 388, 388, 2]]);
});
