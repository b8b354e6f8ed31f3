import type { FusionTriple, GreyImage } from './greyImage.ts';

/** Edges of an image: Sobel strength, and direction in -π/2..π/2. */
interface Edges {
  readonly strength: Float64Array;
  readonly angle: Float64Array;
}

/**
 * Sobel's kernels [-1 0 1; -2 0 2; -1 0 1] and [1 2 1; 0 0 0; -1 -2 -1], convolved (turned over); zeros outside the image.
 * Their signs count: a direction without Sx is π/2, never -π/2.
 */
function edgesOf({ width, height, values }: GreyImage): Edges {
  const strength = new Float64Array(width * height);
  const angle = new Float64Array(width * height);
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x]!);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = (u: number) => at(u, y - 1) + 2 * at(u, y) + at(u, y + 1);
      const row = (v: number) => at(x - 1, v) + 2 * at(x, v) + at(x + 1, v);
      const sx = column(x - 1) - column(x + 1);
      const sy = row(y + 1) - row(y - 1);
      const n = y * width + x;
      strength[n] = Math.sqrt(sx * sx + sy * sy);
      angle[n] = sx === 0 ? Math.PI / 2 : Math.atan(sy / sx);
    }
  }
  return { strength, angle };
}

/** How much of a source's edge at n arrived: Q = Qg Qα, sigmoids with the constants of Xydeas and Petrović. */
function transfer(source: Edges, fused: Edges, n: number): number {
  const [from, to] = [source.strength[n]!, fused.strength[n]!];
  // of equal strengths the published programs keep the strength itself, not 1; without an edge that is 0
  const kept = from > to ? to / from : from < to ? from / to : to;
  const turned = 1 - Math.abs(source.angle[n]! - fused.angle[n]!) / (Math.PI / 2);
  return (0.9994 / (1 + Math.exp(-15 * (kept - 0.5)))) * (0.9879 / (1 + Math.exp(-22 * (turned - 0.8))));
}

/**
 * Q^AB/F: the part of both sources' edges that the fusion kept, weighted by their strength
 * (Xydeas and Petrović 2000, doi 10.1049/el:20000267). 0..1; 0 where neither source has an edge.
 */
export function edgeTransfer({ a, b, fused }: FusionTriple): number {
  const f = edgesOf(fused);
  let kept = 0;
  let all = 0;
  for (const source of [edgesOf(a), edgesOf(b)]) {
    for (let n = 0; n < f.strength.length; n++) {
      kept += transfer(source, f, n) * source.strength[n]!;
      all += source.strength[n]!;
    }
  }
  return all > 0 ? kept / all : 0;
}
