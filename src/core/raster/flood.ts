import type { Vec3 } from '../grid.ts';

/**
 * Finds the pixels that hang together with `seed` through faces (4-connected in a slice, 6-connected in a volume of
 * `size` (u, v, w); size[2] = 1 for one slice) and for which `accept` holds. `put` gets each of them once, as runs
 * u0..u1 (both included) of row v, slice w. Each pixel is asked at most a few times; there is no recursion.
 * `seen` holds one bit for each pixel: share it between floods that should not meet.
 * A generator, so that a large fill can be done a little at a time: it pauses after about every 20 000 pixels.
 */
export function* flood(
  size: Vec3,
  seed: Vec3,
  accept: (u: number, v: number, w: number) => boolean,
  put: (w: number, v: number, u0: number, u1: number) => void,
  seen = new Uint8Array(Math.ceil((size[0] * size[1] * size[2]) / 8)),
): Generator<void, void> {
  const [width, height, depth] = size;
  const open = (row: number, u: number, v: number, w: number) => {
    const n = row + u;
    return !(seen[n >> 3]! & (1 << (n & 7))) && accept(u, v, w);
  };
  const stack: number[] = [];
  const rowOf = (v: number, w: number) => (w * height + v) * width;

  /** One seed for each run of open pixels in u0..u1 of a neighbouring row. */
  const look = (v: number, w: number, u0: number, u1: number) => {
    if (v < 0 || v >= height || w < 0 || w >= depth) return;
    const row = rowOf(v, w);
    let inside = false;
    for (let u = u0; u <= u1; u++) {
      const now = open(row, u, v, w);
      if (now && !inside) stack.push(row + u);
      inside = now;
    }
  };

  if (seed.some((n, axis) => n < 0 || n >= size[axis]!)) return;
  stack.push(rowOf(seed[1], seed[2]) + seed[0]);
  let work = 0;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const u = at % width;
    const v = Math.floor(at / width) % height;
    const w = Math.floor(at / (width * height));
    const row = at - u;
    if (!open(row, u, v, w)) continue;
    let u0 = u;
    let u1 = u;
    while (u0 > 0 && open(row, u0 - 1, v, w)) u0--;
    while (u1 < width - 1 && open(row, u1 + 1, v, w)) u1++;
    for (let n = row + u0; n <= row + u1; n++) seen[n >> 3]! |= 1 << (n & 7);
    put(w, v, u0, u1);
    look(v - 1, w, u0, u1);
    look(v + 1, w, u0, u1);
    look(v, w - 1, u0, u1);
    look(v, w + 1, u0, u1);
    work += u1 - u0 + 1;
    if (work > 20_000) {
      work = 0;
      yield;
    }
  }
}

/** The same, all at once. */
export function floodNow(...args: Parameters<typeof flood>): void {
  const steps = flood(...args);
  while (!steps.next().done);
}
