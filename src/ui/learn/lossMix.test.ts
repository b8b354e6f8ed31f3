import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaries, type LossMix, percents, withBoundaries, withLoss, withoutLoss, withShare } from './lossMix.ts';

const three: LossMix = [
  [0.6, 'dice'],
  [0.3, 'bce'],
  [0.1, 'focal'],
];

describe('a mix of losses', () => {
  it('reads as whole percent, whatever its weights add up to', () => {
    expect(percents(three)).toEqual([60, 30, 10]);
    expect(
      percents([
        [1, 'dice'],
        [1, 'bce'],
        [1, 'focal'],
      ]),
    ).toEqual([34, 33, 33]);
  });

  it('is dragged by its boundaries', () => {
    expect(boundaries(three)).toEqual([60, 90]);
    expect(percents(withBoundaries(three, [50, 90]))).toEqual([50, 40, 10]);
  });

  it('gives one loss a share and keeps the proportions of the others', () => {
    expect(percents(withShare(three, 2, 20))).toEqual([53, 27, 20]);
    expect(percents(withShare(three, 0, 100))).toEqual([100, 0, 0]);
    expect(percents(withShare([[1, 'dice']], 0, 40))).toEqual([100]);
  });

  it('divides the rest evenly where the others had nothing', () => {
    expect(
      percents(
        withShare(
          [
            [1, 'dice'],
            [0, 'bce'],
            [0, 'focal'],
          ],
          0,
          50,
        ),
      ),
    ).toEqual([50, 25, 25]);
  });

  it('takes in a loss with an even share and lets one go', () => {
    const more = withLoss(
      [
        [0.6, 'dice'],
        [0.4, 'bce'],
      ],
      'focal',
    );
    expect(more.map(([, id]) => id)).toEqual(['dice', 'bce', 'focal']);
    expect(percents(more)).toEqual([40, 27, 33]);
    expect(percents(withoutLoss(more, 0))).toEqual([45, 55]);
    expect(withoutLoss([[1, 'dice']], 0)).toEqual([[1, 'dice']]);
  });

  it('always adds up to one whole', () => {
    const mix = fc.array(fc.tuple(fc.double({ min: 0, max: 5, noNaN: true }), fc.constant('dice')), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(mix, fc.nat(2), fc.nat(100), (m, n, share) => {
        const changed = withShare(m, n % m.length, share);
        expect(percents(changed).reduce((a, b) => a + b, 0)).toBe(100);
        if (m.length > 1) expect(percents(changed)[n % m.length]).toBe(share);
      }),
    );
  });
});
