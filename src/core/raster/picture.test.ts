import { describe, expect, test } from 'vitest';
import { pictureGrid } from '../grid.ts';
import { planeOf } from '../plane.ts';
import { labelSpots } from './labelSpots.ts';
import { halved, levelFor, pyramid } from './pyramid.ts';
import { gridOf } from './textGrid.ts';
import { type Raster, windowPixels } from './windowing.ts';

const raster = (data: Raster['data'], width: number, channels: 1 | 3 = 1): Raster => ({
  data,
  base: 0,
  stepX: 1,
  stepY: width,
  width,
  height: data.length / width / channels,
  channels,
});
const ct = { slope: 1, intercept: -1024, window: { center: 40, width: 400 }, invert: false };

function shown(r: Raster, how = ct): number[][] {
  const out = new Uint32Array(r.width * r.height);
  windowPixels(r, how, out);
  return [...out].map((p) => [p & 255, (p >>> 8) & 255, (p >>> 16) & 255, p >>> 24]);
}

describe('window and level', () => {
  // soft tissue 400/40: -160 HU is black, 240 HU is white
  const stored = [0, 864, 1070, 1264, 4000];

  test('run from black at center - width/2 to white at center + width/2', () => {
    expect(shown(raster(Int16Array.from(stored), 5)).map((p) => p[0])).toEqual([0, 0, 131, 255, 255]);
    expect(shown(raster(Int16Array.from(stored), 5))[2]).toEqual([131, 131, 131, 255]);
  });

  test('inverted, the same the other way round', () => {
    const greys = shown(raster(Int16Array.from(stored), 5), { ...ct, invert: true }).map((p) => p[0]);
    expect(greys).toEqual([255, 255, 124, 0, 0]);
  });

  test.each([
    { center: 40, width: 400 },
    { center: -1000.3, width: 1 },
    { center: 0, width: 1e-12 },
    { center: 9e4, width: 10 },
    { center: -9e4, width: 10 },
    { center: 0, width: 1e6 },
  ])('by table and by formula agree: centre $center, width $width', (window) => {
    const many = Float32Array.from({ length: 5000 }, (_, n) => n - 300);
    for (const invert of [false, true]) {
      for (const slope of [1, -0.37, 0]) {
        const how = { ...ct, slope, window, invert };
        expect(shown(raster(Int16Array.from(many), 100), how)).toEqual(shown(raster(many, 100), how));
      }
    }
  });

  test('on colour is brightness and contrast of each channel', () => {
    const rgb = raster(Uint8Array.from([0, 100, 200, 255, 50, 128]), 2, 3);
    expect(shown(rgb, { slope: 1, intercept: 0, window: { center: 127.5, width: 255 }, invert: false })).toEqual([
      [0, 100, 200, 255],
      [255, 50, 128, 255],
    ]);
  });

  test('NaN shows black', () => {
    expect(shown(raster(Float32Array.of(NaN, 1070), 2)).map((p) => p[0])).toEqual([0, 131]);
  });
});

describe('a smaller picture', () => {
  test('has the means of 2 x 2, and of what is there at an odd edge', () => {
    const small = halved(raster(Int16Array.from([1, 3, 10, 5, 7, 20, 8, 8, -4]), 3));
    expect([small.width, small.height]).toEqual([2, 2]);
    expect([...small.data]).toEqual([4, 15, 8, -4]);
  });

  test('reads through strides and keeps colours apart', () => {
    const sagittal: Raster = { ...raster(Uint8Array.from([1, 2, 3, 5]), 2), base: 3, stepX: -1, stepY: -2 };
    expect([...halved(sagittal).data]).toEqual([2.75]);
    const rgb = raster(Uint8Array.from([0, 10, 20, 2, 12, 22, 4, 14, 24, 6, 16, 26]), 2, 3);
    expect([...halved(rgb).data]).toEqual([3, 13, 23]);
  });

  test('is taken when screen pixels are larger than image pixels', () => {
    expect([3, 1, 0.6, 0.5, 0.3, 0.25, 0.19].map(levelFor)).toEqual([0, 0, 0, 1, 1, 2, 2]);
    const at = pyramid(raster(new Uint8Array(100 * 60), 100));
    expect([at(0).width, at(2).width, at(2).height]).toEqual([100, 25, 15]);
  });
});

describe('the place of a number', () => {
  const shownAll = { labels: new Uint8Array(256).fill(1), prediction: true, edits: true };
  const spots = (text: string) => {
    const { cells, width, height } = gridOf(text);
    const pixels = { prediction: cells, edits: new Uint8Array(cells.length).fill(255) };
    return labelSpots(pixels, shownAll, planeOf(pictureGrid(width, height), 'axial'), 0);
  };

  test('is where the label is thickest', () => {
    const [one] = spots(`
      1111.......
      1..1.......
      1..1111111.
      1....11111.
      1....11111.
      1....11111.
      1....11111.`);
    expect([one!.u, one!.v]).toEqual([7, 4]);
    expect(one!.radius).toBeCloseTo(3);
  });

  test('is in the middle of a bar', () => {
    const [three] = spots(`
      ...........
      .333333333.
      ...........`);
    expect([three!.u, three!.v]).toEqual([5, 1]);
  });

  test('is inside of a ring, not in its hole', () => {
    const ring = `
      .222222.
      22222222
      22....22
      22....22
      22....22
      22222222
      .222222.`;
    const [two] = spots(ring);
    const { cells, width } = gridOf(ring);
    expect(cells[two!.v * width + two!.u]).toBe(2);
  });

  test('is found for each label, touching or not, with large images sampled', () => {
    const plane = planeOf(pictureGrid(2000, 1000), 'axial');
    const prediction = new Uint8Array(2000 * 1000).fill(3, 0, 1000 * 1000);
    prediction.fill(4, 1000 * 1000);
    const found = labelSpots({ prediction, edits: new Uint8Array(2e6).fill(255) }, shownAll, plane, 0);
    expect(found.map((s) => s.label)).toEqual([3, 4]);
    expect(Math.abs(found[0]!.v - 250)).toBeLessThan(10);
    expect(Math.abs(found[1]!.v - 750)).toBeLessThan(10);
  });
});
