import * as tf from '@tensorflow/tfjs-core';
import { describe as suite, expect, test, vi } from 'vitest';
import { mulberry32 } from '../../core/random.ts';
import { onEveryBackend } from '../backends.testing.ts';
import { describe, weightSpecs } from '../describe.ts';
import { expectHeld } from '../exactness.testing.ts';
import {
  goldenErrors,
  goldensPresent,
  readGolden,
  readReference,
  readStateDict,
  stateDictHash,
} from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import { randomTensor } from '../ops/gradientCheck.testing.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { brauNetPP } from './brauNetPP.ts';
import { brauGradErrors, PUBLISHED, publishedLoss } from './brauNetPP.testing.ts';

// 62 million weights, and a software adapter
vi.setConfig({ testTimeout: 300_000 });

interface Report {
  readonly params: number;
  readonly state_dict_sha256: string;
  readonly runs: Record<string, { cost: Record<'macs_conv' | 'macs_total', number> }>;
}

suite.skipIf(!goldensPresent)('BRAU-Net++ as published (skipped without ../shared/reference)', () => {
  for (const [name, config] of Object.entries(PUBLISHED)) {
    test(`${name}: names, shapes, parameters and multiply-accumulates of the published code`, () => {
      const { weights, parameters, macs, outputs } = describe(brauNetPP, config);
      const published = readStateDict(`braunetpp_${name}`);
      const entry = (e: { path: string; shape: readonly number[]; dtype: string }) =>
        `${e.path} [${e.shape.join()}] ${e.dtype}`;
      expect(weights.map(entry).sort()).toEqual(published.map(entry).sort());
      expect(weights).toHaveLength(524);
      const report = readReference<Report>(`braunetpp_${name}.report.json`);
      expect(parameters).toBe(report.params);
      const { cost } = report.runs[config.imageSize]!;
      expect(macs.conv).toBe(cost.macs_conv);
      expect(macs.total).toBe(cost.macs_total);
      expect(outputs).toEqual([[1, config.imageSize, config.imageSize, config.classes]]);
    });
  }

  test('the checkpoint of regenerated weights is the same, bit for bit', () => {
    const names = readStateDict('braunetpp_small64').map((e) => e.path);
    const { state_dict_sha256 } = readReference<Report>('braunetpp_small64.report.json');
    expect(stateDictHash(weightSpecs(brauNetPP, PUBLISHED.small64), names)).toBe(state_dict_sha256);
  });

  onEveryBackend(
    'logits of the published code at 64 x 64',
    async () => {
      const [error] = await goldenErrors(brauNetPP, PUBLISHED.small64, readGolden('braunetpp_small64.golden.64.json'));
      expect(error).toBeLessThan(1e-4);
    },
    ['wasm', 'webgpu'],
  );

  onEveryBackend(
    "a training step: loss, every weight's gradient and the running statistics of the published code",
    async () => {
      expectHeld(heldGradients(await brauGradErrors()));
    },
    ['wasm'],
  );
});

suite('the small configuration', () => {
  const { small } = brauNetPP;
  const images = () => randomTensor<tf.Tensor4D>([2, 64, 64, 1], 1);

  test('is a few MB', () => {
    expect(describe(brauNetPP, small).parameters * 4).toBeLessThan(6e6);
  });

  test('takes other sizes that its windows divide, and refuses the rest', () => {
    expect(describe(brauNetPP, small, { size: [64, 128] }).outputs).toEqual([[1, 64, 128, 2]]);
    expect(() => describe(brauNetPP, small, { size: [64, 96] })).toThrow(/multiples of 64 pixels, not 64 x 96/);
    expect(() => describe(brauNetPP, brauNetPP.defaults, { size: [112, 112] })).toThrow(/multiples of 224 pixels/);
  });

  onEveryBackend(
    'learns: a few steps down the gradient lower the loss',
    async () => {
      const weights = Weights.fromSeed(weightSpecs(brauNetPP, small), 1);
      const variables = weights.trainable();
      const x = images();
      // bright is 1
      const labels = tf.cast(tf.greater(tf.squeeze(x, [3]), 0), 'float32') as tf.Tensor3D;
      const params = weights.params({ training: true, random: mulberry32(3) });
      const losses: number[] = [];
      for (let step = 0; step < 5; step++) {
        const { value, grads } = tf.variableGrads(
          () => publishedLoss(brauNetPP.forward(params, x, { ...small, dropPath: 0.1 }) as tf.Tensor4D, labels),
          [...variables.values()],
        );
        losses.push((await readTensor(value))[0]!);
        tf.tidy(() => {
          for (const v of variables.values()) {
            const gradient = grads[v.name];
            if (gradient) v.assign(tf.sub(v, tf.mul(gradient, 0.05)));
          }
        });
        tf.dispose([value, grads]);
      }
      expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.02);
      weights.dispose();
    },
    ['wasm'],
  );

  onEveryBackend(
    'keeps no tensor after twenty predictions',
    async () => {
      const weights = Weights.fromSeed(weightSpecs(brauNetPP, small), 1);
      const x = images();
      const predict = async () => {
        const y = tf.tidy(() => brauNetPP.forward(weights.params(), x, small) as tf.Tensor4D);
        await readTensor(y);
        y.dispose();
      };
      await predict();
      const before = tf.memory();
      const data = tf.engine().backend.numDataIds();
      for (let i = 0; i < 20; i++) await predict();
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numBytes).toBe(before.numBytes);
      expect(tf.engine().backend.numDataIds()).toBe(data);
      weights.dispose();
    },
    ['wasm'],
  );
});
