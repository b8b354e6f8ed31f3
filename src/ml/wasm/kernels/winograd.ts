import { addColumns, columnsScratch, multiplyPanels } from './matmul';
import { packedBytes } from './panels';
import { floats } from './simd';
import { padStrip } from './strips';
import {
  filterFromPlanes,
  filterToPanels,
  gradientToPlanes,
  inputToPlanes,
  outputFromPlanes,
} from './winogradTransforms';

/**
 * 3x3 convolution of stride 1 after Winograd, F(2x2, 3x3) (Lavin and Gray 2015, arXiv:1509.09308): a tile of 2x2 outputs
 * takes 16 products a pair of channels instead of 36, and its rounding is no worse than that of the plain sum.
 * With tiles d of 4x4 inputs and the filter g, Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A; each of the 16 products ⊙, taken over
 * all tiles and channels, is a matrix product. Channels and outputs must be multiples of 4.
 */
const PLANES: i32 = 16;

/** Bytes of the transformed tiles that are worked through while they stay in the cache. */
const BLOCK_BYTES: i32 = 3 << 17;

/** Bytes of one plane: never a multiple of 4096, or the 16 planes would share the few lines of the first cache. */
function planeBytes(tiles: i32, channels: i32): usize {
  return ((floats(tiles * channels) + 4095) & ~4095) + 320;
}

/** Lines of tiles in one block. */
function tileLines(tilesX: i32, tilesY: i32, channels: i32, out: i32): i32 {
  const tiles = max(16, BLOCK_BYTES / (PLANES * 4 * (channels + out)));
  return max(1, min(tilesY, tiles / tilesX));
}

/** Bytes of scratch of conv2dWinograd and of its gradient by the filter. */
export function winogradScratch(channels: i32, out: i32, outHeight: i32, outWidth: i32): usize {
  const tilesX = (outWidth + 1) >> 1;
  const lines = tileLines(tilesX, (outHeight + 1) >> 1, channels, out);
  const strip = floats((2 * lines + 2) * (2 * tilesX + 2) * channels);
  return (
    PLANES * (packedBytes(channels, out) + planeBytes(lines * tilesX, channels) + planeBytes(lines * tilesX, out)) +
    strip +
    columnsScratch(channels, out)
  );
}

/** As conv2dDirect, for a filter of 3x3 and stride 1. */
export function conv2dWinograd(
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  scratch: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  out: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
  turned: bool,
  low: f32,
  high: f32,
): void {
  const panels = scratch;
  const plane = packedBytes(channels, out);
  filterToPanels(panels, plane, filter, channels, out, turned);
  const tilesX = (outWidth + 1) >> 1;
  const tilesY = (outHeight + 1) >> 1;
  const lines = tileLines(tilesX, tilesY, channels, out);
  const planes = panels + PLANES * plane;
  const products = planes + PLANES * planeBytes(lines * tilesX, channels);
  const strip = products + PLANES * planeBytes(lines * tilesX, out);
  const padded = 2 * tilesX + 2;

  for (let image = 0; image < n; image++) {
    for (let first = 0; first < tilesY; first += lines) {
      const count = min(lines, tilesY - first);
      const tiles = count * tilesX;
      const inPlane = planeBytes(tiles, channels);
      const outPlane = planeBytes(tiles, out);
      padStrip(strip, x, 2 * first - top, 2 * count + 2, height, width, channels, left, padded);
      inputToPlanes(planes, inPlane, strip, count, tilesX, channels);
      for (let f = 0; f < PLANES; f++) {
        multiplyPanels(
          planes + f * inPlane,
          floats(channels),
          panels + f * plane,
          products + f * outPlane,
          tiles,
          channels,
          out,
          -Infinity,
          Infinity,
        );
      }
      outputFromPlanes(y, products, outPlane, first, count, tilesX, out, outHeight, outWidth, bias, low, high);
    }
    x += floats(height * width * channels);
    y += floats(outHeight * outWidth * out);
  }
}

/**
 * As directBackpropFilter, for a filter of 3x3 and stride 1: with the tiles of dy, dg = Gᵀ [(Bᵀ d B) ⊙ (A dY Aᵀ)] G,
 * where ⊙ also sums over tiles.
 */
export function winogradBackpropFilter(
  x: usize,
  dy: usize,
  dw: usize,
  scratch: usize,
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  out: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
): void {
  const tilesX = (outWidth + 1) >> 1;
  const tilesY = (outHeight + 1) >> 1;
  const lines = tileLines(tilesX, tilesY, channels, out);
  const sums = scratch;
  const plane = floats(channels * out);
  const planes = sums + PLANES * plane;
  const products = planes + PLANES * planeBytes(lines * tilesX, channels);
  const strip = products + PLANES * planeBytes(lines * tilesX, out);
  const padded = 2 * tilesX + 2;
  const packing = strip + floats((2 * lines + 2) * padded * channels);
  memory.fill(sums, 0, PLANES * plane);

  for (let image = 0; image < n; image++) {
    for (let first = 0; first < tilesY; first += lines) {
      const count = min(lines, tilesY - first);
      const tiles = count * tilesX;
      const inPlane = planeBytes(tiles, channels);
      const outPlane = planeBytes(tiles, out);
      padStrip(strip, x, 2 * first - top, 2 * count + 2, height, width, channels, left, padded);
      inputToPlanes(planes, inPlane, strip, count, tilesX, channels);
      gradientToPlanes(products, outPlane, dy, first, count, tilesX, out, outHeight, outWidth);
      for (let f = 0; f < PLANES; f++) {
        addColumns(planes + f * inPlane, products + f * outPlane, 0, sums + f * plane, packing, channels, tiles, out);
      }
    }
    x += floats(height * width * channels);
    dy += floats(outHeight * outWidth * out);
  }
  filterFromPlanes(dw, sums, channels * out);
}
