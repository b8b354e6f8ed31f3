import { weightSpecs } from '../describe.ts';
import type { Net } from '../net.ts';
import type { WeightSpec } from '../params.ts';

export type Shapes = ReadonlyMap<string, readonly number[]>;
type Config = Readonly<Record<string, unknown>>;

export interface Inferred {
  readonly config: Config;
  readonly specs: readonly WeightSpec[];
  /** Weights missing, surplus or of another shape in this config. */
  readonly misfits: number;
  /** Keys that no weight depends on: names and shapes cannot tell them. */
  readonly unknown: readonly string[];
}

/** Rounds of solving: the first may only bring a key into reach of the others (channels, then heads). */
const ROUNDS = 3;

/** Weights of `config`, or null where the network cannot be built with it. */
function specsOf(net: Net, config: Config): readonly WeightSpec[] | null {
  try {
    return weightSpecs(net, config);
  } catch {
    return null;
  }
}

const shapesOf = (specs: readonly WeightSpec[]): Shapes => new Map(specs.map((s) => [s.path, s.shape]));

/** `num_batches_tracked`, which old checkpoints lack, counts neither way. */
const counts = (path: string) => !path.endsWith('num_batches_tracked');

function misfits(want: Shapes, have: Shapes): number {
  let n = 0;
  for (const [path, shape] of want) if (counts(path) && have.get(path)?.join() !== shape.join()) n++;
  for (const path of have.keys()) if (counts(path) && !want.has(path)) n++;
  return n;
}

/** The value that occurs most often; undefined of nothing. */
function mode(values: readonly number[]): number | undefined {
  const tally = new Map<number, number>();
  for (const v of values) tally.set(v, (tally.get(v) ?? 0) + 1);
  return [...tally].reduce<[number | undefined, number]>(
    (best, [v, n]) => (n > best[1] ? [v, n] : best),
    [undefined, 0],
  )[0];
}

interface Probe {
  /** What the shapes of the checkpoint say the key is; undefined where they do not agree with any whole number. */
  readonly value: number | undefined;
  /** Whether any name or shape depends on the key. */
  readonly matters: boolean;
}

/**
 * Builds the network with `key` a little larger. An axis that grew from n0 to n1 does so in step with the key, so the
 * checkpoint's n says key = k0 + (n - n0) (k1 - k0) / (n1 - n0); what most axes say is taken.
 */
function probe(net: Net, config: Config, key: string, base: Shapes, have: Shapes): Probe {
  const k0 = config[key] as number;
  for (const k1 of [k0 + 1, k0 * 2, k0 * 3, k0 - 1]) {
    const specs = k1 > 0 ? specsOf(net, { ...config, [key]: k1 }) : null;
    if (!specs) continue;
    const changed = shapesOf(specs);
    if (changed.size !== base.size) return { value: undefined, matters: true };
    const said: number[] = [];
    let matters = false;
    for (const [path, before] of base) {
      const [after, own] = [changed.get(path), have.get(path)];
      if (after?.join() === before.join()) continue;
      matters = true;
      if (after?.length !== before.length || own?.length !== before.length) continue;
      before.forEach((n0, axis) => {
        const step = after[axis]! - n0;
        const value = k0 + ((own[axis]! - n0) * (k1 - k0)) / step;
        if (step !== 0 && Number.isInteger(value) && value > 0) said.push(value);
      });
    }
    return { value: mode(said), matters };
  }
  return { value: undefined, matters: false };
}

/** Keys that set how many weights there are (depth): tried one by one where names are missing or left over. */
function tryCounts(net: Net, from: Inferred, keys: readonly string[], have: Shapes): Inferred {
  let best = from;
  for (const key of keys) {
    for (let value = 1; value <= 8; value++) {
      const config = { ...from.config, [key]: value };
      const specs = specsOf(net, config);
      const left = specs ? misfits(shapesOf(specs), have) : Infinity;
      if (specs && left < best.misfits) best = { ...best, config, specs, misfits: left };
    }
  }
  return best;
}

/**
 * The config of `net` that names and shapes tell, beginning from `start`: whole-number keys are solved for, all others
 * and those `given` stay as they are. `misfits` is 0 when the checkpoint is one of `net` in that config.
 * Null where the network cannot be built with `start`.
 */
export function inferConfig(net: Net, start: Config, have: Shapes, given: readonly string[] = []): Inferred | null {
  const keys = Object.keys(start).filter((key) => Number.isInteger(start[key]) && !given.includes(key));
  const first = specsOf(net, start);
  if (!first) return null;
  let best: Inferred = { config: start, specs: first, misfits: misfits(shapesOf(first), have), unknown: [] };
  const mattering = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const base = shapesOf(best.specs);
    const probes = keys.map((key) => [key, probe(net, best.config, key, base, have)] as const);
    for (const [key, { matters }] of probes) if (matters) mattering.add(key);
    if (best.misfits === 0) break;
    const solved = probes.flatMap(([key, { value }]) => (value === undefined ? [] : [[key, value] as const]));
    const together = [Object.fromEntries(solved), ...solved.map(([key, value]) => ({ [key]: value }))];
    const before = best;
    for (const change of together) {
      const config = { ...before.config, ...change };
      const specs = specsOf(net, config);
      const left = specs ? misfits(shapesOf(specs), have) : Infinity;
      if (specs && left < best.misfits) best = { ...best, config, specs, misfits: left };
    }
    if (best === before) best = tryCounts(net, best, keys, have);
    if (best === before) break;
  }
  return { ...best, unknown: keys.filter((key) => !mattering.has(key)) };
}
