/** Directions in which an outline is tabulated. */
export const DIRECTIONS = 1024;

/** One wave of an outline: `lobes` around, `size` relative to the radius, `turn` rad of phase per mm of z. */
interface Wave {
  readonly lobes: number;
  readonly size: number;
  readonly phase: number;
  readonly turn: number;
}

/**
 * Outlines that no ellipse has: radius factor 1 + Σ size · cos(lobes · φ + phase + turn · z), with waves that fade as 1/lobes.
 * `size` is the amplitude of the largest wave.
 */
export function waves(random: () => number, size: number, from = 2, to = 6): readonly Wave[] {
  const list: Wave[] = [];
  for (let lobes = from; lobes <= to; lobes++) {
    list.push({
      lobes,
      size: (size * from * (0.6 + 0.4 * random())) / lobes,
      phase: 2 * Math.PI * random(),
      turn: 0.04 * (random() - 0.5),
    });
  }
  return list;
}

/** Radius factor by direction φ = 2π d / DIRECTIONS, at height z (mm). */
export function outline(list: readonly Wave[], z: number): Float32Array {
  const out = new Float32Array(DIRECTIONS);
  for (let d = 0; d < DIRECTIONS; d++) {
    const angle = (2 * Math.PI * d) / DIRECTIONS;
    let factor = 1;
    for (const w of list) factor += w.size * Math.cos(w.lobes * angle + w.phase + w.turn * z);
    out[d] = factor;
  }
  return out;
}

/** Entry of an outline table in the direction of (x, y). */
export const directionOf = (x: number, y: number): number =>
  Math.round((Math.atan2(y, x) / (2 * Math.PI)) * DIRECTIONS + DIRECTIONS) % DIRECTIONS;
