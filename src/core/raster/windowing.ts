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

/** Grey levels of all stored numbers of an 8- or 16-bit array, by stored number - `first`. */
function tableFor(data: Voxels, gain: number, offset: number): { table: Uint8ClampedArray; first: number } | null {
  const range =
    data instanceof Uint8Array
      ? [0, 256]
      : data instanceof Int8Array
        ? [-128, 256]
        : data instanceof Uint16Array
          ? [0, 65536]
          : data instanceof Int16Array
            ? [-32768, 65536]
            : null;
  if (!range) return null;
  const [first, count] = range as [number, number];
  const table = new Uint8ClampedArray(count);
  for (let n = 0; n < count; n++) table[n] = gain * (n + first) + offset;
  return { table, first };
}

const OPAQUE = 0xff000000;

/** Writes the windowed picture into `out`: width * height pixels, row by row, RGBA as little-endian 32-bit numbers. */
export function windowPixels(r: Raster, how: Windowing, out: Uint32Array): void {
  const { gain, offset } = line(how);
  const { data } = r;
  const lookup = r.width * r.height * r.channels >= 4096 ? tableFor(data, gain, offset) : null;
  const clamp = new Uint8ClampedArray(1);
  const grey = (stored: number): number => {
    if (lookup) return lookup.table[stored - lookup.first]!;
    clamp[0] = gain * stored + offset;
    return clamp[0];
  };
  for (let y = 0, n = 0; y < r.height; y++) {
    let at = r.base + y * r.stepY;
    if (r.channels === 3) {
      for (let x = 0; x < r.width; x++, at += r.stepX, n++) {
        const p = 3 * at;
        out[n] = OPAQUE | (grey(data[p + 2]!) << 16) | (grey(data[p + 1]!) << 8) | grey(data[p]!);
      }
    } else if (lookup) {
      const { table, first } = lookup;
      for (let x = 0; x < r.width; x++, at += r.stepX, n++) out[n] = OPAQUE | (table[data[at]! - first]! * 0x010101);
    } else {
      for (let x = 0; x < r.width; x++, at += r.stepX, n++) {
        const g = gain * data[at]! + offset;
        // NaN compares false both ways and shows black
        out[n] = OPAQUE | ((g >= 255 ? 255 : g > 0 ? (g + 0.5) | 0 : 0) * 0x010101);
      }
    }
  }
}
