import type { PhantomSlice } from '../../core/phantom/phantomSlice.ts';

/** The four lessons: the image, a first mask with faults, the faults corrected, the mask that is saved. */
export type Lesson = 'open' | 'predict' | 'correct' | 'save';

export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const UNTOUCHED = 255;

/** A prediction with two faults, a piece missing and a piece too much, and the edits that repair them (255 = none). */
export function faultyPrediction(slice: PhantomSlice, label: number): { prediction: Uint8Array; edits: Uint8Array } {
  const { width, height, labels } = slice;
  const prediction = labels.slice();
  const edits = new Uint8Array(labels.length).fill(UNTOUCHED);
  const { missing, extra } = faultPlaces(slice, label);
  const radius = 0.075 * Math.min(width, height);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const n = v * width + u;
      if (labels[n] === label && Math.hypot(u - missing[0], v - missing[1]) < 1.5 * radius) {
        prediction[n] = 0;
        edits[n] = label;
      } else if (labels[n] === 0 && Math.hypot(u - extra[0], v - extra[1]) < 0.9 * radius) {
        prediction[n] = label;
        edits[n] = 0;
      }
    }
  }
  return { prediction, edits };
}

/** Lowest pixel of a label, and its rightmost pixel halfway down the picture; the middle where there is none. */
function faultPlaces({ width, height, labels }: PhantomSlice, label: number) {
  const middle = [width / 2, height / 2] as const;
  const lowest = labels.lastIndexOf(label);
  const row = Math.floor(height / 2) * width;
  const right = labels.subarray(row, row + width).lastIndexOf(label);
  return {
    missing: lowest < 0 ? middle : ([lowest % width, Math.floor(lowest / width)] as const),
    extra: right < 0 ? middle : ([right, height / 2] as const),
  };
}

/** Label at a fractional place: the one with the largest bilinear weight, so that outlines come out smooth. */
function labelAt(map: Uint8Array, width: number, height: number, x: number, y: number): number {
  const u = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const v = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const [fx, fy] = [x - u, y - v];
  const at = v * width + u;
  const corner = [map[at]!, map[at + 1]!, map[at + width]!, map[at + width + 1]!];
  const weight = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
  let best = corner[0]!;
  let most = -1;
  for (let c = 0; c < 4; c++) {
    let sum = 0;
    for (let d = 0; d < 4; d++) if (corner[d] === corner[c]) sum += weight[d]!;
    if (sum > most) [most, best] = [sum, corner[c]!];
  }
  return best;
}

function greyAt({ grey, width, height }: PhantomSlice, x: number, y: number): number {
  const u = Math.max(0, Math.min(width - 2, Math.floor(x)));
  const v = Math.max(0, Math.min(height - 2, Math.floor(y)));
  const [fx, fy] = [Math.max(0, Math.min(1, x - u)), Math.max(0, Math.min(1, y - v))];
  const at = v * width + u;
  const top = grey[at]! * (1 - fx) + grey[at + 1]! * fx;
  const bottom = grey[at + width]! * (1 - fx) + grey[at + width + 1]! * fx;
  return top * (1 - fy) + bottom * fy;
}

/** Draws one lesson of `crop` into RGBA of width x height. `scale` = device px per CSS px, for lines and patterns. */
export function renderLesson(
  slice: PhantomSlice,
  lesson: Lesson,
  label: number,
  crop: Crop,
  width: number,
  height: number,
  scale: number,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(4 * width * height);
  const { prediction, edits } = faultyPrediction(slice, label);
  const shown = lesson === 'save' ? slice.labels : prediction;
  const sample = (map: Uint8Array) => {
    const values = new Uint8Array(width * height);
    for (let y = 0, n = 0; y < height; y++) {
      for (let x = 0; x < width; x++, n++) {
        const at = placeOf(crop, x, y, width, height);
        values[n] = labelAt(map, slice.width, slice.height, at[0], at[1]);
      }
    }
    return values;
  };
  const masks = lesson === 'open' ? null : sample(shown);
  const decided = lesson === 'correct' ? sample(edits) : null;
  const colors = new Map(slice.colors.map((c) => [c.value, c.color]));
  const line = Math.max(1, Math.round(1.2 * scale));
  const edge = (map: Uint8Array, x: number, y: number): boolean => {
    const here = map[y * width + x];
    const right = map[y * width + Math.min(width - 1, x + line)];
    const below = map[Math.min(height - 1, y + line) * width + x];
    return here !== right || here !== below;
  };
  for (let y = 0, n = 0; y < height; y++) {
    for (let x = 0; x < width; x++, n++) {
      const [u, v] = placeOf(crop, x, y, width, height);
      const g = greyAt(slice, u, v);
      let rgb: [number, number, number] = [g, g, g];
      const over = (color: readonly number[], alpha: number) => {
        rgb = rgb.map((c, i) => c + (color[i]! - c) * alpha) as [number, number, number];
      };
      const value = masks?.[n] ?? 0;
      const decision = decided?.[n] ?? UNTOUCHED;
      const color = colors.get(decision === UNTOUCHED || decision === 0 ? value : decision);
      if (decision === 0) {
        over([10, 8, 6], 0.45);
        const [px, py] = [x / scale, y / scale];
        if (Math.hypot((px % 6) - 3, (py % 6) - 3) < 1) over([255, 255, 255], 1);
      } else if (decision !== UNTOUCHED && color) {
        over(color, 0.45);
        if (((x + y) / scale) % 6 < 1.4) over([255, 255, 255], 0.95);
      } else if (color && value !== 0) over(color, 0.42);
      if (decided && edge(decided, x, y)) {
        const dashed = decision === 0 || decided[Math.min(decided.length - 1, n + line)] === 0;
        if (!dashed || Math.floor((x + y) / (4 * scale)) % 2 === 0) over([255, 255, 255], 0.95);
      } else if (masks && decision === UNTOUCHED && edge(masks, x, y)) {
        const near = color ?? colors.get(masks[Math.min(masks.length - 1, n + line)] ?? 0);
        if (near) over(near, 0.95);
      }
      out[4 * n] = rgb[0];
      out[4 * n + 1] = rgb[1];
      out[4 * n + 2] = rgb[2];
      out[4 * n + 3] = 255;
    }
  }
  return out;
}

const placeOf = (crop: Crop, x: number, y: number, width: number, height: number): readonly [number, number] => [
  crop.x + ((x + 0.5) / width) * crop.width - 0.5,
  crop.y + ((y + 0.5) / height) * crop.height - 0.5,
];
