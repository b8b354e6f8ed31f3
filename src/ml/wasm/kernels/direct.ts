import { packPanels, PANEL, panelBytes, packedBytes } from './panels';
import { addFloats, copyFloats, floats } from './simd';
import { multiplyPanels } from './matmul';
import { padStrip } from './strips';
import { columnsTile, rowsTile } from './tiles';

/** Bytes of a strip of input lines that are worked through while they stay in the cache. */
const STRIP_BYTES: i32 = 1 << 17;

/** Lines of output that one strip yields. */
function stripLines(width: i32, channels: i32, kernel: i32, stride: i32, lines: i32): i32 {
  const fit = STRIP_BYTES / max(1, (width * channels) << 2);
  return max(1, min(lines, (fit - kernel) / stride + 1));
}

/** Bytes of scratch of conv2dDirect and of directBackpropFilter. */
export function directScratch(
  width: i32,
  channels: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  out: i32,
  strideY: i32,
  strideX: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): usize {
  const padded = max(left + width, (outWidth - 1) * strideX + kernelWidth);
  const lines = stripLines(padded, channels, kernelHeight, strideY, outHeight);
  const strip = floats(((lines - 1) * strideY + kernelHeight) * padded * channels);
  return packedBytes(kernelHeight * kernelWidth * channels, out) + strip + floats(lines * outWidth);
}

/**
 * y[n, outHeight, outWidth, out] = x[n, height, width, channels] convolved with filter, within [low, high].
 * A window's rows lie side by side in NHWC, so each is a run of kernelWidth · channels values: no window is unrolled.
 * turned: the filter is [kh, kw, out, channels] and used rotated by 180°, which makes this the gradient of the input of
 * a convolution with stride 1. bias: `out` values, or 0. Zeros lie `top` and `left` of the image, and beyond its ends.
 */
export function conv2dDirect(
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
  const taps = kernelHeight * kernelWidth;
  const k = taps * channels;
  const tap = floats(channels * out);
  if (turned) {
    packPanels(scratch, filter + (taps - 1) * tap, taps, -(<isize>tap), channels, out, 4, floats(channels), bias);
  } else packPanels(scratch, filter, taps, tap, channels, out, floats(out), 4, bias);

  const reach = (outWidth - 1) * strideX + kernelWidth;
  const pads = top > 0 || left > 0 || reach > width || (outHeight - 1) * strideY + kernelHeight > height;
  const padded = pads ? max(reach, left + width) : width;
  const lines = stripLines(padded, channels, kernelHeight, strideY, outHeight);
  const strip = scratch + packedBytes(k, out);
  const line = floats(padded * channels);
  const rows = strip + ((lines - 1) * strideY + kernelHeight) * line;
  for (let oy = 0, at = rows; oy < lines; oy++) {
    for (let ox = 0; ox < outWidth; ox++, at += 4)
      store<usize>(at, oy * strideY * line + floats(ox * strideX * channels));
  }

  for (let image = 0; image < n; image++) {
    for (let first = 0; first < outHeight; first += lines) {
      const count = min(lines, outHeight - first);
      const from = first * strideY - top;
      let source = x + from * line;
      if (pads) {
        padStrip(strip, x, from, (count - 1) * strideY + kernelHeight, height, width, channels, left, padded);
        source = strip;
      }
      windowsTimesPanels(
        source,
        rows,
        count * outWidth,
        kernelHeight,
        kernelWidth * channels,
        line,
        scratch,
        y + floats(first * outWidth * out),
        out,
        low,
        high,
      );
    }
    x += floats(height * width * channels);
    y += floats(outHeight * outWidth * out);
  }
}

/** y[m, n] = windows · panels; window i starts at source + rows[i] and has `segments` runs of `length` values. */
function windowsTimesPanels(
  source: usize,
  rows: usize,
  m: i32,
  segments: i32,
  length: i32,
  segmentStride: usize,
  panels: usize,
  y: usize,
  n: i32,
  low: f32,
  high: f32,
): void {
  for (let column = 0; column < n; column += PANEL) {
    const columns = min(PANEL, n - column);
    for (let i = 0; i < m; i += 4) {
      const at = rows + floats(i);
      const last = m - 1 - i;
      const i1 = min(1, last);
      const i2 = min(2, last);
      const i3 = min(3, last);
      const to = y + floats(i * n + column);
      rowsTile(
        source + load<usize>(at),
        source + load<usize>(at + floats(i1)),
        source + load<usize>(at + floats(i2)),
        source + load<usize>(at + floats(i3)),
        segments,
        length,
        segmentStride,
        panels,
        to,
        to + floats(i1 * n),
        to + floats(i2 * n),
        to + floats(i3 * n),
        columns,
        low,
        high,
      );
    }
    panels += panelBytes(segments * length);
  }
}

/**
 * Gradient of the filter, [kh, kw, channels, out]: dw[ky, kx, i, o] = Σ x[n, y·s + ky - top, x·s + kx - left, i] ·
 * dy[n, y, x, o]. Scratch as conv2dDirect's.
 */
export function directBackpropFilter(
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
  const length = kernelWidth * channels;
  const reach = (outWidth - 1) * strideX + kernelWidth;
  const pads = top > 0 || left > 0 || reach > width || (outHeight - 1) * strideY + kernelHeight > height;
  const padded = pads ? max(reach, left + width) : width;
  const lines = stripLines(padded, channels + out, kernelHeight, strideY, outHeight);
  const line = floats(padded * channels);
  memory.fill(dw, 0, floats(kernelHeight * length * out));

  for (let image = 0; image < n; image++) {
    for (let first = 0; first < outHeight; first += lines) {
      const count = min(lines, outHeight - first);
      const from = first * strideY - top;
      let source = x + from * line;
      if (pads) {
        padStrip(scratch, x, from, (count - 1) * strideY + kernelHeight, height, width, channels, left, padded);
        source = scratch;
      }
      for (let ky = 0; ky < kernelHeight; ky++) {
        for (let i = 0; i < length; i += 4) {
          for (let column = 0; column < out; column += PANEL) {
            columnsTile(
              source + ky * line + floats(i),
              floats(strideX * channels),
              strideY * line,
              dy + floats(first * outWidth * out + column),
              floats(out),
              count,
              outWidth,
              dw + floats((ky * length + i) * out + column),
              floats(out),
              min(4, length - i),
              min(PANEL, out - column),
            );
          }
        }
      }
    }
    x += floats(height * width * channels);
    dy += floats(outHeight * outWidth * out);
  }
}

/** Bytes of scratch of conv2dBackpropInput, from the sizes that it takes. */
export function conv2dBackpropInputScratch(
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
  const k = kernelHeight * kernelWidth * channels;
  const padded = max(left + width, (outWidth - 1) * strideX + kernelWidth);
  const tall = max(top + height, (outHeight - 1) * strideY + kernelHeight);
  return packedBytes(out, k) + floats(outWidth * k + tall * padded * channels);
}

/**
 * Gradient of the input for any stride: a line of dy times the transposed filter gives the share of every tap, and
 * the shares are added where the taps lay.
 */
export function conv2dBackpropInput(
  dy: usize,
  filter: usize,
  dx: usize,
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
  const length = kernelWidth * channels;
  const k = kernelHeight * length;
  packPanels(scratch, filter, 1, 0, out, k, 4, floats(out), 0);
  const shares = scratch + packedBytes(out, k);
  const image = shares + floats(outWidth * k);
  const padded = max(left + width, (outWidth - 1) * strideX + kernelWidth);
  const tall = max(top + height, (outHeight - 1) * strideY + kernelHeight);
  for (let i = 0; i < n; i++) {
    memory.fill(image, 0, floats(tall * padded * channels));
    for (let oy = 0; oy < outHeight; oy++) {
      multiplyPanels(dy, floats(out), scratch, shares, outWidth, out, k, -Infinity, Infinity);
      for (let ox = 0; ox < outWidth; ox++) {
        for (let ky = 0; ky < kernelHeight; ky++) {
          const to = image + floats(((oy * strideY + ky) * padded + ox * strideX) * channels);
          addFloats(to, shares + floats(ox * k + ky * length), length);
        }
      }
      dy += floats(outWidth * out);
    }
    for (let line = 0; line < height; line++) {
      copyFloats(dx, image + floats(((top + line) * padded + left) * channels), width * channels);
      dx += floats(width * channels);
    }
  }
}
