import type { Vec3 } from '../grid.ts';
import { islands } from './islands.ts';

/**
 * The mask (as 0 and 1) with its holes filled: background that does not reach the border through faces.
 * Size (u, v, w), u fastest; with size[2] = 1 the border is that of the slice, else that of the volume.
 */
export function fillHoles(mask: Uint8Array, size: Vec3): Uint8Array {
  const [width, height, depth] = size;
  const { part, sizes } = islands(
    mask.map((m) => (m ? 0 : 1)),
    size,
  );
  const outside = new Uint8Array(sizes.length);
  for (let n = 0; n < part.length; n++) {
    const u = n % width;
    const v = Math.floor(n / width) % height;
    const w = Math.floor(n / (width * height));
    const rim =
      u === 0 || u === width - 1 || v === 0 || v === height - 1 || (depth > 1 && (w === 0 || w === depth - 1));
    if (rim) outside[part[n]!] = 1;
  }
  outside[0] = 0;
  return Uint8Array.from(part, (id) => (outside[id] ? 0 : 1));
}
