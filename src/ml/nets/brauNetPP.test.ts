import { describe as group, expect, test } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { describe } from '../describe.ts';
import { goldenErrors, goldensPresent, readGolden, readReference, readStateDict } from '../goldens.testing.ts';
import { brauNetPP, type BrauNetPPConfig } from './brauNetPP.ts';

const synapse = brauNetPP.defaults;
const isic: BrauNetPPConfig = { ...synapse, imageSize: 256, windows: 8, classes: 1 };
const wide64: BrauNetPPConfig = { ...synapse, imageSize: 64, windows: 4, classes: 2 };
const wide128: BrauNetPPConfig = { ...wide64, imageSize: 128 };

interface Report {
  readonly params: number;
  readonly runs: Record<string, { cost: { macs_conv: number; macs_linear: number; macs_bmm_einsum: number } }>;
}

group('the published weights and costs', () => {
  for (const [name, config] of Object.entries({
    synapse224: synapse,
    isic256: isic,
    small64: wide64,
    small128: wide128,
  })) {
    test.skipIf(!goldensPresent)(name, () => {
      const { weights, parameters, macs, outputs } = describe(brauNetPP, config);
      const published = readStateDict(`braunetpp_${name}`);
      const entry = (e: { path: string; shape: readonly number[]; dtype: string }) =>
        `${e.path} [${e.shape.join()}] ${e.dtype}`;
      expect(weights.map(entry).sort()).toEqual(published.map(entry).sort());
      expect(published).toHaveLength(524);
      const report = readReference<Report>(`braunetpp_${name}.report.json`);
      expect(parameters).toBe(report.params);
      const { cost } = report.runs[config.imageSize]!;
      expect(macs.conv).toBe(cost.macs_conv);
      expect(macs.matmul).toBe(cost.macs_linear + cost.macs_bmm_einsum);
      expect(outputs).toEqual([[1, config.imageSize, config.imageSize, config.classes]]);
    });
  }
});

test('the small configuration is a few MB', () => {
  expect(describe(brauNetPP, brauNetPP.small).parameters * 4).toBeLessThan(6e6);
});

onEveryBackend(
  'the published network at 64 pixels',
  async () => {
    if (!goldensPresent) return;
    const [error] = await goldenErrors(brauNetPP, wide64, readGolden('braunetpp_small64.golden.64.json'));
    expect(error).toBeLessThan(1e-4);
  },
  ['wasm', 'webgpu'],
);
