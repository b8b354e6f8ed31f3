/** One bar of the ribbon: one slice, or several where there are more slices than room. */
export interface Bin {
  readonly first: number;
  /** Last slice of the bar, inclusive. */
  readonly last: number;
  /** Largest area among its slices, 0..1 of the largest of all. */
  readonly height: number;
  /** Whether a person decided anything in one of them. */
  readonly decided: boolean;
}

/**
 * Bars for `slices` slices, at most `most` of them.
 * `area(w)` = pixels of the active label in slice w; `decided(w)` = pixels that a person decided there.
 */
export function binsOf(
  slices: number,
  most: number,
  area: (w: number) => number,
  decided: (w: number) => number,
): readonly Bin[] {
  const count = Math.max(1, Math.min(slices, Math.floor(most)));
  let largest = 0;
  for (let w = 0; w < slices; w++) largest = Math.max(largest, area(w));
  return Array.from({ length: count }, (_, n) => {
    const first = Math.floor((n * slices) / count);
    const last = Math.floor(((n + 1) * slices) / count) - 1;
    let top = 0;
    let touched = false;
    for (let w = first; w <= last; w++) {
      top = Math.max(top, area(w));
      touched ||= decided(w) > 0;
    }
    return { first, last, height: largest === 0 ? 0 : top / largest, decided: touched };
  });
}

/** Slice under x of a ribbon `width` wide. */
export const sliceAt = (x: number, width: number, slices: number): number =>
  Math.max(0, Math.min(slices - 1, Math.floor((x / Math.max(1, width)) * slices)));
