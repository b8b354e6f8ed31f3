import type { WeightValues } from '../params.ts';

/** Names that wrappers put before those of the network: DataParallel, torch.compile, Lightning, training programs. */
const WRAPPERS = ['module', '_orig_mod', 'model', 'net', 'network', 'generator', 'backbone'];
const DEEPEST = 4;

const withoutFirst = (name: string, first: string) =>
  name.startsWith(`${first}.`) ? name.slice(first.length + 1) : name;

/** How many of the names are `known`. */
const hits = (names: readonly string[], known: ReadonlySet<string>) => names.filter((n) => known.has(n)).length;

/**
 * For each name of a checkpoint its name without what a wrapper put before it, chosen so that most are `known`; names
 * that have no such prefix stay. Where two stripped names would be one, nothing is stripped.
 */
export function stripPrefixes(names: readonly string[], known: ReadonlySet<string>): ReadonlyMap<string, string> {
  let best = [...names];
  let level = [[...names]];
  for (let depth = 0; depth < DEEPEST; depth++) {
    level = level.flatMap((of) =>
      WRAPPERS.filter((w) => of.some((n) => n.startsWith(`${w}.`))).map((w) => of.map((n) => withoutFirst(n, w))),
    );
    for (const of of level) if (new Set(of).size === of.length && hits(of, known) > hits(best, known)) best = of;
  }
  return new Map(names.map((name, i) => [name, best[i]!]));
}

/** The same values under other names. */
export const renamed = (values: WeightValues, names: ReadonlyMap<string, string>): WeightValues =>
  new Map([...values].map(([name, value]) => [names.get(name) ?? name, value]));
