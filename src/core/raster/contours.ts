/**
 * Outlines of the non-zero pixels of a mask (width * height, row by row), as closed polygons through the middles of the pixel
 * edges: x0, y0, x1, y1, ... in pixels, pixel (u, v) covering u..u+1, v..v+1. Outer ones run clockwise on the screen, holes
 * the other way; pixels that touch only at a corner are apart. The even-odd area is n - outer / 2 + holes / 2 pixels.
 */
export function contours(mask: Uint8Array, width: number, height: number): number[][] {
  const across = width + 1;
  // by grid vertex: directions in which an edge leaves it, as bits; the inside lies to the right of the edge
  const leaving = new Uint8Array(across * (height + 1));
  const inside = (u: number, v: number) => u >= 0 && v >= 0 && u < width && v < height && mask[v * width + u] !== 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      if (mask[v * width + u] === 0) continue;
      const at = v * across + u;
      if (!inside(u, v - 1)) leaving[at]! |= 1 << RIGHT;
      if (!inside(u + 1, v)) leaving[at + 1]! |= 1 << DOWN;
      if (!inside(u, v + 1)) leaving[at + across + 1]! |= 1 << LEFT;
      if (!inside(u - 1, v)) leaving[at + across]! |= 1 << UP;
    }
  }
  const loops: number[][] = [];
  const step = [1, across, -1, -across];
  for (let start = 0; start < leaving.length; start++) {
    while (leaving[start] !== 0) {
      const loop: number[] = [];
      let at = start;
      let way = Math.log2(leaving[start]! & -leaving[start]!);
      while (leaving[at]! & (1 << way)) {
        leaving[at]! &= ~(1 << way);
        const u = at % across;
        const v = (at - u) / across;
        loop.push(u + DX[way]! / 2, v + DY[way]! / 2);
        at += step[way]!;
        // right turn first: corners do not join pixels
        way = [way + 1, way, way + 3].map((d) => d % 4).find((d) => leaving[at]! & (1 << d)) ?? way;
      }
      loops.push(loop);
    }
  }
  return loops;
}

const RIGHT = 0;
const DOWN = 1;
const LEFT = 2;
const UP = 3;
const DX = [1, 0, -1, 0];
const DY = [0, 1, 0, -1];
