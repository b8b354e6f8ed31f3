/**
 * Resizes [height, width, channels] (row by row) to another height and width.
 * Linear between pixel centres (half-pixel convention); when shrinking, each output pixel is the triangle-weighted mean
 * of what it covers, so that nothing aliases.
 */
export function resize(
  input: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  [toHeight, toWidth]: readonly [number, number],
): Float32Array {
  if (height === toHeight && width === toWidth) return input;
  const wide = along(input, height, width, channels, toWidth);
  // rows are resized as the columns of the transposed problem: each row is one "pixel" of width * channels values
  return along(wide, 1, height, toWidth * channels, toHeight);
}

/** Resizes the middle axis of [outer, from, inner] to `to`. */
function along(input: Float32Array, outer: number, from: number, inner: number, to: number): Float32Array {
  if (from === to) return input;
  const out = new Float32Array(outer * to * inner);
  const scale = from / to;
  const reach = Math.max(1, scale);
  for (let t = 0; t < to; t++) {
    const centre = (t + 0.5) * scale - 0.5;
    const first = Math.ceil(centre - reach);
    const last = Math.floor(centre + reach);
    const weights: number[] = [];
    let sum = 0;
    for (let s = first; s <= last; s++) {
      const weight = Math.max(0, 1 - Math.abs(s - centre) / reach);
      weights.push(weight);
      sum += weight;
    }
    for (let o = 0; o < outer; o++) {
      const target = (o * to + t) * inner;
      for (let k = 0; k < weights.length; k++) {
        const weight = weights[k]! / sum;
        if (weight === 0) continue;
        const source = (o * from + Math.max(0, Math.min(from - 1, first + k))) * inner;
        for (let c = 0; c < inner; c++) out[target + c]! += weight * input[source + c]!;
      }
    }
  }
  return out;
}
