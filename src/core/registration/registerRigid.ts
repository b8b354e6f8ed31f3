import type { Resampled } from '../resample.ts';
import { centerOf, fixedSamples, normalisedMutualInformation, type Range } from './mutualInformation.ts';
import type { RigidMotion } from './rigid.ts';

export interface Registration {
  /** Where the moving image's world has what lies at a point of the fixed image's. */
  readonly motion: RigidMotion;
  /** Normalised mutual information (1..2) at the finest level, as the images came and as they are now. */
  readonly before: number;
  readonly after: number;
}

/** Coarse to fine: box of the fixed image, first and last step of the search, mm. */
const LEVELS = [
  { box: 12, first: 12, last: 2 },
  { box: 7, first: 3, last: 0.6 },
  { box: 4.5, first: 1, last: 0.2 },
] as const;

/** Turns are searched in mm of a point this far from the centre, so that all six steps move the image alike. */
const ARM = 100;

/**
 * Rigid registration of a PET to a CT by normalised mutual information, from coarse to fine, with a pattern search over
 * three shifts and three turns. `tick(part)`, 0..1, is awaited between steps and may throw to stop.
 * Returns null where the images share no part at any start of the search.
 */
export async function registerRigid(
  ct: Resampled,
  pet: Resampled,
  tick: (part: number) => Promise<void> | void,
): Promise<Registration | null> {
  const ctRange: Range = { low: -1000, high: 500 };
  const compressed = { ...pet, voxels: compressedUptake(pet), slope: 1, intercept: 0 };
  const petRange: Range = { low: 0, high: 1 };
  const center = centerOf(ct.grid);
  let best: Six = [0, 0, 0, 0, 0, 0];
  const motionOf = (p: Six): RigidMotion => ({
    shift: [p[0], p[1], p[2]],
    angles: [p[3] / ARM, p[4] / ARM, p[5] / ARM],
    center,
  });
  let before: number | null = null;
  let after: number | null = null;
  for (const [n, level] of LEVELS.entries()) {
    const score = normalisedMutualInformation(fixedSamples(ct, level.box, ctRange), compressed, petRange);
    const at = (p: Six) => score(motionOf(p));
    if (n === 0 && at(best) === null) {
      // worlds so far apart that nothing overlaps: the centres are laid on each other first
      const there = centerOf(pet.grid);
      best = [there[0] - center[0], there[1] - center[1], there[2] - center[2], 0, 0, 0];
    }
    before = at([0, 0, 0, 0, 0, 0]);
    best = await patternSearch(at, best, level.first, level.last, (part) => tick((n + part) / LEVELS.length));
    after = at(best);
  }
  return after === null ? null : { motion: motionOf(best), before: before ?? 1, after };
}

type Six = [number, number, number, number, number, number];

/** Square root of the uptake over its 99.5th percentile: counts the body's outline as much as its hottest spots. */
function compressedUptake({ voxels, slope, intercept }: Resampled): Float32Array {
  const step = Math.max(1, Math.floor(voxels.length / 50_000));
  const sample: number[] = [];
  for (let n = 0; n < voxels.length; n += step) sample.push(slope * voxels[n]! + intercept);
  sample.sort((a, b) => a - b);
  const top = sample[Math.floor(0.995 * (sample.length - 1))]! || 1;
  return Float32Array.from(voxels, (v) => Math.sqrt(Math.max(0, Math.min(1, (slope * v + intercept) / top))));
}

/**
 * Hooke and Jeeves 1961: tries a step either way along each parameter, keeps what is better, repeats a sweep that helped,
 * and halves the step where none does.
 */
async function patternSearch(
  score: (p: Six) => number | null,
  start: Six,
  first: number,
  last: number,
  tick: (part: number) => Promise<void> | void,
): Promise<Six> {
  const halvings = Math.ceil(Math.log2(first / last));
  let best = start;
  let top = score(best) ?? 0;
  const explore = (from: Six, step: number): [Six, number] => {
    let here = from;
    let value = score(here) ?? 0;
    for (let a = 0; a < 6; a++) {
      for (const by of [step, -step]) {
        const tried = here.map((v, n) => (n === a ? v + by : v)) as Six;
        const got = score(tried) ?? 0;
        if (got <= value) continue;
        [here, value] = [tried, got];
        break;
      }
    }
    return [here, value];
  };
  for (let h = 0, step = first; h <= halvings; h++, step /= 2) {
    for (let sweep = 0; sweep < 30; sweep++) {
      await tick(h / (halvings + 1));
      const [found, value] = explore(best, step);
      if (value <= top) break;
      // once more in the direction that helped
      const onward = found.map((v, n) => 2 * v - best[n]!) as Six;
      [best, top] = [found, value];
      const [further, reached] = explore(onward, step);
      if (reached > top) [best, top] = [further, reached];
    }
  }
  return best;
}
