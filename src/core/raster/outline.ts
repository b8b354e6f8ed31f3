import { ADDED, type ClassMap, REMOVED } from './maskClass.ts';

/** Distance to the nearest outline and whose it is, for a box of screen pixels. */
export interface Outline {
  /** Squared distance in screen px; FAR where no outline is within reach. */
  readonly distance: Float32Array;
  /** Prediction: the label whose outline it is. Edits: SOLID, or for a dashed line which way it runs. */
  readonly owner: Uint8Array;
  /** Rows that any outline reaches. */
  readonly rows: Uint8Array;
}

export const FAR = 1e9;

export const NO_OUTLINE: Outline = {
  distance: new Float32Array(0),
  owner: new Uint8Array(0),
  rows: new Uint8Array(0),
};

/** A dashed line runs along x, the falling diagonal, y, or the rising diagonal: see `direction`. */
export const SOLID = 0;
export const DASH_X = 1;
export const DASH_FALLING = 2;
const DASH_Y = 3;
export const DASH_RISING = 4;

export function outlineArrays(): (width: number, height: number) => Outline {
  let distance = new Float32Array(0);
  let owner = new Uint8Array(0);
  return (width, height) => {
    if (distance.length < width * height) {
      distance = new Float32Array(width * height);
      owner = new Uint8Array(width * height);
    }
    distance.fill(FAR, 0, width * height);
    return { distance, owner, rows: new Uint8Array(height) };
  };
}

const isEdit = (code: number): boolean => code >= ADDED;
const isPrediction = (code: number): boolean => code > 0 && code < ADDED;

/** Which of four ways the outline of the removed region runs near a pixel, from its slope in a window of 7 x 7. */
function direction(map: ClassMap, x: number, y: number): number {
  let gx = 0;
  let gy = 0;
  for (let dy = -3; dy <= 3; dy++) {
    const yy = y + dy;
    if (yy < 0 || yy >= map.height) continue;
    for (let dx = -3; dx <= 3; dx++) {
      const xx = x + dx;
      if (xx < 0 || xx >= map.width || map.code[yy * map.width + xx] !== REMOVED) continue;
      gx += dx;
      gy += dy;
    }
  }
  const steep = Math.abs(gy) > 2.414 * Math.abs(gx);
  const flat = Math.abs(gx) > 2.414 * Math.abs(gy);
  // the line runs across the slope
  if (steep) return DASH_X;
  if (flat) return DASH_Y;
  return gx * gy > 0 ? DASH_RISING : DASH_FALLING;
}

/**
 * Finds where classes meet and, up to `reach` px around, how far each pixel is from there. The meeting point between two
 * neighbouring pixels is placed to a fraction of a pixel by their margins, which is what makes the lines smooth.
 * An outline belongs to the edits where a person added or removed, else to the prediction.
 */
export function traceOutlines(map: ClassMap, reach: number, prediction: Outline, edits: Outline): void {
  const { width, height, code, margin } = map;

  const splat = ({ distance, owner: owners, rows }: Outline, owner: number, cx: number, cy: number) => {
    const ya = Math.max(0, Math.ceil(cy - reach));
    const yb = Math.min(height - 1, Math.floor(cy + reach));
    const xa = Math.max(0, Math.ceil(cx - reach));
    const xb = Math.min(width - 1, Math.floor(cx + reach));
    for (let y = ya; y <= yb; y++) {
      rows[y] = 1;
      const dy2 = (y - cy) * (y - cy);
      for (let x = xa, n = y * width + xa; x <= xb; x++, n++) {
        const d = (x - cx) * (x - cx) + dy2;
        if (d < distance[n]!) {
          distance[n] = d;
          owners[n] = owner;
        }
      }
    }
  };

  const meet = (p: number, q: number, x: number, y: number, along: number) => {
    const a = code[p]!;
    const b = code[q]!;
    const sum = margin[p]! + margin[q]!;
    const t = sum > 0 ? margin[p]! / sum : 0.5;
    const cx = along === 1 ? x - 1 + t : x;
    const cy = along === 1 ? y : y - 1 + t;
    if (isEdit(a) || isEdit(b)) {
      const solid = (isEdit(a) && a !== REMOVED) || (isEdit(b) && b !== REMOVED);
      splat(edits, solid ? SOLID : direction(map, x, y), cx, cy);
    } else splat(prediction, isPrediction(a) ? a : b, cx, cy);
  };

  for (let y = 0; y < height; y++) {
    const busy = map.rows[y]! | (y > 0 ? map.rows[y - 1]! : 0);
    if (!busy) continue;
    const row = y * width;
    const above = y > 0 ? width : 0;
    let left = code[row]!;
    for (let x = 0, n = row; x < width; x++, n++) {
      const here = code[n]!;
      if (here !== left) meet(n - 1, n, x, y, 1);
      if (here !== code[n - above]) meet(n - width, n, x, y, 0);
      left = here;
    }
  }
}
