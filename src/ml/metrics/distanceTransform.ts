/**
 * Exact Euclidean distance from every element to the nearest site, in the unit of `spacing`; 0 at sites, Infinity where
 * there is none. `sites` (non-zero = site), `size` and `spacing` name their axes fastest first: (x, y) or (x, y, z).
 * One lower envelope of parabolas a line and axis, so the time is linear in the number of elements:
 * Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, Theory of Computing 8 (2012).
 */
export function distanceTransform(
  sites: ArrayLike<number>,
  size: readonly number[],
  spacing: readonly number[],
): Float64Array {
  const field = new Float64Array(sites.length);
  for (let n = 0; n < field.length; n++) field[n] = sites[n] ? 0 : Infinity;
  // slowest axis first: squares are then added in the order of SciPy's distance_transform_edt, to the same last bit
  for (let axis = size.length - 1; axis >= 0; axis--) sweep(field, size, axis, spacing[axis]!);
  for (let n = 0; n < field.length; n++) field[n] = Math.sqrt(field[n]!);
  return field;
}

/** Replaces every line f along `axis` by min over q of f(q) + (spacing (p - q))². */
function sweep(field: Float64Array, size: readonly number[], axis: number, spacing: number): void {
  const count = size[axis]!;
  const step = size.slice(0, axis).reduce((p, n) => p * n, 1);
  const line = new Float64Array(count);
  /** Lowest parabolas from left to right, and where each begins to be the lowest. */
  const apex = new Int32Array(count);
  const from = new Float64Array(count);
  for (let block = 0; block < field.length; block += step * count) {
    for (let start = block; start < block + step; start++) {
      let parabolas = 0;
      for (let q = 0; q < count; q++) {
        const f = field[start + q * step]!;
        line[q] = f;
        if (f === Infinity) continue;
        let begin = -Infinity;
        while (parabolas > 0) {
          const p = apex[parabolas - 1]!;
          begin = (p + q) / 2 + (f - line[p]!) / (2 * spacing * spacing * (q - p));
          if (begin > from[parabolas - 1]!) break;
          parabolas--;
          begin = -Infinity;
        }
        apex[parabolas] = q;
        from[parabolas++] = begin;
      }
      if (parabolas === 0) continue;
      let lowest = 0;
      for (let p = 0; p < count; p++) {
        while (lowest + 1 < parabolas && from[lowest + 1]! < p) lowest++;
        const q = apex[lowest]!;
        const along = spacing * (p - q);
        field[start + p * step] = line[q]! + along * along;
      }
    }
  }
}
