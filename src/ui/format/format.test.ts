import { describe, expect, it } from 'vitest';
import { pictureGrid } from '../../core/grid.ts';
import type { Translate } from '../i18n/useT.ts';
import { age, duration } from './durations.ts';
import { keyNames, keyPressed } from './keyNames.ts';
import { area, bytes, decimal, extent, greyValue, volume } from './numbers.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('numbers', () => {
  it('groups thousands by a narrow space and writes a true minus', () => {
    expect(plain(decimal(1043.12, 1))).toBe('1 043.1');
    expect(decimal(-20)).toBe('−20');
    expect(decimal(-0.04, 1)).toBe('0.0');
    expect(decimal(NaN)).toBe('–');
  });

  it('chooses the unit by size', () => {
    expect([bytes(0), bytes(12), bytes(7.8e6), bytes(52e6), bytes(12.4e9)]).toEqual([
      '0 kB',
      '1 kB',
      '7.8 MB',
      '52 MB',
      '12 GB',
    ]);
    expect([area(5.25), area(820), area(9820)]).toEqual(['5.3 mm²', '820 mm²', '98.2 cm²']);
    expect([volume(0.126), volume(4.71), plain(volume(1043.1))]).toEqual(['0.13 mL', '4.7 mL', '1 043 mL']);
  });

  it('shows grey values as whole numbers where they are whole', () => {
    expect([greyValue(47), greyValue(0.1234), greyValue(12.345), greyValue(-1024.55)].map(plain)).toEqual([
      '47',
      '0.123',
      '12.35',
      '−1 024.6',
    ]);
  });

  it('measures in mL in a volume, in mm² in a picture, and in pixels where the spacing is unknown', () => {
    const stack = { ...pictureGrid(10, 10, 5), spacing: [2, 2, 5] as const, spacingTrust: 'known' as const };
    expect(extent(500, stack)).toBe('10 mL');
    expect(extent(50, { ...stack, size: [10, 10, 1] })).toBe('200 mm²');
    expect(extent(500, { ...stack, spacingTrust: 'estimated' })).toBe('≈ 10 mL');
    expect(extent(50, pictureGrid(10, 10))).toBe('50 px²');
    expect(extent(50, pictureGrid(10, 10, 5))).toBe('50 vx');
  });
});

describe('time', () => {
  const t: Translate = (key, values) => `${values?.n ?? ''}${key.replace('time.', ' ')}`.trim();

  it('has two figures', () => {
    expect([0.084, 2.41, 42, 200, 9000].map((s) => duration(s, t))).toEqual([
      '84 ms',
      '2.4 s',
      '42 s',
      '3 min',
      '2.5 h',
    ]);
  });

  it('ages in steps that do not flicker', () => {
    const ago = (seconds: number) => age(0, 1000 * seconds, t);
    expect([3, 47, 61, 3600, 200_000].map(ago)).toEqual(['now', '40 s', '1 min', '1 h', '2 d']);
  });
});

describe('keys', () => {
  it('are named as they are printed', () => {
    expect(keyNames('$mod+Shift+z')).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyNames('ArrowUp')).toEqual(['↑']);
    expect(keyNames('+')).toEqual(['+']);
    expect(keyNames('Shift++')).toEqual(['Shift', '+']);
  });

  it('are read from a press, with Shift only where it is not part of the sign', () => {
    const press = (key: string, mods: Partial<Record<'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey', boolean>> = {}) =>
      keyPressed({ key, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...mods });
    expect(press('B')).toBe('b');
    expect(press('A', { shiftKey: true })).toBe('Shift+a');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('k', { ctrlKey: true })).toBe('$mod+k');
    expect(press(' ')).toBe('Space');
    expect(press('Control', { ctrlKey: true })).toBeNull();
  });
});
