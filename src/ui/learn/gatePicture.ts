import type { Rgb } from '../../core/labels.ts';
import { contours } from '../../core/raster/contours.ts';
import type { WorstSlice } from '../../state/learnState.ts';
import { faultsOf, type View } from './faults.ts';

// "Drawing masks" of the design; CSS px and shares of one
const FILL = 0.26;
const LINE = 1.5;
const HALO = 1;
const HALO_COLOR = 'rgb(0 0 0 / 0.45)';
const DASH = [5, 4];
const FAULT_FILL = 0.72;
const PITCH = 6;
const MISSED: Rgb = [86, 180, 233];
const EXTRA: Rgb = [230, 159, 0];
const LIGHT = 'rgb(255 255 255 / 0.85)';
const DARK = 'rgb(0 0 0 / 0.7)';

const css = ([r, g, b]: Rgb, alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

/**
 * Draws a mask over the picture of its slice: flat fill and solid line in the colours of its labels; over it what it missed, what
 * is too much, and the reference as a white dashed line. Fills the canvas with the part `view` of the slice.
 * Patterns keep their size at any zoom. `ratio` = device px per CSS px.
 */
export function drawGatePicture(
  context: CanvasRenderingContext2D,
  slice: WorstSlice,
  mask: Uint8Array,
  colors: readonly (Rgb | undefined)[],
  view: View,
  ratio: number,
): void {
  const { width, height } = slice;
  const scale = context.canvas.width / view.width;
  const pathOf = (inside: Uint8Array): Path2D => {
    const path = new Path2D();
    for (const loop of contours(inside, width, height)) {
      path.moveTo((loop[0]! - view.x) * scale, (loop[1]! - view.y) * scale);
      for (let n = 2; n < loop.length; n += 2)
        path.lineTo((loop[n]! - view.x) * scale, (loop[n + 1]! - view.y) * scale);
      path.closePath();
    }
    return path;
  };
  const line = (path: Path2D, color: string, dash: readonly number[]) => {
    context.setLineDash([]);
    context.lineWidth = (LINE + 2 * HALO) * ratio;
    context.strokeStyle = HALO_COLOR;
    context.stroke(path);
    context.setLineDash(dash.map((d) => d * ratio));
    context.lineWidth = LINE * ratio;
    context.strokeStyle = color;
    context.stroke(path);
  };
  context.fillStyle = '#000';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(greyCanvas(slice), -view.x * scale, -view.y * scale, width * scale, height * scale);

  context.lineJoin = 'round';
  for (const [value, path] of byLabel(mask, pathOf)) {
    const color = colors[value] ?? [255, 255, 255];
    context.fillStyle = css(color, FILL);
    context.fill(path);
    line(path, css(color), []);
  }
  const { missed, extra, mixed } = faultsOf(slice.truth, mask);
  for (const [pixels, color, tiles] of [
    [missed, MISSED, ['rising']],
    [extra, EXTRA, ['falling']],
    [mixed, MISSED, ['rising', 'falling']],
  ] as const) {
    if (!pixels.includes(1)) continue;
    const path = pathOf(pixels);
    context.fillStyle = css(color, FAULT_FILL);
    context.fill(path);
    for (const way of tiles) {
      context.fillStyle = stripes(context, way, ratio);
      context.fill(path);
    }
  }
  for (const [, path] of byLabel(slice.truth, pathOf)) line(path, '#fff', DASH);
}

/** Outlines of each label of a map. */
function byLabel(map: Uint8Array, pathOf: (inside: Uint8Array) => Path2D): [number, Path2D][] {
  const values = [...new Set(map)].filter((l) => l !== 0).sort((a, b) => a - b);
  return values.map((value) => [value, pathOf(map.map((l) => (l === value ? 1 : 0)))]);
}

function greyCanvas({ picture, width, height }: WorstSlice): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const rgba = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let n = 0; n < picture.length; n++) rgba.fill(picture[n]!, 4 * n, 4 * n + 3);
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

/** Light stripes that rise, dark ones that fall. */
function stripes(context: CanvasRenderingContext2D, way: 'rising' | 'falling', ratio: number): CanvasPattern {
  const size = Math.max(4, Math.round(PITCH * ratio));
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d')!;
  pen.strokeStyle = way === 'rising' ? LIGHT : DARK;
  pen.lineWidth = (way === 'rising' ? 1 : 1.4) * ratio;
  // the line through the corners of the tile, and its neighbours' corners
  for (const shift of [-size, 0, size]) {
    const [from, to] = way === 'rising' ? [size, 0] : [0, size];
    pen.moveTo(shift - size, from + (from - to));
    pen.lineTo(shift + 2 * size, to - (from - to));
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat')!;
}
