import * as tf from '@tensorflow/tfjs-core';
import { describe as suite, expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { deterministicInput, deterministicWeights } from '../checkpoint/deterministic.ts';
import { describe, weightSpecs } from '../describe.ts';
import {
  goldenErrors,
  goldensPresent,
  readGolden,
  readReference,
  readStateDict,
  relativeError,
  stateDictHash,
} from '../goldens.testing.ts';
import type { Net } from '../net.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
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

  // at published sizes and on webgpu: unet.goldens.ts, since a software adapter takes half a minute for each
  for (const { net, reference, tag } of PUBLISHED) {
    test(`${net.id}: output of the published code at ${tag}`, async () => {
      await useBackend('wasm');
      const [error] = await goldenErrors(net, net.defaults, readGolden(`${reference}.golden.${tag}.json`));
      expect(error).toBeLessThan(1e-4);
    });
  }
});

suite('small U-Nets give the same on every backend', () => {
  const outputs = new Map<string, ArrayLike<number>>();
  for (const { net } of PUBLISHED) {
    onEveryBackend(net.id, async () => {
      const config = { ...net.small, base: 2 };
      const { channels } = net.input(config);
      const shape: [number, number, number, number] = net === unet ? [1, 188, 188, channels] : [1, 32, 48, channels];
      const specs = weightSpecs(net, config);
      const weights = Weights.fromValues(specs, deterministicWeights(specs));
      const y = tf.tidy(() => {
        const x = tf.tensor4d(deterministicInput(net.id, 'V', shape), shape);
        return net.forward(weights.params(), x, config) as tf.Tensor4D;
      });
      const values = await readTensor(y);
      const first = outputs.get(net.id) ?? values;
      outputs.set(net.id, first);
      expect(relativeError(values, first)).toBeLessThan(1e-5);
      y.dispose();
      weights.dispose();
    });
  }
});

test('the original U-Net turns 572² into 388²', () => {
  expect(describe(unet, unet.defaults).outputs).toEqual([[1, 388, 388, 2]]);
});
