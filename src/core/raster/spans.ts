/** Receives the pixels u0..u1 (both included) of row v. May reach outside the image: the receiver clips. */
export type PutSpan = (v: number, u0: number, u1: number) => void;

/** Passes on what lies within a width x height image. */
export const clipped =
  (width: number, height: number, put: PutSpan): PutSpan =>
  (v, u0, u1) => {
    if (v < 0 || v >= height) return;
    const from = u0 < 0 ? 0 : u0;
    const to = u1 >= width ? width - 1 : u1;
    if (from <= to) put(v, from, to);
  };
