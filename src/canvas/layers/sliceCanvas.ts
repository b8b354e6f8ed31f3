import { levelFor, pyramid } from '../../core/raster/pyramid.ts';
import { type Raster, windowPixels } from '../../core/raster/windowing.ts';
import type { Frame } from '../frame.ts';

/** A part of the slice as a canvas, and the pixels of the plane that it covers. */
export interface SlicePicture {
  readonly canvas: HTMLCanvasElement;
  readonly u0: number;
  readonly v0: number;
  readonly u1: number;
  readonly v1: number;
}

/** Up to this many pixels a slice is windowed whole, so that dragging it costs nothing; beyond, only what is in view. */
const WHOLE = 1 << 20;
/** Share of the view that is windowed around it, so that a short drag costs nothing either. */
const MARGIN = 0.25;

/** Part of the plane in view, in pixels (ends may be fractions, may lie outside). */
function inView({ viewport, stage }: Frame): [u0: number, v0: number, u1: number, v1: number] {
  const a = viewport.toPlane(0, 0);
  const b = viewport.toPlane(stage[0], stage[1]);
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
}

/**
 * Keeps the picture of the slice shown. The canvas never grows much beyond the view: a large slice is shown from a
 * smaller copy or in part, so no image is too large for the graphics card.
 */
export function sliceCanvas(): (frame: Frame) => SlicePicture {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d')!;
  let sliceKey = '';
  let levels: ReturnType<typeof pyramid> | null = null;
  let image: ImageData | null = null;
  let shownKey = '';
  let shown: SlicePicture | null = null;

  return (frame) => {
    const { doc, plane, view, viewport, ratio } = frame;
    const { volume } = doc;
    const slice = [doc.id, volume.id, plane.name, view.slice].join(' ');
    if (slice !== sliceKey || !levels) {
      sliceKey = slice;
      levels = pyramid({
        data: volume.voxels,
        base: plane.base + view.slice * plane.stepW,
        stepX: plane.stepU,
        stepY: plane.stepV,
        width: plane.width,
        height: plane.height,
        channels: volume.channels,
      });
    }
    const level = levelFor(Math.max(...viewport.scale) * ratio);
    const size = 2 ** level;
    const full = levels(level);
    const key = [slice, level, view.window.center, view.window.width, view.invert].join(' ');
    const [u0, v0, u1, v1] = inView(frame);
    const clamp = (n: number, most: number) => Math.max(0, Math.min(most, n));
    const covers =
      shown &&
      shown.u0 <= clamp(u0, plane.width) &&
      shown.v0 <= clamp(v0, plane.height) &&
      shown.u1 >= clamp(u1 + 1, plane.width) &&
      shown.v1 >= clamp(v1 + 1, plane.height);
    if (shown && covers && key === shownKey) return shown;

    const whole = full.width * full.height <= WHOLE;
    const part = (from: number, to: number, length: number): [number, number] => {
      if (whole) return [0, length];
      const margin = MARGIN * (to - from);
      const first = clamp(Math.floor((from - margin) / size), length - 1);
      return [first, Math.max(first + 1, clamp(Math.ceil((to + margin) / size) + 1, length))];
    };
    const [x0, x1] = part(u0, u1, full.width);
    const [y0, y1] = part(v0, v1, full.height);
    const raster: Raster = {
      ...full,
      base: full.base + x0 * full.stepX + y0 * full.stepY,
      width: x1 - x0,
      height: y1 - y0,
    };
    if (image?.width !== raster.width || image.height !== raster.height) {
      image = new ImageData(raster.width, raster.height);
    }
    const { slope, intercept } = volume;
    const how = { slope, intercept, window: view.window, invert: view.invert };
    windowPixels(raster, how, new Uint32Array(image.data.buffer));
    if (canvas.width !== raster.width || canvas.height !== raster.height) {
      canvas.width = raster.width;
      canvas.height = raster.height;
    }
    context.putImageData(image, 0, 0);
    shownKey = key;
    shown = { canvas, u0: x0 * size, v0: y0 * size, u1: x1 * size, v1: y1 * size };
    return shown;
  };
}
