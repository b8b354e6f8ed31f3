import { DIRECTIONS, outline, waves } from './wobble.ts';

/** Distances from the middle of the picture to the layers of the body wall, mm, by direction (0 = patient's left, then posterior). */
export interface Torso {
  readonly skin: Float32Array;
  /** Outside and inside of the muscle wall. */
  readonly muscle: Float32Array;
  readonly cavity: Float32Array;
}

const bump = (angle: number, at: number, width: number) => {
  const d = Math.atan2(Math.sin(angle - at), Math.cos(angle - at)) / width;
  return Math.exp(-d * d);
};
const POSTERIOR = Math.PI / 2;
const ANTERIOR = -Math.PI / 2;

/** The body wall at any height: a rounded box with a groove along the spine, more fat on flanks and belly. */
export function torso(random: () => number): (z: number) => Torso {
  const body = waves(random, 0.012);
  const fatWaves = waves(random, 0.12);
  return (z) => {
    const wobble = outline(body, z);
    const fatWobble = outline(fatWaves, z);
    // the chest is a little wider and deeper than the waist
    const a = 152 + 6 * Math.sin((z / 160) * 1.8);
    const b = 104 + 5 * Math.sin((z / 160) * 1.6);
    const skin = new Float32Array(DIRECTIONS);
    const muscle = new Float32Array(DIRECTIONS);
    const cavity = new Float32Array(DIRECTIONS);
    for (let d = 0; d < DIRECTIONS; d++) {
      const angle = (2 * Math.PI * d) / DIRECTIONS;
      const box =
        (Math.abs(Math.cos(angle) / a) ** 2.35 + Math.abs(Math.sin(angle) / b) ** 2.35) ** (-1 / 2.35) * wobble[d]!;
      const flank = bump(angle, POSTERIOR - 0.95, 0.4) + bump(angle, POSTERIOR + 0.95, 0.4);
      const fat = (9 + 7 * flank + (10 - z * 0.04) * bump(angle, ANTERIOR, 0.8)) * fatWobble[d]!;
      // rectus muscles on both sides of the midline, which is a thin sheet
      const rectus = bump(angle, ANTERIOR - 0.36, 0.2) + bump(angle, ANTERIOR + 0.36, 0.2);
      const back = bump(angle, POSTERIOR, 0.55);
      const wall = 11 + 3 * rectus - 7 * bump(angle, ANTERIOR, 0.1) + 22 * back;
      skin[d] = box - 5 * bump(angle, POSTERIOR, 0.1);
      muscle[d] = skin[d]! - 2 - fat;
      cavity[d] = muscle[d]! - wall;
    }
    return { skin, muscle, cavity };
  };
}
