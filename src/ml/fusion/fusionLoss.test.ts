import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../backends.testing.ts';
import { contentLoss, discriminatorLoss, FUSION_LOSS, generatorLoss } from './fusionLoss.ts';

const numberOf = async (t: tf.Tensor) => (await t.data())[0]!;
/** Rows of digits, 9 = white. */
const image = (rows: readonly string[]) =>
  tf.tensor4d(
    Array.from(rows.join(''), (d) => Number(d) / 9),
    [1, rows.length, rows[0]!.length, 1],
  );

describe('relativistic average least squares', () => {
  beforeAll(() => useBackend('cpu'));
  const scores = (...values: number[]) => tf.tensor4d(values, [values.length, 1, 1, 1]);

  it('leaves the discriminator nothing to gain where real lies 1 above fake, and the generator where fake does', async () => {
    expect(await numberOf(discriminatorLoss(scores(1.5, 1.5), scores(0.5, 0.5)))).toBeCloseTo(0, 6);
    expect(await numberOf(generatorLoss(scores(0.5, 0.5), scores(1.5, 1.5)))).toBeCloseTo(0, 6);
  });

  it('is what the formula gives', async () => {
    // E real 2, E fake 0: (1 - 0 - 1)², (3 - 0 - 1)²; (-1 - 2 + 1)², (1 - 2 + 1)²
    expect(await numberOf(discriminatorLoss(scores(1, 3), scores(-1, 1)))).toBeCloseTo((0 + 4) / 2 + (4 + 0) / 2, 6);
    expect(await numberOf(generatorLoss(scores(1, 3), scores(-1, 1)))).toBeCloseTo((16 + 4) / 2, 6);
  });
});

describe('the content loss', () => {
  beforeAll(() => useBackend('cpu'));
  const images = () =>
    [
      ['000', '090', '000'],
      ['900', '000', '000'],
      ['900', '090', '000'],
    ].map((rows) => image(rows)) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];

  it('of its own modality is 0 for its own image', async () => {
    const [own, other] = images();
    const { intensity, ssim, gradient } = contentLoss(own, own, other, { ...FUSION_LOSS, target: 'own' });
    expect(await numberOf(intensity)).toBe(0);
    expect(await numberOf(ssim)).toBeCloseTo(0, 5);
    expect(await numberOf(gradient)).toBe(0);
  });

  it('of the brighter one is 0 where both are seen', async () => {
    const [own, other, both] = images();
    const options = { ...FUSION_LOSS, target: 'max', gradient: 1 } as const;
    expect(await numberOf(contentLoss(both, own, other, options).intensity)).toBe(0);
    expect(await numberOf(contentLoss(own, own, other, options).intensity)).toBeCloseTo(1 / 9, 6);
    expect(await numberOf(contentLoss(own, own, own, options).gradient)).toBe(0);
    // |dx| + |dy| of own: 0 1 | 1 2, of other: 2 0 | 0 0; what is missing is 2 of four places
    expect(await numberOf(contentLoss(own, own, other, options).gradient)).toBeCloseTo(2 / 4, 6);
  });
});
