import { conv2dDirect, directBackpropFilter, directScratch } from './direct';
import { conv2dWinograd, winogradBackpropFilter, winogradScratch } from './winograd';

/** Output pixels below which transforming the filter costs more than it saves. */
const LEAST_PIXELS: i32 = 32;
/** Below, the transforms take as long as they save. */
const LEAST_CHANNELS: i32 = 12;

/** Whether a convolution takes the shorter way after Winograd. */
function isShort(
  n: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  out: i32,
  strideY: i32,
  strideX: i32,
  outHeight: i32,
  outWidth: i32,
): bool {
  return (
    kernelHeight == 3 &&
    kernelWidth == 3 &&
    strideY == 1 &&
    strideX == 1 &&
    (channels & 3) == 0 &&
    (out & 3) == 0 &&
    channels >= LEAST_CHANNELS &&
    out >= LEAST_CHANNELS &&
    n * outHeight * outWidth >= LEAST_PIXELS
  );
}

/** Bytes of scratch of conv2d and of conv2dBackpropFilter, from the sizes that these take. */
export function conv2dScratch(
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  out: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): usize {
  return isShort(n, channels, kernelHeight, kernelWidth, out, strideY, strideX, outHeight, outWidth)
    ? winogradScratch(channels, out, outHeight, outWidth)
    : directScratch(width, channels, kernelHeight, kernelWidth, out, strideY, strideX, left, outHeight, outWidth);
}

/**
 * y[n, outHeight, outWidth, out] = x[n, height, width, channels] convolved with filter [kh, kw, channels, out], within
 * [low, high]. turned: the filter is [kh, kw, out, channels] and used rotated by 180°, which makes this the gradient of
 * the input of a convolution with stride 1. bias: `out` values, or 0. Zeros lie `top` and `left` of the image, and
 * beyond its ends.
 */
export function conv2d(
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  scratch: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  out: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
  turned: bool,
  low: f32,
  high: f32,
): void {
  if (isShort(n, channels, kernelHeight, kernelWidth, out, strideY, strideX, outHeight, outWidth)) {
    conv2dWinograd(
      x,
      filter,
      bias,
      y,
      scratch,
      n,
      height,
      width,
      channels,
      out,
      top,
      left,
      outHeight,
      outWidth,
      turned,
      low,
      high,
    );
  } else {
    conv2dDirect(
      x,
      filter,
      bias,
      y,
      scratch,
      n,
      height,
      width,
      channels,
      kernelHeight,
      kernelWidth,
      out,
      strideY,
      strideX,
      top,
      left,
      outHeight,
      outWidth,
      turned,
      low,
      high,
    );
  }
}

/**
 * Gradient of the filter, [kh, kw, channels, out]: dw[ky, kx, i, o] = Σ x[n, y·s + ky - top, x·s + kx - left, i] ·
 * dy[n, y, x, o].
 */
export function conv2dBackpropFilter(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  out: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  if (isShort(n, channels, kernelHeight, kernelWidth, out, strideY, strideX, outHeight, outWidth)) {
    winogradBackpropFilter(x, dy, dw, scratch, n, height, width, channels, out, top, left, outHeight, outWidth);
  } else {
    directBackpropFilter(
      x,
      dy,
      dw,
      scratch,
      n,
      height,
      width,
      channels,
      kernelHeight,
      kernelWidth,
      out,
      strideY,
      strideX,
      top,
      left,
      outHeight,
      outWidth,
    );
  }
}
