import { describe, expect, it } from 'vitest';
import { goldensPresent, readReference } from '../../goldens.testing.ts';
import { fusionFigures } from './index.ts';
import type { GreyImage } from './greyImage.ts';

interface Reference {
  readonly shape: readonly [number, number];
  readonly A: readonly number[];
  readonly B: readonly number[];
  readonly results: readonly { fused: string; F: readonly number[]; metrics: Readonly<Record<string, number>> }[];
}

/** Of the reference's variants, those that Limn reports. */
const VARIANT = {
  ag: 'AG',
  sf: 'SF',
  ssim: 'SSIM_mean_uniform7',
  sd: 'SD',
  mi: 'MI_bits',
  psnr: 'PSNR_255',
  ie: 'EN',
  qabf: 'Qabf',
} as const;

const grey = (values: ArrayLike<number>, width: number): GreyImage => ({
  width,
  height: values.length / width,
  values,
});

describe.skipIf(!goldensPresent)('the figures of fused images', () => {
  const { shape, A, B, results } = goldensPresent
    ? readReference<Reference>('metrics.fusion.json')
    : { shape: [0, 0] as const, A: [], B: [], results: [] };

  it.each(results.map((r) => [r.fused, r] as const))('are those of the reference: %s', (_, { F, metrics }) => {
    const [a, b, fused] = [A, B, F].map((values) => grey(values, shape[1])) as [GreyImage, GreyImage, GreyImage];
    const figures = fusionFigures({ a, b, fused });
    for (const [id, name] of Object.entries(VARIANT)) {
      const [got, want] = [figures[id as keyof typeof VARIANT], metrics[name]!];
      expect(Math.abs(got - want), `${name}: ${got}, not ${want}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(want)));
    }
  });
});

describe('the figures of a small fusion', () => {
  const side = 8;
  const draw = (value: (x: number, y: number) => number) =>
    grey(
      Array.from({ length: side * side }, (_, n) => value(n % side, Math.floor(n / side))),
      side,
    );
  const ramp = draw((x) => 20 * x);
  const step = draw((_, y) => (y < 4 ? 0 : 100));
  const blend = draw((x, y) => Math.floor((20 * x + (y < 4 ? 0 : 100)) / 2));

  it('are what can be worked out by hand', () => {
    const figures = fusionFigures({ a: ramp, b: ramp, fused: ramp });
    expect(figures.ag).toBeCloseTo(20 / Math.SQRT2, 12);
    expect(figures.sf).toBeCloseTo(20, 12);
    expect(figures.sd).toBeCloseTo(20 * Math.sqrt(63 / 12), 12);
    // eight equally frequent levels, and an image tells all of itself
    expect(figures.ie).toBeCloseTo(3, 12);
    expect(figures.mi).toBeCloseTo(6, 12);
    expect(figures.psnr).toBe(Infinity);
    expect(figures.ssim).toBeCloseTo(1, 12);
    // nothing is lost: both sigmoids at their upper ends
    expect(figures.qabf).toBeCloseTo(0.9994 * (0.9879 / (1 + Math.exp(-22 * 0.2))), 6);
  });

  it('know nothing of the other source where it shares nothing', () => {
    expect(fusionFigures({ a: step, b: ramp, fused: ramp }).mi).toBeCloseTo(3, 12);
  });

  it('stay what they were', () => {
    const figures = fusionFigures({ a: ramp, b: step, fused: blend });
    const want = {
      ag: 10.063159050064,
      sf: 21.380899352994,
      ssim: 0.653680009084,
      sd: 33.911649915626,
      mi: 3.25,
      psnr: 17.161703478599,
      ie: 3.625,
      qabf: 0.445934029945,
    };
    for (const [id, value] of Object.entries(want)) expect(figures[id as keyof typeof want], id).toBeCloseTo(value, 9);
  });

  it.each([
    [{ fused: grey(new Uint8Array(72), 9) }, 'a is 8 x 8, fused 9 x 8.'],
    [{ a: grey([...(ramp.values as number[])].fill(-1, 63), 8) }, 'a holds -1; grey values are 0..255.'],
    [{ b: grey([...(ramp.values as number[])].fill(NaN, 63), 8) }, 'b holds NaN; grey values are 0..255.'],
    [
      { a: grey(new Uint8Array(36), 6), b: grey(new Uint8Array(36), 6), fused: grey(new Uint8Array(36), 6) },
      'The images are 6 x 6; 7 x 7 is the least.',
    ],
  ])('refuse what does not belong together: %#', (changed, message) => {
    expect(() => fusionFigures({ a: ramp, b: step, fused: blend, ...changed })).toThrow(message);
  });
});
