import type { Plane } from './plane.ts';
import type { Axis, ScreenAxes } from './raster/axis.ts';

/** How a slice is laid on the stage. Zoom is CSS px per pixel along u, 0 = fit; pan in CSS px; turns clockwise. */
export interface Framing {
  readonly zoom: number;
  readonly pan: readonly [number, number];
  readonly flipH: boolean;
  readonly flipV: boolean;
  readonly turns: number;
}

/**
 * The map between plane pixels (u, v), centred on whole numbers, and stage points (x, y) in CSS px from the top left:
 * x = a u + c v + e, y = b u + d v + f. The slice is first flipped, then turned, then moved; pixels keep the shape that
 * their spacing gives them.
 */
export interface Viewport {
  readonly matrix: readonly [a: number, b: number, c: number, d: number, e: number, f: number];
  /** CSS px per pixel along u and v. */
  readonly scale: readonly [number, number];
  toStage(u: number, v: number): [x: number, y: number];
  toPlane(x: number, y: number): [u: number, v: number];
}

const odd = (turns: number): boolean => turns % 2 !== 0;

/** CSS px per pixel along u at which the whole slice just fits a stage of `size` CSS px. */
export function fitScale(plane: Plane, turns: number, [width, height]: readonly [number, number]): number {
  const tall = (plane.height * plane.spacing[1]) / plane.spacing[0];
  const [w, h] = odd(turns) ? [tall, plane.width] : [plane.width, tall];
  return Math.min(width / w, height / h);
}

const COS = [1, 0, -1, 0] as const;
const SIN = [0, 1, 0, -1] as const;

export function viewportOf(plane: Plane, framing: Framing, stage: readonly [number, number]): Viewport {
  const su = framing.zoom || fitScale(plane, framing.turns, stage) || 1;
  const sv = (su * plane.spacing[1]) / plane.spacing[0];
  const fu = framing.flipH ? -su : su;
  const fv = framing.flipV ? -sv : sv;
  const turn = ((framing.turns % 4) + 4) % 4;
  const cos = COS[turn]!;
  const sin = SIN[turn]!;
  // y points down, so a clockwise turn takes (1, 0) to (cos, sin)
  const a = cos * fu;
  const b = sin * fu;
  const c = -sin * fv;
  const d = cos * fv;
  const cu = (plane.width - 1) / 2;
  const cv = (plane.height - 1) / 2;
  const e = stage[0] / 2 + framing.pan[0] - a * cu - c * cv;
  const f = stage[1] / 2 + framing.pan[1] - b * cu - d * cv;
  const determinant = a * d - b * c;
  return {
    matrix: [a, b, c, d, e, f],
    scale: [su, sv],
    toStage: (u, v) => [a * u + c * v + e, b * u + d * v + f],
    toPlane: (x, y) => [(d * (x - e) - c * (y - f)) / determinant, (a * (y - f) - b * (x - e)) / determinant],
  };
}

/** The framing after zooming by `factor` about the stage point (x, y), which stays where it is. */
export function zoomedAt(
  plane: Plane,
  framing: Framing,
  stage: readonly [number, number],
  factor: number,
  [x, y]: readonly [number, number],
): Pick<Framing, 'zoom' | 'pan'> {
  const before = framing.zoom || fitScale(plane, framing.turns, stage);
  const zoom = Math.max(0.05, Math.min(64, before * factor));
  const by = zoom / before;
  const about = (n: 0 | 1, at: number) => {
    const fromCentre = at - stage[n] / 2;
    return fromCentre - (fromCentre - framing.pan[n]) * by;
  };
  return { zoom, pan: [about(0, x), about(1, y)] };
}

/** The screen axes of slice w; `ratio` is device px per CSS px. */
export function screenAxes(plane: Plane, w: number, view: Viewport, ratio: number): ScreenAxes {
  const [a, b, c, d, e, f] = view.matrix;
  // the centre of device pixel i lies at (i + 0.5) / ratio CSS px
  const axis = (scale: number, shift: number, size: number, stride: number): Axis => ({
    origin: (0.5 / ratio - shift) / scale,
    step: 1 / (ratio * scale),
    size,
    stride,
  });
  const along = (scale: number, shift: number) => axis(scale, shift, plane.width, plane.stepU);
  const down = (scale: number, shift: number) => axis(scale, shift, plane.height, plane.stepV);
  const base = plane.base + w * plane.stepW;
  return a !== 0 ? { base, x: along(a, e), y: down(d, f) } : { base, x: down(c, e), y: along(b, f) };
}
