import { capsuleSpans } from '../../src/core/raster/disk.ts';
import { clipped } from '../../src/core/raster/spans.ts';
import { picture, stack } from '../drawing/peer.ts';
import { settled, VIEW, view } from './page.ts';

/**
 * The least that a viewer has to do: a Uint8Array, an overlay of image size that CSS scales, the dirty box put, and
 * undo by before-images of the tiles that a stroke touches. No outlines, no patterns, no second layer.
 */
const TILE = 64;
let size = 0;
let mask = new Uint8Array(0);
let overlay: CanvasRenderingContext2D;

type Box = readonly [x0: number, y0: number, x1: number, y1: number];
type Stroke = Map<number, Uint8Array>;
const strokes: Stroke[] = [];

function canvas(side: number): CanvasRenderingContext2D {
  const made = document.createElement('canvas');
  made.width = made.height = side;
  made.style.cssText = `position:absolute;left:0;top:0;width:${VIEW}px;height:${VIEW}px`;
  view.append(made);
  return made.getContext('2d')!;
}

function put([x0, y0, x1, y1]: Box): void {
  const image = new ImageData(x1 - x0 + 1, y1 - y0 + 1);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = y0, n = 0; y <= y1; y++) {
    for (let at = y * size + x0, end = y * size + x1; at <= end; at++, n++) if (mask[at]) pixels[n] = 0x800000ff;
  }
  overlay.putImageData(image, x0, y0);
}

/** Tiles that a box touches, with their part of the mask. */
function* tiles([x0, y0, x1, y1]: Box): Generator<readonly [key: number, box: Box]> {
  for (let ty = y0 >> 6; ty <= y1 >> 6; ty++) {
    for (let tx = x0 >> 6; tx <= x1 >> 6; tx++) {
      const box: Box = [tx * TILE, ty * TILE, Math.min(size, (tx + 1) * TILE) - 1, Math.min(size, (ty + 1) * TILE) - 1];
      yield [ty * 4096 + tx, box];
    }
  }
}

function copy([x0, y0, x1, y1]: Box): Uint8Array {
  const width = x1 - x0 + 1;
  const out = new Uint8Array(width * (y1 - y0 + 1));
  for (let y = y0; y <= y1; y++) out.set(mask.subarray(y * size + x0, y * size + x1 + 1), (y - y0) * width);
  return out;
}

async function paint(side: number, radius: number): Promise<void> {
  size = side;
  const image = new ImageData(size, size);
  const grey = picture(size);
  new Uint32Array(image.data.buffer).set(Uint32Array.from(grey, (g) => 0xff000000 | (g * 0x010101)));
  canvas(size).putImageData(image, 0, 0);
  overlay = canvas(size);
  mask = new Uint8Array(size * size);
  let stroke: Stroke | null = null;
  let last: [number, number] = [0, 0];
  const at = (e: PointerEvent): [number, number] => [(e.clientX * size) / VIEW - 0.5, (e.clientY * size) / VIEW - 0.5];
  const fill = clipped(size, size, (v, u0, u1) => mask.fill(1, v * size + u0, v * size + u1 + 1));
  const segment = (a: [number, number], b: [number, number]) => {
    const low = (n: 0 | 1) => Math.max(0, Math.floor(Math.min(a[n], b[n]) - radius));
    const high = (n: 0 | 1) => Math.min(size - 1, Math.ceil(Math.max(a[n], b[n]) + radius));
    const box: Box = [low(0), low(1), high(0), high(1)];
    for (const [key, tile] of tiles(box)) if (!stroke!.has(key)) stroke!.set(key, copy(tile));
    capsuleSpans(a, b, [radius, radius], fill);
    put(box);
  };
  view.addEventListener('pointerdown', (e) => {
    stroke = new Map();
    last = at(e);
    segment(last, last);
  });
  view.addEventListener('pointermove', (e) => {
    if (!stroke) return;
    for (const one of e.getCoalescedEvents()) {
      const next = at(one);
      segment(last, next);
      last = next;
    }
  });
  window.addEventListener('pointerup', () => {
    if (stroke) strokes.push(stroke);
    stroke = null;
  });
  await settled();
}

function undo(): void {
  for (const [key, before] of strokes.pop() ?? []) {
    const x0 = (key & 4095) * TILE;
    const y0 = (key >> 12) * TILE;
    const width = Math.min(TILE, size - x0);
    const height = before.length / width;
    for (let y = 0; y < height; y++) mask.set(before.subarray(y * width, (y + 1) * width), (y0 + y) * size + x0);
    put([x0, y0, x0 + width - 1, y0 + height - 1]);
  }
}

async function browse(side: number, slices: number): Promise<void> {
  const voxels = stack(side, slices);
  const context = canvas(side);
  const image = new ImageData(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  const table = new Uint32Array(65536);
  let slice = slices >> 1;
  let [center, width] = [40, 400];
  const draw = () => {
    for (let n = 0; n < 65536; n++) {
      const g = Math.max(0, Math.min(255, Math.round(255 * ((n - 32768 - center) / width + 0.5))));
      table[n] = 0xff000000 | (g * 0x010101);
    }
    const from = slice * side * side;
    for (let n = 0; n < pixels.length; n++) pixels[n] = table[voxels[from + n]! + 32768]!;
    context.putImageData(image, 0, 0);
  };
  view.addEventListener('pointermove', (e) => {
    if (e.buttons !== 1) return;
    center -= e.movementY;
    width = Math.max(1, width + e.movementX);
    draw();
  });
  view.addEventListener('wheel', (e) => {
    slice = Math.max(0, Math.min(slices - 1, slice + Math.sign(e.deltaY)));
    draw();
  });
  draw();
  await settled();
}

window.drawingPeer = { paint, browse, undo, windowButton: 'left' };
