/** A grey image, values 0..255 (whole or not), row by row from the top. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

/** The two sources of a fusion and what was made of them, all of one size. */
export interface FusionTriple {
  readonly a: GreyImage;
  readonly b: GreyImage;
  readonly fused: GreyImage;
}

/** Shortest side that every figure is defined on: SSIM's window. */
export const LEAST_SIDE = 7;

/** Throws RangeError in one line where sizes differ, a side is below 7 px, or a value is not within 0..255. */
export function checkTriple(triple: FusionTriple): void {
  const { width, height } = triple.fused;
  for (const [name, image] of Object.entries(triple) as [string, GreyImage][]) {
    if (image.width !== width || image.height !== height)
      throw new RangeError(`${name} is ${image.width} x ${image.height}, fused ${width} x ${height}.`);
    if (width < LEAST_SIDE || height < LEAST_SIDE)
      throw new RangeError(`The images are ${width} x ${height}; ${LEAST_SIDE} x ${LEAST_SIDE} is the least.`);
    if (image.values.length !== width * height)
      throw new RangeError(`${name} has ${image.values.length} values; ${width} x ${height} needs ${width * height}.`);
    for (let n = 0; n < image.values.length; n++) {
      const v = image.values[n]!;
      if (!(v >= 0 && v <= 255)) throw new RangeError(`${name} holds ${v}; grey values are 0..255.`);
    }
  }
}
