/** A true and a predicted mask (non-zero = inside) of one structure on one grid. */
export interface MaskPair {
  readonly truth: Uint8Array;
  readonly pred: Uint8Array;
  /** Elements along each axis, fastest first: (x, y) of a slice, (x, y, z) of a volume. */
  readonly size: readonly number[];
  /** Distance between element centres along the same axes: mm, or 1 where it is unknown; distances are in px then. */
  readonly spacing: readonly number[];
}

/** The pair cut to the bounding box of both masks; null where both are empty. Throws where the sides do not fit. */
export function cropped({ truth, pred, size, spacing }: MaskPair): MaskPair | null {
  const count = size.reduce((p, n) => p * n, 1);
  if ((size.length !== 2 && size.length !== 3) || spacing.length !== size.length)
    throw new Error(`Masks have 2 or 3 sides, each with a spacing; here ${size.length} and ${spacing.length}.`);
  if (truth.length !== count || pred.length !== count)
    throw new Error(`Masks of ${truth.length} and ${pred.length} elements do not fill ${size.join(' × ')}.`);
  const [width, height, depth] = [size[0]!, size[1]!, size[2] ?? 1];
  const low = [width, height, depth];
  const high = [-1, -1, -1];
  for (let z = 0, n = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, n++) {
        if (!truth[n] && !pred[n]) continue;
        if (x < low[0]!) low[0] = x;
        if (x > high[0]!) high[0] = x;
        if (y < low[1]!) low[1] = y;
        if (y > high[1]!) high[1] = y;
        if (z < low[2]!) low[2] = z;
        high[2] = z;
      }
    }
  }
  if (high[2]! < 0) return null;
  const sides = low.map((n, axis) => high[axis]! - n + 1) as [number, number, number];
  const cut = (mask: Uint8Array): Uint8Array => {
    const out = new Uint8Array(sides[0] * sides[1] * sides[2]);
    for (let z = 0, to = 0; z < sides[2]; z++) {
      for (let y = 0; y < sides[1]; y++, to += sides[0]) {
        const from = low[0]! + width * (low[1]! + y + height * (low[2]! + z));
        out.set(mask.subarray(from, from + sides[0]), to);
      }
    }
    return out;
  };
  return { truth: cut(truth), pred: cut(pred), size: sides.slice(0, size.length), spacing };
}
