export interface BorderOptions {
  /** Weight at a border that two cells share. */
  readonly w0: number;
  /** How far it reaches, pixels. */
  readonly sigma: number;
}

/**
 * U-Net's weight of each pixel (Ronneberger et al. 2015, arXiv:1505.04597, equation 2):
 * w = w_c + w0 exp(-(d1 + d2)² / (2 σ²)) in the background, with d1 and d2 the distances to the nearest and second nearest
 * cell, and w_c balancing background and cells to the same sum; cells have w_c alone.
 * `cells` holds one number a cell, 0 = background, row by row. With fewer than two cells no border is shared.
 */
export function borderWeights(
  cells: ArrayLike<number>,
  width: number,
  height: number,
  { w0, sigma }: BorderOptions = { w0: 10, sigma: 5 },
): Float32Array {
  const n = width * height;
  const numbers = [...new Set(Array.from(cells))].filter((c) => c !== 0);
  const background = Array.from(cells).reduce<number>((sum, c) => sum + Number(c === 0), 0);
  const balance = [n / (2 * Math.max(1, background)), n / (2 * Math.max(1, n - background))] as const;
  const nearest = new Float64Array(n).fill(Infinity);
  const second = new Float64Array(n).fill(Infinity);
  for (const cell of numbers) {
    const distance = squaredDistance(cells, cell, width, height);
    for (let i = 0; i < n; i++) {
      const d = distance[i]!;
      if (d < nearest[i]!) {
        second[i] = nearest[i]!;
        nearest[i] = d;
      } else if (d < second[i]!) second[i] = d;
    }
  }
  return Float32Array.from({ length: n }, (_, i) => {
    if (cells[i] !== 0) return balance[1];
    const sum = Math.sqrt(nearest[i]!) + Math.sqrt(second[i]!);
    return balance[0] + w0 * Math.exp(-(sum * sum) / (2 * sigma * sigma));
  });
}

/** Squared distance of every pixel to the nearest pixel of `cell`: along rows, then the lower envelope of parabolas down columns. */
function squaredDistance(cells: ArrayLike<number>, cell: number, width: number, height: number): Float64Array {
  const out = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0, d = Infinity; x < width; x++) out[row + x] = d = cells[row + x] === cell ? 0 : d + 1;
    for (let x = width - 1, d = Infinity; x >= 0; x--) {
      d = cells[row + x] === cell ? 0 : d + 1;
      out[row + x] = Math.min(out[row + x]!, d) ** 2;
    }
  }
  const column = new Float64Array(height);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) column[y] = out[y * width + x]!;
    lowerEnvelope(column, (y, d) => (out[y * width + x] = d));
  }
  return out;
}

/** min over q of f(q) + (y - q)² for each y (Felzenszwalb and Huttenlocher 2012). */
function lowerEnvelope(f: Float64Array, write: (y: number, d: number) => void): void {
  const roots: number[] = [];
  const starts: number[] = [];
  for (let q = 0; q < f.length; q++) {
    if (f[q] === Infinity) continue;
    let start = -Infinity;
    while (roots.length > 0) {
      const r = roots.at(-1)!;
      start = (f[q]! + q * q - f[r]! - r * r) / (2 * (q - r));
      if (start > starts.at(-1)!) break;
      roots.pop();
      starts.pop();
      start = -Infinity;
    }
    roots.push(q);
    starts.push(start);
  }
  for (let y = 0, k = 0; y < f.length; y++) {
    while (k + 1 < roots.length && starts[k + 1]! <= y) k++;
    const r = roots[k];
    write(y, r === undefined ? Infinity : f[r]! + (y - r) ** 2);
  }
}
