/** A box plot: quartiles, and whiskers to the furthest value within 1.5 interquartile ranges (Tukey 1977). */
export interface Box {
  readonly n: number;
  readonly low: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly high: number;
  readonly mean: number;
}

/** Quantile q (0..1) of ascending values, linear between neighbours (numpy's default). */
export function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return NaN;
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

/** The box of the finite values; null where there is none. */
export function boxOf(values: readonly number[]): Box | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((q) => quantile(sorted, q)) as [number, number, number];
  const reach = 1.5 * (q3 - q1);
  return {
    n: sorted.length,
    low: sorted.find((v) => v >= q1 - reach)!,
    q1,
    median,
    q3,
    high: sorted.findLast((v) => v <= q3 + reach)!,
    mean: sorted.reduce((a, b) => a + b, 0) / sorted.length,
  };
}

/** Agreement of two ways to measure one thing (Bland and Altman, Lancet 1986): bias ± 1.96 standard deviations. */
export interface BlandAltman {
  /** Mean of both and their difference (measured minus true), pair by pair. */
  readonly points: readonly { readonly mean: number; readonly difference: number }[];
  readonly bias: number;
  /** Sample standard deviation of the differences; NaN for fewer than two pairs. */
  readonly sd: number;
  readonly lower: number;
  readonly upper: number;
}

export function blandAltman(measured: readonly number[], truth: readonly number[]): BlandAltman | null {
  const points = measured
    .map((m, n) => ({ mean: (m + truth[n]!) / 2, difference: m - truth[n]! }))
    .filter((p) => Number.isFinite(p.mean));
  if (points.length === 0) return null;
  const bias = points.reduce((sum, p) => sum + p.difference, 0) / points.length;
  const squares = points.reduce((sum, p) => sum + (p.difference - bias) ** 2, 0);
  const sd = Math.sqrt(squares / (points.length - 1 || NaN));
  return { points, bias, sd, lower: bias - 1.96 * sd, upper: bias + 1.96 * sd };
}
