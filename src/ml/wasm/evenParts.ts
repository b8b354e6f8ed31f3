/** A part of 0..n: from `from` up to, not including, `to`. */
export type Part = readonly [from: number, to: number];

/** Cuts 0..n into at most `count` parts as even as multiples of `step` allow; none is empty. */
export function evenParts(n: number, count: number, step = 1): readonly Part[] {
  const steps = Math.ceil(n / step);
  const parts = Math.max(1, Math.min(count, steps));
  const edge = (part: number) => Math.min(n, Math.floor((part * steps) / parts) * step);
  return Array.from({ length: parts }, (_, part): Part => [edge(part), edge(part + 1)]);
}
