import { evenParts, type Part } from '../../wasm/evenParts.ts';

/** Sizes of a convolution in the order in which the kernels take them. */
export type ConvSizes = readonly [
  n: number,
  height: number,
  width: number,
  channels: number,
  kernelHeight: number,
  kernelWidth: number,
  out: number,
  strideY: number,
  strideX: number,
  top: number,
  left: number,
  outHeight: number,
  outWidth: number,
];

/** A convolution that gives a part of another's output. x, y: where its input and its output lie, bytes from the whole's. */
export interface ConvPart {
  readonly x: number;
  readonly y: number;
  readonly sizes: ConvSizes;
}

/** Multiplications of the sum as it is defined. */
export const convWork = ([n, , , channels, kh, kw, out, , , , , outHeight, outWidth]: ConvSizes): number =>
  n * outHeight * outWidth * out * kh * kw * channels;

/** Output pixels from which the kernels may choose another way: a part must go the way of the whole. */
const LEAST_PIXELS = 32;

/** The images of a batch. */
export function cutImages(sizes: ConvSizes, count: number): readonly ConvPart[] {
  const [n, height, width, channels, kh, kw, out, strideY, strideX, top, left, outHeight, outWidth] = sizes;
  return evenParts(n, count).map(([from, to]) => ({
    x: 4 * from * height * width * channels,
    y: 4 * from * outHeight * outWidth * out,
    sizes: [to - from, height, width, channels, kh, kw, out, strideY, strideX, top, left, outHeight, outWidth],
  }));
}

/** Lines from..to of the output of image `image`, out of the input lines from the first that they see. */
function linesOf(sizes: ConvSizes, image: number, [from, to]: Part): ConvPart {
  const [, height, width, channels, kh, kw, out, strideY, strideX, top, left, outHeight, outWidth] = sizes;
  const seen = from * strideY - top;
  const first = Math.min(height, Math.max(0, seen));
  return {
    x: 4 * (image * height + first) * width * channels,
    y: 4 * (image * outHeight + from) * outWidth * out,
    sizes: [1, height - first, width, channels, kh, kw, out, strideY, strideX, first - seen, left, to - from, outWidth],
  };
}

/**
 * Cuts a convolution into about `count` parts: its images, or lines of each where there are too few. An even number of
 * lines keeps the tiles of Winograd's way, so that every value comes out the same however it is cut.
 */
export function cutConv(sizes: ConvSizes, count: number): readonly ConvPart[] {
  const [n, outHeight, outWidth] = [sizes[0], sizes[11], sizes[12]];
  const images = Array.from({ length: n }, (_, image) => image);
  const lines = () => evenParts(outHeight, count, 2);
  const parts = n >= count ? cutImages(sizes, count) : images.flatMap((i) => lines().map((p) => linesOf(sizes, i, p)));
  const small = ([m, , , , , , , , , , , tall, wide]: ConvSizes) => m * tall * wide < LEAST_PIXELS;
  const changes = n * outHeight * outWidth >= LEAST_PIXELS && parts.some((part) => small(part.sizes));
  return changes ? cutImages(sizes, 1) : parts;
}
