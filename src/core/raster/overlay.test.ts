import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rgb } from '../labels.ts';
import type { Axis, ScreenAxes } from './axis.ts';
import { ADDED, classify, classMap, REMOVED } from './maskClass.ts';
import { type MaskLook, maskPainter } from './overlay.ts';
import { gridOf, picture } from './textGrid.ts';

const colors: Rgb[] = [
  [0, 0, 0],
  [221, 130, 101],
  [111, 211, 180],
];
const look: MaskLook = {
  shown: { labels: new Uint8Array(256).fill(1), prediction: true, edits: true },
  colors,
  active: 0,
  opacity: { prediction: 1, edits: 1 },
  ratio: 1,
  smooth: true,
};

/** Screen axes over a width x height array at `zoom` screen px a voxel, from its top left corner. */
function axesAt(width: number, height: number, zoom: number): ScreenAxes {
  const axis = (size: number, stride: number): Axis => ({ origin: 0.5 / zoom - 0.5, step: 1 / zoom, size, stride });
  return { base: 0, x: axis(width, 1), y: axis(height, width) };
}

// both layers as text: '-' in the edits is no decision
function scene(prediction: string, edits: string) {
  const p = gridOf(prediction);
  const rows = edits
    .trim()
    .split('\n')
    .map((r) => r.trim())
    .join('');
  return {
    pixels: { prediction: p.cells, edits: Uint8Array.from(rows, (c) => (c === '-' ? 255 : c === '.' ? 0 : +c)) },
    width: p.width,
    height: p.height,
  };
}

const corrected = scene(
  `
  ..........
  .1111.....
  .1111.....
  .1111.....
  .1111.....
  ..........`,
  `
  ----------
  -1--------
  ---..-----
  ---..-222-
  ------222-
  ------222-`,
);

describe('classes', () => {
  const classes = (s: typeof corrected, zoom: number, smooth: boolean) => {
    const axes = axesAt(s.width, s.height, zoom);
    const map = classMap()({ x0: 0, y0: 0, x1: s.width * zoom, y1: s.height * zoom });
    classify(s.pixels, look.shown, axes, smooth, map);
    const name = (c: number) => (c === 0 ? '.' : c === REMOVED ? 'x' : c > ADDED ? 'A' : 'p');
    return Array.from({ length: map.height }, (_, y) =>
      Array.from({ length: map.width }, (_, x) => name(map.code[y * map.width + x]!)).join(''),
    ).join('\n');
  };

  test('tell predicted, added and removed apart; deciding what the network said looks like its prediction', () => {
    expect(classes(corrected, 1, false)).toBe(
      picture(`
        ..........
        .pppp.....
        .ppxx.....
        .ppxx.AAA.
        .pppp.AAA.
        ......AAA.`),
    );
  });

  test('are those of the nearest voxel when not smooth', () => {
    const s = scene('1.\n..', '--\n-2');
    expect(classes(s, 3, false)).toBe(
      picture(`
        ppp...
        ppp...
        ppp...
        ...AAA
        ...AAA
        ...AAA`),
    );
  });

  test('round off corners when smooth', () => {
    const s = scene('....\n.11.\n.11.\n....', '----\n----\n----\n----');
    expect(classes(s, 5, true).split('\n').slice(4, 8)).toEqual([
      '....................',
      '.......pppppp.......',
      '......pppppppp......',
      '.....pppppppppp.....',
    ]);
  });

  test('with smooth are the bilinear vote of four voxels', () => {
    const cell = fc.constantFrom(0, 0, 1, 1, 2);
    fc.assert(
      fc.property(fc.array(cell, { minLength: 30, maxLength: 30 }), fc.integer({ min: 2, max: 7 }), (cells, zoom) => {
        const axes = axesAt(6, 5, zoom);
        const map = classMap()({ x0: 0, y0: 0, x1: 6 * zoom, y1: 5 * zoom });
        const pixels = { prediction: Uint8Array.from(cells), edits: new Uint8Array(30).fill(255) };
        classify(pixels, look.shown, axes, true, map);
        const weight = (p: number, n: number) => Math.max(0, 1 - Math.abs(p - n));
        for (let y = 0; y < map.height; y++) {
          for (let x = 0; x < map.width; x++) {
            const px = Math.max(0, Math.min(5, axes.x.origin + x * axes.x.step));
            const py = Math.max(0, Math.min(4, axes.y.origin + y * axes.y.step));
            const votes = [0, 0, 0];
            cells.forEach((c, n) => (votes[c]! += weight(px, n % 6) * weight(py, Math.floor(n / 6))));
            const n = y * map.width + x;
            const sorted = [...votes].sort((a, b) => b - a);
            expect(votes[map.code[n]!]).toBeCloseTo(sorted[0]!, 5);
            expect(map.margin[n]).toBeCloseTo(sorted[0]! - sorted[1]!, 5);
          }
        }
      }),
      { seed: 9, numRuns: 60 },
    );
  });
});

describe('the picture', () => {
  const paint = maskPainter();
  const zoom = 12;
  const axes = axesAt(corrected.width, corrected.height, zoom);
  const full = { x0: 0, y0: 0, x1: corrected.width * zoom, y1: corrected.height * zoom };
  const rgba = (p: number) => [p & 255, (p >>> 8) & 255, (p >>> 16) & 255, p >>> 24];
  const whole = (l: MaskLook) => {
    const image = paint(corrected.pixels, l, axes, full);
    const at = (layer: 'prediction' | 'edits', u: number, v: number) =>
      rgba(image[layer][Math.round((v + 0.5) * zoom) * image.width + Math.round((u + 0.5) * zoom)]!);
    return { image, at };
  };

  test('has a flat fill in the label colour: 26 %, 32 % for the active label', () => {
    expect(whole(look).at('prediction', 1.5, 3)).toEqual([...colors[1]!, Math.round(0.26 * 255)]);
    expect(whole({ ...look, active: 1 }).at('prediction', 1.5, 3)).toEqual([...colors[1]!, Math.round(0.32 * 255)]);
  });

  test('keeps each layer to its own: no prediction under an edit', () => {
    const { at } = whole(look);
    expect(at('prediction', 3.5, 2.5)[3]).toBe(0);
    expect(at('prediction', 7, 4)[3]).toBe(0);
    expect(at('edits', 1.5, 3)[3]).toBe(0);
  });

  test('has white stripes and a white line on what was added, white dots on what was removed', () => {
    const { image } = whole(look);
    const inBox = (u0: number, v0: number, u1: number, v1: number) => {
      const found: number[][] = [];
      for (let y = v0 * zoom; y < v1 * zoom; y++) {
        for (let x = u0 * zoom; x < u1 * zoom; x++) found.push(rgba(image.edits[y * image.width + x]!));
      }
      return found;
    };
    const isWhite = ([r, g, b, a]: number[]) => r! > 235 && g! > 235 && b! > 235 && a! > 200;
    const added = inBox(6, 3, 9, 6);
    expect(added.filter(isWhite).length / added.length).toBeGreaterThan(0.15);
    expect(added.filter(isWhite).length / added.length).toBeLessThan(0.6);
    expect(added.some(([r, g, b]) => r === 111 && g === 211 && b === 180)).toBe(true);
    const removed = inBox(3, 2, 5, 4);
    expect(removed.some(isWhite)).toBe(true);
    expect(removed.some(([r, g, b, a]) => r === 10 && g === 11 && b === 13 && a === 115)).toBe(true);
  });

  test('multiplies in the opacity of its layer', () => {
    const { at } = whole({ ...look, opacity: { prediction: 0.5, edits: 0.5 } });
    expect(at('prediction', 1.5, 3)[3]).toBe(Math.round(0.13 * 255));
  });

  test('leaves out hidden labels and hidden layers', () => {
    const labels = new Uint8Array(256).fill(1);
    labels[1] = 0;
    const blank = (a: Uint32Array) => a.every((p) => p === 0);
    const hidden = whole({ ...look, shown: { ...look.shown, labels } });
    expect(blank(hidden.image.prediction)).toBe(true);
    expect(hidden.at('edits', 3.5, 2.5)[3]).toBe(0);
    // without the edits the prediction is whole again
    const bare = whole({ ...look, shown: { ...look.shown, edits: false } });
    expect(blank(bare.image.edits)).toBe(true);
    expect(bare.at('prediction', 3.3, 2.3)[3]).toBe(Math.round(0.26 * 255));
  });

  test('drawn in boxes is the same as drawn at once: no seams', () => {
    const coordinate = (n: number) => fc.integer({ min: 0, max: n - 1 });
    const image = paint(corrected.pixels, look, axes, full);
    const all = { prediction: image.prediction.slice(), edits: image.edits.slice() };
    fc.assert(
      fc.property(coordinate(full.x1), coordinate(full.y1), coordinate(60), coordinate(60), (x0, y0, w, h) => {
        const box = { x0, y0, x1: Math.min(full.x1, x0 + w + 1), y1: Math.min(full.y1, y0 + h + 1) };
        const part = paint(corrected.pixels, look, axes, box);
        for (const layer of ['prediction', 'edits'] as const) {
          for (let y = 0; y < part.height; y++) {
            const row = all[layer].subarray((y + y0) * full.x1 + x0, (y + y0) * full.x1 + x0 + part.width);
            expect([...part[layer].subarray(y * part.width, (y + 1) * part.width)]).toEqual([...row]);
          }
        }
      }),
      { seed: 6, numRuns: 80 },
    );
  });

  test('has patterns and lines of the same width at any zoom', () => {
    const width = (z: number) => {
      const image = paint(corrected.pixels, look, axesAt(10, 6, z), { x0: 0, y0: 0, x1: 10 * z, y1: 6 * z });
      const row = Math.round(3.5 * z) * image.width;
      // the left edge of the predicted region: how many pixels are more than fill
      let n = 0;
      for (let x = 0; x < 2 * z; x++) {
        const alpha = image.prediction[row + x]! >>> 24;
        if (alpha > 0 && alpha !== Math.round(0.26 * 255)) n++;
      }
      return n;
    };
    expect(width(12)).toBe(width(31));
  });
});
