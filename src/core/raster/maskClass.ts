import { type Axis, covered, type ScreenAxes, type ScreenBox } from './axis.ts';

/**
 * What is drawn at a screen pixel, in one number: 0 nothing, 1..254 prediction of that label,
 * ADDED + label added by a person, REMOVED taken away by a person.
 */
export const ADDED = 256;
export const REMOVED = 512;
const NONE = 255;

export interface MaskPixels {
  readonly prediction: Uint8Array;
  /** Decisions: a label, 0 = background, 255 = none. */
  readonly edits: Uint8Array;
}

/** Which labels are drawn (index = label), and whether each layer is. */
export interface MaskShown {
  readonly labels: Uint8Array;
  readonly prediction: boolean;
  readonly edits: boolean;
}

/** The classes of a box of screen pixels, row by row, and how sure each is: see `classify`. */
export interface ClassMap {
  readonly box: ScreenBox;
  readonly width: number;
  readonly height: number;
  readonly code: Uint16Array;
  readonly margin: Float32Array;
  /** Whether a row has any class but 0. */
  readonly rows: Uint8Array;
  /** Whether any of the voxels read shows the prediction, and any the edits. */
  predicted: boolean;
  edited: boolean;
}

/** Arrays that grow to the largest box asked for and are used again. */
export function classMap(): (box: ScreenBox) => ClassMap {
  let code = new Uint16Array(0);
  let margin = new Float32Array(0);
  return (box) => {
    const width = box.x1 - box.x0;
    const height = box.y1 - box.y0;
    if (code.length < width * height) {
      code = new Uint16Array(width * height);
      margin = new Float32Array(width * height);
    }
    return { box, width, height, code, margin, rows: new Uint8Array(height), predicted: false, edited: false };
  };
}

/** Voxel columns that a row of screen pixels reads: the left one of two, the share of the right one; `low`..`high` in all. */
function columns(axis: Axis, from: number, to: number, smooth: boolean) {
  const index = new Int32Array(to - from);
  const share = new Float32Array(to - from);
  const last = axis.size - 1;
  let low = last;
  let high = 0;
  for (let i = from; i < to; i++) {
    const position = Math.max(0, Math.min(last, axis.origin + i * axis.step));
    const at = smooth ? Math.floor(position) : Math.round(position);
    index[i - from] = at;
    share[i - from] = smooth ? position - at : 0;
    low = Math.min(low, at);
    high = Math.max(high, smooth ? Math.min(last, at + 1) : at);
  }
  return { index, share, low, high };
}

/** Whether nobody and no network said anything of the voxels that `classify` reads. Most of a volume is so. */
function bareVoxels(
  { prediction, edits }: MaskPixels,
  axes: ScreenAxes,
  vote: boolean,
  across: ReturnType<typeof columns>,
  down: ReturnType<typeof columns>,
): boolean {
  const { stride } = axes.x;
  const rows = vote ? down.high - down.low + 1 : down.index.length;
  const count = vote ? across.high - across.low + 1 : across.index.length;
  for (let y = 0; y < rows; y++) {
    const row = axes.base + (vote ? down.low + y : down.index[y]!) * axes.y.stride;
    for (let x = 0; x < count; x++) {
      const n = row + (vote ? across.low + x : across.index[x]!) * stride;
      if (prediction[n] !== 0 || edits[n] !== NONE) return false;
    }
  }
  return true;
}

/**
 * Writes the class of each screen pixel of `map.box`; where nothing is there, `map` is only marked so. With `smooth`, the four nearest voxels vote with their bilinear
 * weights, so outlines run smoothly between voxel centres; else the nearest voxel alone decides. `margin` is the lead of
 * the winner over the runner-up, 0..1: between two pixels of different classes the outline lies where it would be 0.
 * Cost follows the box in screen pixels; an image larger than the screen is sampled, not scanned.
 */
export function classify(pixels: MaskPixels, shown: MaskShown, axes: ScreenAxes, smooth: boolean, map: ClassMap): void {
  const { box, width, height, code, margin, rows } = map;
  const { prediction, edits } = pixels;
  map.predicted = map.edited = false;
  const [xa, xb] = covered(axes.x, box.x0, box.x1);
  const [ya, yb] = covered(axes.y, box.y0, box.y1);
  if (xa === xb || ya === yb) return;
  // more than two voxels to a screen pixel: a vote among neighbours would see only a part of them
  const vote = smooth && Math.abs(axes.x.step) <= 2 && Math.abs(axes.y.step) <= 2;
  const across = columns(axes.x, xa, xb, vote);
  const down = columns(axes.y, ya, yb, vote);
  const { index, share, low } = across;
  if (bareVoxels(pixels, axes, vote, across, down)) return;
  code.fill(0, 0, width * height);
  margin.fill(1, 0, width * height);

  const predicted = new Uint16Array(256);
  const added = new Uint16Array(256);
  for (let l = 1; l < NONE; l++) {
    predicted[l] = shown.prediction && shown.labels[l] ? l : 0;
    added[l] = shown.labels[l] ? ADDED + l : 0;
  }
  const strideX = axes.x.stride;
  const one = (n: number): number => {
    const p = prediction[n]!;
    const e = shown.edits ? edits[n]! : NONE;
    if (e === NONE || e === p) return predicted[p]!;
    if (e === 0) return shown.labels[p] ? REMOVED : 0;
    return added[e]!;
  };
  /**
   * Classes of the voxels low..high of voxel row j; only those that are read, where the image is larger than the screen.
   * Returns whether any is not 0.
   */
  const readRow = (j: number, out: Uint16Array): boolean => {
    const row = axes.base + j * axes.y.stride;
    let seen = false;
    const count = vote ? across.high - low + 1 : index.length;
    for (let x = 0; x < count; x++) {
      const at = vote ? x : index[x]! - low;
      const n = row + (low + at) * strideX;
      const bare = edits[n] === NONE && prediction[n] === 0;
      const c = bare ? 0 : one(n);
      out[at] = c;
      if (c === 0) continue;
      seen = true;
      if (c < ADDED) map.predicted = true;
      else map.edited = true;
    }
    out[across.high - low + 1] = out[across.high - low]!;
    return seen;
  };

  let here = new Uint16Array(across.high - low + 2);
  let below = new Uint16Array(across.high - low + 2);
  let hereAt = -1;
  let belowAt = -1;
  let hereAny = false;
  let belowAny = false;
  const lastRow = axes.y.size - 1;
  for (let y = ya; y < yb; y++) {
    const j = down.index[y - ya]!;
    const next = Math.min(j + 1, lastRow);
    if (hereAt !== j) {
      if (belowAt === j) {
        [here, below] = [below, here];
        [hereAt, belowAt] = [belowAt, hereAt];
        [hereAny, belowAny] = [belowAny, hereAny];
      } else {
        hereAny = readRow(j, here);
        hereAt = j;
      }
    }
    let out = (y - box.y0) * width + (xa - box.x0);
    let any = 0;
    if (!vote) {
      if (!hereAny) continue;
      for (let x = 0; x < index.length; x++, out++) any |= code[out] = here[index[x]! - low]!;
      rows[y - box.y0] = any ? 1 : 0;
      continue;
    }
    if (belowAt !== next) {
      belowAny = readRow(next, below);
      belowAt = next;
    }
    if (!hereAny && !belowAny) continue;
    const fy = down.share[y - ya]!;
    for (let x = 0; x < index.length; x++, out++) {
      const at = index[x]! - low;
      const a = here[at]!;
      const b = here[at + 1]!;
      const c = below[at]!;
      const d = below[at + 1]!;
      if (a === b && c === d && a === c) {
        any |= code[out] = a;
        continue;
      }
      const fx = share[x]!;
      const wa = (1 - fx) * (1 - fy);
      const wb = fx * (1 - fy);
      const wc = (1 - fx) * fy;
      const wd = fx * fy;
      // votes of each voter's class; equal classes get equal sums
      const va = wa + (b === a ? wb : 0) + (c === a ? wc : 0) + (d === a ? wd : 0);
      const vb = b === a ? va : wb + (c === b ? wc : 0) + (d === b ? wd : 0);
      const vc = c === a ? va : c === b ? vb : wc + (d === c ? wd : 0);
      const vd = d === a ? va : d === b ? vb : d === c ? vc : wd;
      let best = a;
      let most = va;
      if (vb > most) [best, most] = [b, vb];
      if (vc > most) [best, most] = [c, vc];
      if (vd > most) [best, most] = [d, vd];
      let second = 0;
      if (a !== best) second = va;
      if (b !== best && vb > second) second = vb;
      if (c !== best && vc > second) second = vc;
      if (d !== best && vd > second) second = vd;
      any |= code[out] = best;
      margin[out] = most - second;
    }
    rows[y - box.y0] = any ? 1 : 0;
  }
}
