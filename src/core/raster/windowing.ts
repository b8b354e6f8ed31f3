import type { Voxels, Window } from '../volume.ts';

/** A rectangle of stored numbers inside an array: element at column x, row y = base + x * stepX + y * stepY. */
export interface Raster {
  readonly data: Voxels;
  readonly base: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly width: number;
  readonly height: number;
  /** 3 = RGB, interleaved: elements count pixels, each of three numbers. */
  readonly channels: 1 | 3;
}

/** value = slope * stored + intercept; shown grey = (value - center) / width + 1/2, 0 black to 1 white (DICOM LINEAR_EXACT, PS3.3 C.11.2.1.3). */
export interface Windowing {
  readonly slope: number;
  readonly intercept: number;
  readonly window: Window;
  readonly invert: boolean;
}

/** Grey 0..255 of a stored number, as gain * stored + offset before clamping. */
function line({ slope, intercept, window, invert }: Windowing): { gain: number; offset: number } {
  const width = Math.max(1e-12, window.width);
  const gain = (255 * slope) / width;
  const offset = 255 * ((intercept - window.center) / width + 0.5);
  return invert ? { gain: -gain, offset: 255 - offset } : { gain, offset };
}

const OPAQUE = 0xff000000;

/** One picture's table at a time: dragging a window makes one for every frame. */
const table = new Uint32Array(1 << 16);

/** First number that an 8- or 16-bit array can hold, and how many there are; null for others. */
const rangeOf = (data: Voxels): [first: number, count: number] | null =>
  data instanceof Uint8Array
    ? [0, 1 << 8]
    : data instanceof Int8Array
      ? [-(1 << 7), 1 << 8]
      : data instanceof Uint16Array
        ? [0, 1 << 16]
        : data instanceof Int16Array
          ? [-(1 << 15), 1 << 16]
          : null;

/** Rounds to a grey 0..255; NaN compares false both ways and is black. */
const clamped = (g: number): number => (g >= 255 ? 255 : g > 0 ? (g + 0.5) | 0 : 0);

/** Writes the pixels of all stored numbers first..first + count - 1 into the table; only those between black and white cost. */
function fillTable(first: number, count: number, gain: number, offset: number): void {
  const at = (grey: number) =>
    gain === 0 ? 0 : Math.max(0, Math.min(count, Math.floor((grey - offset) / gain) - first));
  const [a, b] = [at(0), at(255)];
  // a step more on either side: what is left is 0 or 255 for certain
  const from = Math.max(0, Math.min(a, b) - 1);
  const to = gain === 0 ? count : Math.min(count, Math.max(a, b) + 2);
  const ends = (g: number) => OPAQUE | (clamped(g) * 0x010101);
  table.fill(ends(gain * first + offset), 0, from);
  table.fill(ends(gain * (first + count - 1) + offset), to, count);
  for (let n = from; n < to; n++) table[n] = OPAQUE | (clamped(gain * (n + first) + offset) * 0x010101);
}

/** Writes the windowed picture into `out`: width * height pixels, row by row, RGBA as little-endian 32-bit numbers. */
export function windowPixels(r: Raster, how: Windowing, out: Uint32Array): void {
  const { gain, offset } = line(how);
  const { data } = r;
  if (r.channels === 3) {
    const grey = (stored: number): number => clamped(gain * stored + offset);
    for (let y = 0, n = 0; y < r.height; y++) {
      let p = 3 * (r.base + y * r.stepY);
      for (let x = 0; x < r.width; x++, p += 3 * r.stepX, n++) {
        out[n] = OPAQUE | (grey(data[p + 2]!) << 16) | (grey(data[p + 1]!) << 8) | grey(data[p]!);
      }
    }
    return;
  }
  const range = rangeOf(data);
  if (range && r.width * r.height >= 4096) {
    const [first, count] = range;
    fillTable(first, count, gain, offset);
    for (let y = 0, n = 0; y < r.height; y++) {
      let at = r.base + y * r.stepY;
      for (let x = 0; x < r.width; x++, at += r.stepX, n++) out[n] = table[data[at]! - first]!;
    }
    return;
  }
  for (let y = 0, n = 0; y < r.height; y++) {
    let at = r.base + y * r.stepY;
    for (let x = 0; x < r.width; x++, at += r.stepX, n++) {
      out[n] = OPAQUE | (clamped(gain * data[at]! + offset) * 0x010101);
    }
  }
}
