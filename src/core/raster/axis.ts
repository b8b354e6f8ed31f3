/**
 * A row of screen pixels over a row of voxels: the centre of screen pixel i lies at voxel position origin + i * step,
 * where voxel n is centred on n. `step` is negative on a mirrored axis. `stride` is the element step of one voxel.
 */
export interface Axis {
  readonly origin: number;
  readonly step: number;
  readonly size: number;
  readonly stride: number;
}

/**
 * Which element of a slice a row and a column of device pixels show: the screen axes as straight walks over the array.
 * Flips, quarter turns, zoom and planes are all in these numbers. The element at pixel (i, j) is
 * base + x-position * x.stride + y-position * y.stride.
 */
export interface ScreenAxes {
  readonly base: number;
  readonly x: Axis;
  readonly y: Axis;
}

/** A box of screen pixels, x1 and y1 excluded. */
export interface ScreenBox {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Screen pixels (first, behind the last) whose centre lies over voxels, cut to from..to. */
export function covered(axis: Axis, from: number, to: number): [number, number] {
  const at = (position: number) => (position - axis.origin) / axis.step;
  const [low, high] = axis.step > 0 ? [at(-0.5), at(axis.size - 0.5)] : [at(axis.size - 0.5), at(-0.5)];
  const first = Math.min(to, Math.max(from, Math.ceil(low)));
  return [first, Math.max(first, Math.min(to, Math.ceil(high)))];
}
