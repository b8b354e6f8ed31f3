import { describe, expect, it } from 'vitest';
import type { GateLabel } from '../../core/learn.ts';
import { fallen, toneOf, verdictOf } from './verdict.ts';

const mean = (before: number, after: number) => ({
  before: { dice: before, hd95: null },
  after: { dice: after, hd95: null },
});
const label = (name: string, before: number, after: number): GateLabel => ({ value: 1, name, ...mean(before, after) });

describe('the verdict', () => {
  it('follows the rules first, then the mean', () => {
    expect(verdictOf({ passed: true, mean: mean(0.914, 0.946) })).toBe('better');
    expect(verdictOf({ passed: true, mean: mean(0.914, 0.9142) })).toBe('same');
    expect(verdictOf({ passed: false, mean: mean(0.9, 0.95) })).toBe('worse');
  });

  it('names the labels that fell, most first, and none that only look the same', () => {
    const labels = [
      label('Liver', 0.9, 0.95),
      label('Aorta', 0.917, 0.915),
      label('Spleen', 0.9, 0.8),
      label('Vein', 0.5, 0.4999),
    ];
    expect(fallen(labels).map((l) => l.name)).toEqual(['Spleen', 'Aorta']);
  });

  it('knows which way is good', () => {
    expect(toneOf(0.1, 'more', 0.0005)).toBe('ok');
    expect(toneOf(0.1, 'less', 0.05)).toBe('warn');
    expect(toneOf(-0.1, 'less', 0.05)).toBe('ok');
    expect(toneOf(0.0001, 'more', 0.0005)).toBeNull();
  });
});
