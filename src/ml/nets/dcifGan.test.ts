import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { describe as dryRun, weightSpecs } from '../describe.ts';
import { expectHeld } from '../exactness.testing.ts';
import { goldensPresent, readReference, readStateDict, relativeError, stateDictHash } from '../goldens.testing.ts';
import { heldGradients } from '../gradGolden.testing.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { dcifGan, dcifGanDiscriminators } from './dcifGan.ts';
import {
  discriminatorGradErrors,
  GENERATED,
  generatorGradErrors,
  JUDGES_64,
  type PairGolden,
  pairErrors,
  pairInput,
} from './dcifGan.testing.ts';

describe.skipIf(!goldensPresent)('as the reference', () => {
  test.each([
    ['dcifgan_generators', dcifGan, dcifGan.defaults, 529_321],
    ['dcifgan_discriminators', dcifGanDiscriminators, dcifGanDiscriminators.defaults, 543_233],
    ['dcifgan_discriminators_small64', dcifGanDiscriminators, JUDGES_64, undefined],
  ] as const)('%s: names, shapes, counts and regenerated weights', (name, net, config, parameters) => {
    const { weights, parameters: counted } = dryRun(net as typeof dcifGan, config as typeof dcifGan.defaults);
    const published = readStateDict(name);
    const shapes = (entries: readonly { path: string; shape: readonly number[]; dtype: string }[]) =>
      Object.fromEntries(entries.map((e) => [e.path, `${e.dtype} ${e.shape.join('x')}`]));
    expect(shapes(weights)).toEqual(shapes(published));
    if (parameters !== undefined) expect(counted).toBe(parameters);
    const { state_dict_sha256 } = readReference<{ state_dict_sha256: string }>(`${name}.report.json`);
    const order = published.map((e) => e.path);
    expect(stateDictHash(weights, order)).toBe(state_dict_sha256);
  });

  test('multiply-accumulates of both generators at 356²: 111.49 G', async () => {
    await useBackend('cpu');
    expect(dryRun(dcifGan, dcifGan.defaults).macs.total).toBe(16_936_128_000 + 74_649_600_000 + 19_906_560_000);
  });

  onEveryBackend(
    'generators at 40 x 52: F, F_CT and F_PET',
    async () => {
      const golden = readReference<PairGolden>('dcifgan_generators.golden.40x52.json');
      for (const error of await pairErrors(dcifGan, dcifGan.defaults, golden, GENERATED))
        expect(error).toBeLessThan(1e-4);
    },
    ['wasm'],
  );

  onEveryBackend('discriminators at 64 x 64: C1 and C2', async () => {
    const golden = readReference<PairGolden>('dcifgan_discriminators_small64.golden.64.json');
    // its forward was called with (CT, PET): D1, the judge of PET-like images, was shown the CT
    for (const error of await pairErrors(dcifGanDiscriminators, JUDGES_64, golden, [0, 1], ['pet', 'ct']))
      expect(error).toBeLessThan(1e-4);
  });
});

describe.skipIf(!goldensPresent)('training gradients as the reference', () => {
  for (const [title, measure] of [
    ['generators', generatorGradErrors],
    ['discriminators, batch norm in training', discriminatorGradErrors],
  ] as const)
    onEveryBackend(title, async () => expectHeld(heldGradients(await measure())), ['wasm']);
});

onEveryBackend(
  'a small pair of generators gives what the cpu gives',
  async (backend) => {
    const specs = weightSpecs(dcifGan, dcifGan.small);
    const values = Weights.fromSeed(specs, 1).values();
    const run = async () => {
      const weights = Weights.fromValues(specs, await values);
      const [fused] = dcifGan.forward(
        weights.params(),
        pairInput('small', [1, 1, 7, 5]),
        dcifGan.small,
      ) as tf.Tensor4D[];
      return readTensor(fused!);
    };
    const got = await run();
    await useBackend('cpu');
    expect(relativeError(got, await run()), backend).toBeLessThan(1e-5);
  },
  ['webgpu', 'wasm'],
);

test('any size goes in and comes out: reflected to whole windows, cropped again', () => {
  const outputs = dryRun(dcifGan, dcifGan.small, { size: [9, 14] }).outputs;
  expect(outputs).toEqual(Array.from({ length: 3 }, () => [1, 9, 14, 1]));
});

test('the fused image is the mean of the two generated ones', async () => {
  await useBackend('cpu');
  const specs = weightSpecs(dcifGan, dcifGan.small);
  const weights = Weights.fromSeed(specs, 1);
  const x = pairInput('any', [1, 1, 7, 5]);
  const [fused, ct, pet] = dcifGan.forward(weights.params(), x, dcifGan.small) as tf.Tensor4D[];
  expect(relativeError(await readTensor(fused!), await readTensor(tf.div(tf.add(ct!, pet!), 2)))).toBeLessThan(1e-6);
});
