import { expect, test } from 'vitest';
import { fittingSide, tilesOf } from './net.ts';
import { unet, unetMateuszbuda } from './nets/unet.ts';

test.each([
  [1, 188],
  [188, 188],
  [189, 204],
  [572, 572],
])('the original U-Net, asked for a side of %i, takes %i', (wanted, side) => {
  expect(fittingSide(unet.input(unet.defaults), wanted)).toBe(side);
});

test('its tiles are whole ones, whatever the size of the image', () => {
  expect(tilesOf(unet.input(unet.defaults), 256)).toEqual({ size: [268, 268], multiple: 268 });
});

test('a padded network takes every multiple', () => {
  const input = unetMateuszbuda.input(unetMateuszbuda.defaults);
  expect(fittingSide(input, 1)).toBe(16);
  expect(tilesOf(input, 100)).toEqual({ size: [112, 112], multiple: 16 });
});
