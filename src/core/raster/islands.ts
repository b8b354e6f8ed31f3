import type { Vec3 } from '../grid.ts';
import { floodNow } from './flood.ts';

/** Connected parts of a mask: `part[n]` is 0 outside and 1, 2, ... inside; `sizes[p]` counts part p (sizes[0] = 0). */
export interface Islands {
  readonly part: Int32Array;
  readonly sizes: readonly number[];
}

/** Finds the parts of `mask` (non-zero = inside; size (u, v, w), u fastest) that hang together through faces. */
export function islands(mask: Uint8Array, size: Vec3): Islands {
  const [width, height] = size;
  const part = new Int32Array(mask.length);
  const sizes = [0];
  const seen = new Uint8Array(Math.ceil(mask.length / 8));
  for (let n = 0; n < mask.length; n++) {
    if (!mask[n] || part[n]) continue;
    const id = sizes.length;
    let count = 0;
    floodNow(
      size,
      [n % width, Math.floor(n / width) % height, Math.floor(n / (width * height))],
      (u, v, w) => mask[u + width * (v + height * w)] !== 0,
      (w, v, u0, u1) => {
        const row = width * (v + height * w);
        part.fill(id, row + u0, row + u1 + 1);
        count += u1 - u0 + 1;
      },
      seen,
    );
    sizes.push(count);
  }
  return { part, sizes };
}

const keep = ({ part, sizes }: Islands, wanted: (size: number, id: number) => boolean): Uint8Array => {
  const kept = sizes.map((size, id) => (id > 0 && wanted(size, id) ? 1 : 0));
  return Uint8Array.from(part, (id) => kept[id]!);
};

/** The largest part alone, as 0 and 1; the first one where several are equally large. */
export function largestIsland(mask: Uint8Array, size: Vec3): Uint8Array {
  const found = islands(mask, size);
  const largest = found.sizes.indexOf(Math.max(...found.sizes));
  return keep(found, (_, id) => id === largest);
}

/** The parts of at least `least` voxels, as 0 and 1. */
export const islandsOfAtLeast = (mask: Uint8Array, size: Vec3, least: number): Uint8Array =>
  keep(islands(mask, size), (n) => n >= least);
