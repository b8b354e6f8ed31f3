/** Pixels of a mask beside the reference: 1 where they are so, else 0. */
export interface Faults {
  /** The reference has a label, the mask none. */
  readonly missed: Uint8Array;
  /** The mask has a label, the reference none. */
  readonly extra: Uint8Array;
  /** Both have one, but not the same. */
  readonly mixed: Uint8Array;
}

export function faultsOf(truth: Uint8Array, mask: Uint8Array): Faults {
  const found = {
    missed: new Uint8Array(truth.length),
    extra: new Uint8Array(truth.length),
    mixed: new Uint8Array(truth.length),
  };
  for (let n = 0; n < truth.length; n++) {
    if (truth[n] === mask[n]) continue;
    (mask[n] === 0 ? found.missed : truth[n] === 0 ? found.extra : found.mixed)[n] = 1;
  }
  return found;
}

/** Part of a picture, in its pixels. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Room around the structures, and the least part of the picture that is shown: shares of their or its size. */
const MARGIN = 0.12;
const LEAST = 0.3;

/**
 * The part of a width x height picture that shows everything marked in `maps`, in the proportions `aspect` = width / height,
 * inside the picture where it fits. The whole picture where nothing is marked.
 */
export function viewOn(maps: readonly Uint8Array[], width: number, height: number, aspect: number): View {
  let [u0, v0, u1, v1] = [width, height, 0, 0];
  for (let v = 0, n = 0; v < height; v++) {
    for (let u = 0; u < width; u++, n++) {
      if (maps.every((m) => m[n] === 0)) continue;
      [u0, v0, u1, v1] = [Math.min(u0, u), Math.min(v0, v), Math.max(u1, u + 1), Math.max(v1, v + 1)];
    }
  }
  if (u1 <= u0) [u0, v0, u1, v1] = [0, 0, width, height];
  const least = LEAST * Math.max(width, height);
  const tall = Math.max(
    (v1 - v0) * (1 + 2 * MARGIN),
    ((u1 - u0) * (1 + 2 * MARGIN)) / aspect,
    least / Math.max(1, aspect),
  );
  // no more than all of the picture across or down
  const high = Math.min(tall, Math.max(height, width / aspect));
  const wide = high * aspect;
  const place = (middle: number, size: number, whole: number) =>
    size >= whole ? (whole - size) / 2 : Math.min(whole - size, Math.max(0, middle - size / 2));
  return { x: place((u0 + u1) / 2, wide, width), y: place((v0 + v1) / 2, high, height), width: wide, height: high };
}
