import { describe, expect, it } from 'vitest';
import { blandAltman, boxOf } from './distribution.ts';
import { holm, midranks, wilcoxon } from './wilcoxon.ts';

// scipy.stats.wilcoxon(a, b, correction=False), scipy 1.10.1: exact for the first two, the approximation for the third
const SCIPY = [
  {
    name: '8 pairs',
    a: [0.5508, 0.7081, 0.2909, 0.5108, 0.8929, 0.8963, 0.1256, 0.2072],
    b: [0.5667, 0.6967, 0.3087, 0.5069, 0.8472, 0.9605, 0.1897, 0.3127],
    w: 8,
    p: 0.1953125,
    exact: true,
  },
  {
    name: '20 pairs',
    a: [
      0.024, 0.5589, 0.2593, 0.4151, 0.2835, 0.6931, 0.4405, 0.1569, 0.5446, 0.7803, 0.3064, 0.222, 0.388, 0.9364,
      0.976, 0.6724, 0.9028, 0.8458, 0.378, 0.0922,
    ],
    b: [
      0.0813, 0.6777, 0.2171, 0.4038, 0.2633, 0.5921, 0.4143, 0.1257, 0.6208, 0.7937, 0.2452, 0.2743, 0.3902, 0.8692,
      0.9662, 0.663, 0.8791, 0.8673, 0.2856, 0.0988,
    ],
    w: 81,
    p: 0.38837623596191406,
    exact: true,
  },
  {
    name: '60 pairs with ties and zeros',
    a: [
      0.71, 0.75, 0.69, 0.69, 0.37, 0.67, 0.34, 0.57, 0.33, 0.45, 0.06, 0.24, 0.97, 0.23, 0.69, 0.65, 0.72, 0.48, 0.6,
      0.07, 0.07, 0.2, 0.15, 0.1, 0.13, 0.55, 0.19, 0.95, 0.68, 0.54, 0.71, 0.26, 0.93, 0.84, 0.73, 0.48, 0.84, 0.74,
      0.66, 0.91, 0.63, 0.37, 0.55, 0.2, 0.19, 0.73, 0.78, 0.97, 0.85, 0.54, 0.09, 0.49, 0.93, 0.79, 0.49, 0.46, 0.22,
      0.18, 0.07, 0.89,
    ],
    b: [
      0.68, 0.78, 0.68, 0.7, 0.42, 0.64, 0.34, 0.69, 0.39, 0.4, 0.07, 0.28, 1.05, 0.25, 0.68, 0.63, 0.77, 0.51, 0.59,
      0.08, 0.06, 0.25, 0.13, 0.14, 0.19, 0.59, 0.16, 1.03, 0.66, 0.58, 0.69, 0.19, 0.96, 0.87, 0.74, 0.51, 0.82, 0.72,
      0.67, 1.02, 0.69, 0.36, 0.59, 0.19, 0.18, 0.79, 0.77, 0.9, 0.82, 0.56, 0.11, 0.57, 0.91, 0.84, 0.53, 0.47, 0.28,
      0.22, 0.04, 0.96,
    ],
    w: 495.5,
    p: 0.0032527088867258247,
    exact: false,
  },
];

describe('the paired Wilcoxon test', () => {
  it.each(SCIPY)('equals scipy: $name', ({ a, b, w, p, exact }) => {
    const test = wilcoxon(a, b);
    expect(test).toMatchObject({ w, exact, pairs: a.length });
    expect(test.p).toBeCloseTo(p, 12);
  });

  it('counts tied ranks out exactly: every assignment of signs, one by one', () => {
    const d = [1, 1, 2, -2, 3, 3, -1];
    const test = wilcoxon(d, Array<number>(7).fill(0));
    const { ranks, ties } = midranks(d.map(Math.abs));
    expect([ranks, ties]).toEqual([[2, 2, 4.5, 4.5, 6.5, 6.5, 2], 24 + 6 + 6]);
    let below = 0;
    for (let signs = 0; signs < 128; signs++) {
      if (ranks.reduce((sum, r, n) => sum + ((signs >> n) & 1 ? r : 0), 0) <= 6.5) below++;
    }
    expect(test).toMatchObject({ w: 6.5, exact: true, p: (2 * below) / 128, median: 1 });
    // W+ 21.5, W- 6.5
    expect(test.effect).toBeCloseTo(15 / 28, 12);
  });

  it('says which is larger by the sign of the effect', () => {
    expect(wilcoxon([2, 3, 4], [1, 1, 1]).effect).toBe(1);
    expect(wilcoxon([1, 1, 1], [2, 3, 4]).effect).toBe(-1);
  });

  it('passes over pairs without a figure, and has no p where nothing differs', () => {
    expect(wilcoxon([1, NaN, 3, Infinity], [1, 2, 3, 4])).toMatchObject({ pairs: 2, n: 0, p: NaN, effect: 0 });
    expect(wilcoxon([], [])).toMatchObject({ pairs: 0, p: NaN, effect: NaN });
  });

  it('corrects several p values step by step (Holm)', () => {
    // R: p.adjust(c(0.01, 0.04, 0.03, 0.2), "holm")
    expect(holm([0.01, 0.04, 0.03, 0.2])).toEqual([0.04, 0.09, 0.09, 0.2]);
    expect(holm([0.6, NaN, 0.7])).toEqual([1, NaN, 1]);
  });
});

describe('distributions', () => {
  it('puts quartiles as numpy does, and whiskers within 1.5 interquartile ranges', () => {
    expect(boxOf([20, 1, 2, 3, 4, 5, 6, 7, NaN])).toMatchObject({
      n: 8,
      low: 1,
      q1: 2.75,
      median: 4.5,
      q3: 6.25,
      high: 7,
    });
    expect(boxOf([NaN])).toBeNull();
  });

  it('finds bias and limits of agreement', () => {
    const found = blandAltman([11, 22, 30], [10, 20, 30])!;
    expect(found.points[1]).toEqual({ mean: 21, difference: 2 });
    expect([found.bias, found.sd]).toEqual([1, 1]);
    expect(found.upper).toBeCloseTo(2.96, 12);
    expect(blandAltman([5], [4])).toMatchObject({ bias: 1, sd: NaN });
  });
});
