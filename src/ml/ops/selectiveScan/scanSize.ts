/** What a selective scan runs over. Groups have their own B, C and coefficients; SS2D's four directions are four groups. */
export interface ScanSize {
  readonly groups: number;
  readonly batch: number;
  /** Positions of a sequence: height * width of a map. */
  readonly length: number;
  readonly channels: number;
  /** Values of the hidden state of one channel, Mamba's d_state. */
  readonly states: number;
}

/**
 * How a scan reads its input.
 * `grid` absent: every group is a sequence of its own, visited from first to last; u and y have a group axis of their own.
 * `grid` [height, width]: four groups visit one map in four directions (cross scan) and their outputs are added (cross
 * merge); u and y have one group.
 */
export interface ScanAttrs {
  /** Whether the step size is softplus(delta + bias) or delta + bias itself. */
  readonly softplus: boolean;
  readonly grid?: readonly [number, number];
}

export const DIRECTIONS = 4;

/**
 * Row-major position visited at each step of direction k of a height x width map (VMamba's cross scan,
 * arXiv:2401.10166): 0 along rows, 1 along columns, 2 and 3 the same backwards.
 */
export const crossRoute = (k: number, height: number, width: number): Int32Array => {
  const length = height * width;
  return Int32Array.from({ length }, (_, t) => {
    const s = k >= 2 ? length - 1 - t : t;
    return k % 2 === 0 ? s : (s % height) * width + Math.floor(s / height);
  });
};

/** Reads the size off the shapes: delta [k, b, l, e] and bc [k, b, l, 2n]. */
export const scanSize = (delta: readonly number[], bc: readonly number[]): ScanSize => ({
  groups: delta[0]!,
  batch: delta[1]!,
  length: delta[2]!,
  channels: delta[3]!,
  states: bc[3]! / 2,
});
