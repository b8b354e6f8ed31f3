/** Round numbers from at or below `low` to at or above `high`, about `wanted` steps: 1, 2 or 5 times a power of ten apart. */
export function ticksOf(
  low: number,
  high: number,
  wanted = 6,
): { readonly ticks: readonly number[]; readonly digits: number } {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999)!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return { ticks: Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step), digits };
}
