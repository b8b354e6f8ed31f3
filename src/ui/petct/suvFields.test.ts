import { describe, expect, it } from 'vitest';
import { ticksOf } from './colorScale.ts';
import { clockSeconds, clockText, timeOnDay } from './suvFields.ts';

describe('times of injection and scan', () => {
  it('are read and written as a clock shows them', () => {
    expect(clockSeconds('9:05')).toBe(32_700);
    expect(clockSeconds('23:59:59')).toBe(86_399);
    expect(['24:00', '9', '9:5', 'x'].map(clockSeconds)).toEqual([null, null, null, null]);
    expect(clockText(86_400 * 3 + 32_700.7)).toBe('09:05:00');
    expect(clockText(null)).toBe('');
  });

  it('fall on the same day, or on both sides of midnight', () => {
    const day = 86_400 * 100;
    expect(timeOnDay('injectedAt', 32_400, day + 36_000)).toBe(day + 32_400);
    expect(timeOnDay('injectedAt', 84_600, day + 600)).toBe(day - 86_400 + 84_600);
    expect(timeOnDay('scannedAt', 600, day + 84_600)).toBe(day + 86_400 + 600);
    expect(timeOnDay('scannedAt', 600, null)).toBe(600);
  });
});

describe('numbers of a colour bar', () => {
  it('are round, and end at the top', () => {
    expect(ticksOf(5)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(ticksOf(10)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(ticksOf(15)).toEqual([0, 5, 10, 15]);
    expect(ticksOf(7)).toEqual([0, 2, 4, 6, 7]);
    expect(ticksOf(20_000)).toEqual([0, 5000, 10_000, 15_000, 20_000]);
  });
});
