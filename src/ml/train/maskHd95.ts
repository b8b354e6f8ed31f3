/**
 * 95th percentile (linear between neighbours) of the distances from the border pixels of each of two masks to the other's
 * border, both directions together, as medpy defines it; a border pixel is one with a 4-neighbour outside the mask or the image.
 * Masks are row by row, inside = `label`; spacing is [between rows, between columns]. null where either mask is empty.
 */
export function maskHd95(
  truth: Uint8Array,
  mask: Uint8Array,
  [height, width]: readonly [number, number],
  [stepV, stepU]: readonly [number, number],
  label: number,
): number | null {
  const borders = [truth, mask].map((m) => borderOf(m, height, width, label));
  const [a, b] = borders as [Uint32Array, Uint32Array];
  if (a.length === 0 || b.length === 0) return null;
  const distances = [
    ...distancesTo(b, a, height, width, stepV, stepU),
    ...distancesTo(a, b, height, width, stepV, stepU),
  ];
  distances.sort((x, y) => x - y);
  const at = 0.95 * (distances.length - 1);
  const low = distances[Math.floor(at)]!;
  return low + (distances[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

function borderOf(mask: Uint8Array, height: number, width: number, label: number): Uint32Array {
  const out: number[] = [];
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (mask[n] !== label) continue;
      const inner =
        v > 0 &&
        u > 0 &&
        v < height - 1 &&
        u < width - 1 &&
        mask[n - 1] === label &&
        mask[n + 1] === label &&
        mask[n - width] === label &&
        mask[n + width] === label;
      if (!inner) out.push(n);
    }
  }
  return Uint32Array.from(out);
}

/** Distance of each of `points` to the nearest of `targets`: nearest along its column first, then over the columns. */
function distancesTo(
  targets: Uint32Array,
  points: Uint32Array,
  height: number,
  width: number,
  stepV: number,
  stepU: number,
): number[] {
  const along = new Float64Array(height * width).fill(Infinity);
  for (const n of targets) along[n] = 0;
  for (let n = width; n < along.length; n++) along[n] = Math.min(along[n]!, along[n - width]! + stepV);
  for (let n = along.length - width - 1; n >= 0; n--) along[n] = Math.min(along[n]!, along[n + width]! + stepV);
  return Array.from(points, (n) => {
    const row = n - (n % width);
    let best = Infinity;
    for (let u = 0; u < width; u++) {
      const across = (u - (n % width)) * stepU;
      best = Math.min(best, across * across + along[row + u]! ** 2);
    }
    return Math.sqrt(best);
  });
}
