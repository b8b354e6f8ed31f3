import { holm, type PairedTest, wilcoxon } from './wilcoxon.ts';

/** One model against another one over the same units (cases, or slices of a case). */
export interface PairTest<Id extends string> extends PairedTest {
  readonly first: Id;
  readonly second: Id;
  /** p corrected for the number of pairs of models (Holm). */
  readonly pHolm: number;
}

/** Every pair of models, tested on the units that both have a figure for. `values`: one figure a unit, NaN = none. */
export function pairedTests<Id extends string>(
  values: readonly { readonly id: Id; readonly values: readonly number[] }[],
): readonly PairTest<Id>[] {
  const tests = values.flatMap((a, n) =>
    values.slice(n + 1).map((b) => ({ first: a.id, second: b.id, ...wilcoxon(a.values, b.values) })),
  );
  const corrected = holm(tests.map((t) => t.p));
  return tests.map((t, n) => ({ ...t, pHolm: corrected[n]! }));
}
