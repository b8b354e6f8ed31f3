import type { LearnOptions } from '../../core/learn.ts';

export type LossMix = LearnOptions['loss'];

/** Losses in a mix at most: three can be told apart on the bar. */
export const MOST_LOSSES = 3;

/** Whole numbers in the proportions of `parts` that add up to `total`: largest remainders (Hamilton); equal if all are 0. */
function apportion(parts: readonly number[], total: number): number[] {
  const sum = parts.reduce((a, p) => a + p, 0);
  const exact = parts.map((p) => (sum > 0 ? (total * p) / sum : total / parts.length));
  const out = exact.map((e) => Math.floor(e + 1e-9));
  const order = exact.map((e, n) => ({ n, rest: e - out[n]! })).sort((a, b) => b.rest - a.rest || a.n - b.n);
  let missing = total - out.reduce((a, b) => a + b, 0);
  for (const { n } of order) if (missing-- > 0) out[n]!++;
  return out;
}

/** Shares of the losses in whole percent; they add up to 100. */
export const percents = (mix: LossMix): number[] =>
  apportion(
    mix.map(([weight]) => weight),
    100,
  );

const withPercents = (mix: LossMix, shares: readonly number[]): LossMix =>
  mix.map(([, id], n) => [shares[n]! / 100, id] as const);

/** Where one loss ends and the next begins, in percent, without the end of the last. */
export function boundaries(mix: LossMix): number[] {
  let at = 0;
  return percents(mix)
    .slice(0, -1)
    .map((p) => (at += p));
}

/** The mix whose losses end at `at` (percent, ascending); the last ends at 100. */
export const withBoundaries = (mix: LossMix, at: readonly number[]): LossMix =>
  withPercents(
    mix,
    mix.map((_, n) => (at[n] ?? 100) - (at[n - 1] ?? 0)),
  );

/** Gives loss n a share in percent; the others divide the rest as before. A single loss keeps all. */
export function withShare(mix: LossMix, n: number, percent: number): LossMix {
  if (mix.length < 2) return withPercents(mix, [100]);
  const share = Math.min(100, Math.max(0, Math.round(percent)));
  const others = percents(mix).filter((_, m) => m !== n);
  return withPercents(mix, apportion(others, 100 - share).toSpliced(n, 0, share));
}

/** The mix with one loss more, which gets its even share of the whole. */
export const withLoss = (mix: LossMix, id: string): LossMix =>
  withShare([...mix, [0, id]], mix.length, Math.round(100 / (mix.length + 1)));

/** The mix without loss n. The last one cannot go. */
export const withoutLoss = (mix: LossMix, n: number): LossMix =>
  mix.length < 2 ? mix : withPercents(mix.toSpliced(n, 1), percents(mix.toSpliced(n, 1)));

/** The mix with another loss in place n. */
export const withOther = (mix: LossMix, n: number, id: string): LossMix => mix.with(n, [mix[n]![0], id]);
