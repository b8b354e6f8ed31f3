import { bestOf } from '../../core/compare/figures.ts';
import type { Message } from '../../core/problem.ts';
import { caseFiguresOf } from '../../state/compareFigures.ts';
import type { Contender } from '../../state/compareState.ts';
import { decimal } from '../format/numbers.ts';
import { useAppState } from '../useApp.ts';
import { useFigures, useTests } from './useFigures.ts';

interface Verdict {
  readonly title: Message;
  readonly detail: readonly Message[];
  /** What a model saw in training: a figure is not worth more than its set. */
  readonly seen: readonly Message[];
}

const FASTER = 1.5;

/** The comparison in a few sentences: who is closest, on what, whether it may be luck, who is fast, who knew the answers. */
export function useVerdict(): Verdict {
  const compare = useAppState((s) => s.compare);
  const { batch, label, labels, reference, set, slices } = compare;
  const contenders: readonly Contender[] = batch?.contenders ?? compare.contenders;
  const figures = useFigures(label);
  const tests = useTests(label, 'dice');
  const dice = figures.map((f) => f.all?.figures.dice ?? NaN);
  const best = bestOf(dice, 'higher');
  const finite = dice.filter(Number.isFinite);
  const alone = finite.length === 1 ? dice.findIndex(Number.isFinite) : null;
  const name = (batch?.labels ?? labels).find((l) => l.value === label)?.name ?? '';
  const units = Math.max(0, ...figures.map((f) => f.units.length));
  const to = batch ? 'truth' : reference?.kind === 'file' ? 'truth' : 'mask';
  const letter = best === null ? null : figures[best]!.letter;
  const title: Message =
    letter === null
      ? alone === null
        ? { key: finite.length > 0 ? 'compare.verdict.same' : 'compare.verdict.none' }
        : { key: 'compare.verdict.one', values: { letter: figures[alone]!.letter, dice: decimal(dice[alone]!, 3) } }
      : { key: to === 'truth' ? 'compare.verdict.truth' : 'compare.verdict.edits', values: { letter } };
  const about: Message = batch
    ? { key: 'compare.verdict.cases', values: { label: name, count: units } }
    : set === 'whole'
      ? { key: 'compare.verdict.whole', values: { label: name } }
      : { key: `compare.verdict.${set}`, values: { label: name, count: slices[set].length } };
  const detail = [about];

  const second = runnerUp(dice, best);
  if (letter !== null && second !== null) {
    const other = figures[second]!.letter;
    detail.push({
      key: 'compare.verdict.lead',
      values: { letter: other, by: decimal(dice[best!]! - dice[second]!, 3) },
    });
    const test = tests.find((t) => [t.first, t.second].includes(letter) && [t.first, t.second].includes(other));
    if (test && test.n >= 5) {
      detail.push({
        key: test.pHolm < 0.05 ? 'compare.verdict.notLuck' : 'compare.verdict.luck',
        values: { p: pText(test.pHolm) },
      });
    }
  }
  const seconds = contenders.map((c) => c.run?.seconds ?? NaN);
  const fastest = bestOf(seconds, 'lower');
  const reach = best !== null ? seconds[best] : NaN;
  if (fastest !== null && fastest !== best && reach !== undefined && reach / seconds[fastest]! >= FASTER) {
    const times = reach / seconds[fastest]!;
    detail.push({
      key: 'compare.verdict.faster',
      values: { letter: contenders[fastest]!.letter, times: decimal(times, times < 3 ? 1 : 0) },
    });
  }
  return { title, detail, seen: batch || set === 'whole' ? [] : seenIn(compare, label) };
}

/** p as it is read: below 0.001 only that. */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${decimal(p, 3)}`);

function runnerUp(values: readonly number[], best: number | null): number | null {
  let second: number | null = null;
  values.forEach((v, n) => {
    if (n !== best && Number.isFinite(v) && (second === null || v > values[second]!)) second = n;
  });
  return second;
}

function seenIn(
  compare: Parameters<typeof caseFiguresOf>[0] & { set: string; contenders: readonly Contender[] },
  label: number,
): Message[] {
  const { seen, heldOut } = compare.slices;
  if (compare.set === 'heldOut') return [];
  const who = compare.contenders.filter((c) => (seen[c.letter] ?? 0) > 0);
  const out: Message[] = who.map((c) => ({
    key: 'compare.seen',
    values: { letter: c.letter, count: seen[c.letter]! },
  }));
  if (who.length > 0 && heldOut.length > 0) {
    const figures = compare.contenders
      .map(({ letter }) => {
        const dice = caseFiguresOf(compare, letter, label, 'heldOut').all?.figures.dice ?? NaN;
        return `${letter} ${decimal(dice, 3)}`;
      })
      .join(', ');
    out.push({ key: 'compare.seen.heldOut', values: { count: heldOut.length, figures } });
  }
  return out;
}
