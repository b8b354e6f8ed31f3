import { Problem } from '../../core/problem.ts';
import { weightSpecs } from '../describe.ts';
import type { Net } from '../net.ts';
import { NETS } from '../nets/index.ts';
import type { WeightValues } from '../params.ts';
import { mismatch } from '../weights.ts';
import { inferConfig, type Inferred, type Shapes } from './inferConfig.ts';
import { renamed, stripPrefixes } from './rename.ts';

export interface Recognition {
  /** Registry id. */
  readonly net: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Config keys that names and shapes do not tell; `config` holds the published values. */
  readonly unknown: readonly string[];
  /** The weights under their published names. */
  readonly values: WeightValues;
}

/** Share of a network's names that a checkpoint must have to be compared with it at all. */
const ALIKE = 0.3;

const shapesOf = (values: WeightValues): Shapes => new Map([...values].map(([path, v]) => [path, v.shape]));

interface Candidate extends Inferred {
  readonly net: Net;
  readonly values: WeightValues;
}

/** The best of the published config and the small one, keys solved from shapes. Null where the names are too unlike. */
function candidate(net: Net, values: WeightValues): Candidate | null {
  let best: Candidate | null = null;
  for (const start of [net.defaults, net.small] as Readonly<Record<string, unknown>>[]) {
    const known = new Set(weightSpecs(net, start).map((s) => s.path));
    const own = renamed(values, stripPrefixes([...values.keys()], known));
    const shared = [...own.keys()].filter((name) => known.has(name)).length;
    if (shared < ALIKE * Math.max(known.size, own.size)) continue;
    const inferred = inferConfig(net, start, shapesOf(own));
    if (inferred && (!best || inferred.misfits < best.misfits)) best = { ...inferred, net, values: own };
    if (best?.misfits === 0) break;
  }
  return best;
}

/**
 * Which network a checkpoint is of, and with which config, from the names and shapes of its weights.
 * Throws Problem `weights.mismatch` that names everything missing, surplus or misshapen against the closest network,
 * or `checkpoint.noNetwork` where none is close.
 */
export function recognise(values: WeightValues, name = 'The checkpoint'): Recognition {
  let closest: Candidate | null = null;
  for (const net of NETS) {
    const found = candidate(net, values);
    if (found && (!closest || found.misfits < closest.misfits)) closest = found;
    if (closest?.misfits === 0) break;
  }
  if (!closest) {
    const first = [...values.keys()].slice(0, 3).join(', ');
    throw new Problem('checkpoint.noNetwork', { name, count: values.size, first });
  }
  return accepted(closest, name);
}

/**
 * The same where the network is known: weights under its published names, and the config that they fit; `given` keys
 * stay as they are. Throws Problem `weights.mismatch`.
 */
export function fitTo(
  net: Net,
  values: WeightValues,
  given: Readonly<Record<string, unknown>> = {},
  name = 'The checkpoint',
): Recognition {
  const start = { ...net.defaults, ...given };
  const known = new Set(weightSpecs(net, start).map((s) => s.path));
  const own = renamed(values, stripPrefixes([...values.keys()], known));
  const found = [start, { ...net.small, ...given }]
    .flatMap((from) => inferConfig(net, from, shapesOf(own), Object.keys(given)) ?? [])
    .reduce((best, next) => (next.misfits < best.misfits ? next : best));
  return accepted({ ...found, net, values: own }, name);
}

function accepted({ net, config, unknown, specs, values }: Candidate, name: string): Recognition {
  const what = mismatch(specs, values);
  if (what) throw new Problem('weights.mismatch', { name: `${name} (${net.id})`, what });
  return { net: net.id, config, unknown, values };
}
