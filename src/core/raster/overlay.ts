import type { Rgb } from '../labels.ts';
import type { ScreenAxes, ScreenBox } from './axis.ts';
import { ADDED, type ClassMap, classify, classMap, type MaskPixels, type MaskShown, REMOVED } from './maskClass.ts';
import {
  DASH_FALLING,
  DASH_RISING,
  DASH_X,
  FAR,
  NO_OUTLINE,
  type Outline,
  outlineArrays,
  SOLID,
  traceOutlines,
} from './outline.ts';

/** How masks look: see "Drawing masks" in the design. Opacities 0..1; `ratio` is device px per CSS px. */
export interface MaskLook {
  readonly shown: MaskShown;
  /** Colour of each label value. */
  readonly colors: readonly (Rgb | undefined)[];
  readonly active: number;
  readonly opacity: { readonly prediction: number; readonly edits: number };
  readonly ratio: number;
  readonly smooth: boolean;
}

/** Pixels of the two mask layers for one box: RGBA as little-endian 32-bit numbers, not premultiplied. */
export interface MaskImages {
  readonly width: number;
  readonly height: number;
  readonly prediction: Uint32Array<ArrayBuffer>;
  readonly edits: Uint32Array<ArrayBuffer>;
  /** Whether the piece of a layer has nothing in it. */
  readonly blank: { readonly prediction: boolean; readonly edits: boolean };
}

// CSS px and shares of one
const PREDICTION_FILL = 0.26;
const ACTIVE_FILL = 0.32;
const PREDICTION_LINE = 1.5;
const ADDED_FILL = 0.3;
const REMOVED_FILL = 0.45;
const REMOVED_COLOR: Rgb = [10, 11, 13];
const EDIT_LINE = 2;
const HALO = 1;
const HALO_ALPHA = 0.45;
/** Between stripes, straight across them, and between dots. */
const PITCH = 8;
const STRIPE = 1.6;
const DOT_RADIUS = 1.2;
const DASH_ON = 5;
const DASH_PERIOD = 9;
const WHITE: Rgb = [255, 255, 255];

const clamp01 = (x: number): number => (x < 0 ? 0 : x > 1 ? 1 : x);

/** A colour laid over another one ("over" of Porter and Duff), straight alpha; r, g, b 0..255, a 0..1. */
type Paint = readonly [r: number, g: number, b: number, a: number];
function over(top: Rgb, alpha: number, [r, g, b, a]: Paint): Paint {
  const out = alpha + a * (1 - alpha);
  if (out <= 0) return [0, 0, 0, 0];
  const k = alpha / out;
  return [r + (top[0] - r) * k, g + (top[1] - g) * k, b + (top[2] - b) * k, out];
}
const pack = ([r, g, b, a]: Paint, opacity: number): number =>
  ((Math.round(a * opacity * 255) << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;

const clear: Paint = [0, 0, 0, 0];

/** Fills by class and place in the pattern, which repeats from the corner of the stage in whole screen px. */
function fills(look: MaskLook) {
  const period = Math.max(4, Math.round(PITCH * look.ratio));
  // along x + y
  const stripePeriod = Math.max(4, Math.round(PITCH * Math.SQRT2 * look.ratio));
  const colorOf = (l: number): Rgb => look.colors[l] ?? WHITE;
  const flat = (l: number): Paint => over(colorOf(l), l === look.active ? ACTIVE_FILL : PREDICTION_FILL, clear);
  /** Stripes at 45 degrees (x + y constant): distance to the middle of the stripe is |s| / sqrt(2). */
  const striped = (l: number, s: number): Paint => {
    const away = Math.min(s, stripePeriod - s) / Math.SQRT2;
    return over(WHITE, 0.9 * clamp01((STRIPE * look.ratio) / 2 + 0.5 - away), over(colorOf(l), ADDED_FILL, clear));
  };
  const dotted = (x: number, y: number): Paint => {
    const middle = (period - 1) / 2;
    const away = Math.hypot(x - middle, y - middle);
    return over(WHITE, clamp01(DOT_RADIUS * look.ratio + 0.5 - away), over(REMOVED_COLOR, REMOVED_FILL, clear));
  };
  const labels = Array.from({ length: 256 }, (_, l) => l);
  const dots = Array.from({ length: period * period }, (_, n) => dotted(n % period, Math.floor(n / period)));
  const stripes: (Fill | undefined)[] = [];
  const stripesOf = (l: number): Fill =>
    (stripes[l] ??= fillOf(
      Array.from({ length: stripePeriod }, (_, s) => striped(l, s)),
      look.opacity.edits,
    ));
  return {
    period,
    stripePeriod,
    colorOf,
    prediction: fillOf([clear, ...labels.slice(1).map(flat)], look.opacity.prediction),
    nothing: fillOf([clear], 0),
    dots: fillOf(dots, look.opacity.edits),
    stripesOf,
  };
}

/** The paints of a fill, packed where it is bare and premultiplied (r, g, b, a) where a line goes over it. */
interface Fill {
  readonly packed: Uint32Array;
  readonly premultiplied: Float32Array;
}
const fillOf = (paints: readonly Paint[], opacity: number): Fill => ({
  packed: Uint32Array.from(paints, (p) => pack(p, opacity)),
  premultiplied: Float32Array.from(paints.flatMap(([r, g, b, a]) => [r * a, g * a, b * a, a])),
});

/** Share of a dashed line that is on at (x, y), for a line that runs the given way. */
function dash(way: number, x: number, y: number, ratio: number): number {
  if (way === SOLID) return 1;
  const s =
    way === DASH_X
      ? x
      : way === DASH_FALLING
        ? (x + y) * Math.SQRT1_2
        : way === DASH_RISING
          ? (x - y) * Math.SQRT1_2
          : y;
  const period = DASH_PERIOD * ratio;
  const at = ((s % period) + period) % period;
  const half = (DASH_ON * ratio) / 2;
  return clamp01(half + 0.5 - Math.abs(at - half));
}

/**
 * Packs a line with a dark halo on both sides over the premultiplied paint `under[at..at + 3]`, a quarter of a million
 * times a frame: no allocation. `half` is half the line's width and `distance` the way to its middle, both in screen px.
 */
function packLined(
  under: Float32Array,
  at: number,
  distance: number,
  half: number,
  haloWidth: number,
  on: number,
  color: Rgb,
  opacity: number,
): number {
  const halo = HALO_ALPHA * clamp01(half + haloWidth + 0.5 - distance);
  const line = on * clamp01(half + 0.5 - distance);
  const below = (1 - halo) * (1 - line);
  const alpha = (under[at + 3]! + halo - under[at + 3]! * halo) * (1 - line) + line;
  if (alpha <= 0) return 0;
  const r = (under[at]! * below + color[0] * line) / alpha;
  const g = (under[at + 1]! * below + color[1] * line) / alpha;
  const b = (under[at + 2]! * below + color[2] * line) / alpha;
  return (((alpha * opacity * 255 + 0.5) << 24) | ((b + 0.5) << 16) | ((g + 0.5) << 8) | (r + 0.5)) >>> 0;
}

/** What both layers are drawn from: classes with a rim around the box of width x height, fills and look. */
interface Part {
  readonly map: ClassMap;
  readonly rim: number;
  readonly width: number;
  readonly height: number;
  readonly fill: ReturnType<typeof fills>;
  readonly look: MaskLook;
}

function drawPrediction({ map, rim, width, height, fill, look }: Part, lines: Outline, to: Uint32Array): void {
  const { packed, premultiplied } = fill.prediction;
  const halo = HALO * look.ratio;
  const half = (PREDICTION_LINE * look.ratio) / 2;
  for (let y = 0; y < height; y++) {
    const row = y + rim;
    const out = y * width;
    if (!map.rows[row] && !lines.rows[row]) {
      to.fill(0, out, out + width);
      continue;
    }
    for (let x = 0, n = row * map.width + rim; x < width; x++, n++) {
      const code = map.code[n]!;
      const label = code < ADDED ? code : 0;
      const away = lines.distance[n]!;
      if (away < FAR) {
        const color = fill.colorOf(label || lines.owner[n]!);
        const d = Math.sqrt(away);
        to[out + x] = packLined(premultiplied, 4 * label, d, half, halo, 1, color, look.opacity.prediction);
      } else to[out + x] = packed[label]!;
    }
  }
}

function drawEdits({ map, rim, width, height, fill, look }: Part, lines: Outline, to: Uint32Array): void {
  const { period, stripePeriod, dots, nothing, stripesOf } = fill;
  const { ratio } = look;
  const opacity = look.opacity.edits;
  const { code: codes, width: across } = map;
  const { distance, owner } = lines;
  const halo = HALO * ratio;
  const half = (EDIT_LINE * ratio) / 2;
  const left = map.box.x0 + rim;
  for (let y = 0; y < height; y++) {
    const row = y + rim;
    const start = y * width;
    if (!map.rows[row] && !lines.rows[row]) {
      to.fill(0, start, start + width);
      continue;
    }
    const sy = map.box.y0 + row;
    const dotRow = (sy % period) * period;
    let stripe = (left + sy) % stripePeriod;
    let before = -1;
    let under = nothing;
    let packed = under.packed;
    const end = start + width;
    for (let out = start, n = row * across + rim, sx = left; out < end; out++, n++, sx++) {
      const code = codes[n]!;
      const away = distance[n]!;
      const at = code < ADDED ? 0 : code === REMOVED ? dotRow + (sx % period) : stripe;
      if (++stripe === stripePeriod) stripe = 0;
      if (code !== before) {
        before = code;
        under = code < ADDED ? nothing : code === REMOVED ? dots : stripesOf(code - ADDED);
        packed = under.packed;
      }
      if (away >= FAR) {
        to[out] = packed[at]!;
        continue;
      }
      const on = dash(owner[n]!, sx, sy, ratio);
      to[out] = packLined(under.premultiplied, 4 * at, Math.sqrt(away), half, halo, on, WHITE, opacity);
    }
  }
}

/**
 * Draws masks for a box of screen pixels: flat fill and solid line for the prediction, stripes for what a person added,
 * dots and a dashed line for what a person removed. Cost follows the box, not the image. Give every box of a picture the
 * same axes: patterns and lines join without a seam.
 */
export function maskPainter(): (pixels: MaskPixels, look: MaskLook, axes: ScreenAxes, box: ScreenBox) => MaskImages {
  const mapFor = classMap();
  const predictionLines = outlineArrays();
  const editLines = outlineArrays();
  let forLook: MaskLook | null = null;
  let fill: ReturnType<typeof fills> | null = null;
  let stores: [Uint32Array<ArrayBuffer>, Uint32Array<ArrayBuffer>] = [new Uint32Array(0), new Uint32Array(0)];

  return (pixels, look, axes, box) => {
    if (!fill || forLook !== look) fill = fills(look);
    forLook = look;
    const width = box.x1 - box.x0;
    const height = box.y1 - box.y0;
    if (stores[0].length < width * height) {
      stores = [new Uint32Array(width * height), new Uint32Array(width * height)];
    }
    const prediction = stores[0].subarray(0, width * height);
    const edits = stores[1].subarray(0, width * height);

    const reach = (EDIT_LINE / 2 + HALO) * look.ratio + 0.5;
    // outlines just outside reach in, and their direction is read in a window of 3 px more
    const rim = Math.ceil(reach) + 4;
    const map = mapFor({ x0: box.x0 - rim, y0: box.y0 - rim, x1: box.x1 + rim, y1: box.y1 + rim });
    classify(pixels, look.shown, axes, look.smooth, map);
    // a layer that has nothing here has no outline either
    const p = map.predicted ? predictionLines(map.width, map.height) : NO_OUTLINE;
    const e = map.edited ? editLines(map.width, map.height) : NO_OUTLINE;
    if (map.predicted || map.edited) traceOutlines(map, reach, p, e);

    const piece = { map, rim, width, height, fill, look };
    if (map.predicted) drawPrediction(piece, p, prediction);
    else prediction.fill(0);
    if (map.edited) drawEdits(piece, e, edits);
    else edits.fill(0);
    return { width, height, prediction, edits, blank: { prediction: !map.predicted, edits: !map.edited } };
  };
}
