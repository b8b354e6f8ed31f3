import type { LearnRun } from '../../state/learnState.ts';

type Events = LearnRun['events'];
type Watch = Extract<Events[number], { kind: 'watch' }>;

/** Curves over the steps of a run: null where nothing was measured. */
export interface Curves {
  readonly step: number[];
  readonly loss: (number | null)[];
  /** Mean of the losses around each step. */
  readonly smooth: (number | null)[];
  readonly watchLoss: (number | null)[];
  readonly dice: (number | null)[];
}

/** Steps on either side that the smoothed loss is a mean of: a fortieth of the run. */
const reach = (steps: number): number => Math.max(1, Math.round(steps / 40));

export const watchEvents = (events: Events): Watch[] => events.filter((e) => e.kind === 'watch');

/** The step whose weights are kept: the latest that was the best so far. */
export const keptStep = (events: Events): Watch | null => watchEvents(events).findLast((e) => e.kept) ?? null;

export function curvesOf({ events, steps }: Pick<LearnRun, 'events' | 'steps'>): Curves {
  const losses = new Map<number, number>();
  const watched = new Map<number, Watch>();
  for (const e of events) {
    if (e.kind === 'step') losses.set(e.step, e.loss);
    if (e.kind === 'watch') watched.set(e.step, e);
  }
  const step = [...new Set([...losses.keys(), ...watched.keys()])].sort((a, b) => a - b);
  const r = reach(steps);
  const around = (s: number): number => {
    let sum = 0;
    let count = 0;
    for (let near = s - r; near <= s + r; near++) {
      const loss = losses.get(near);
      if (loss !== undefined) [sum, count] = [sum + loss, count + 1];
    }
    return sum / count;
  };
  return {
    step,
    loss: step.map((s) => losses.get(s) ?? null),
    smooth: step.map((s) => (losses.has(s) ? around(s) : null)),
    watchLoss: step.map((s) => watched.get(s)?.loss ?? null),
    dice: step.map((s) => watched.get(s)?.dice ?? null),
  };
}

/** Seconds that a step took since the run went on last, with the looks at the watch slices; null before the second step. */
export function secondsPerStep(events: Events): number | null {
  const steps = events.slice(events.findLastIndex((e) => e.kind === 'resumed') + 1).filter((e) => e.kind === 'step');
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last || last.step === first.step) return null;
  return (last.at - first.at) / 1000 / (last.step - first.step);
}

/** Seconds that a run took so far: not those for which it waited. */
export function secondsOf({ startedAt, events }: Pick<LearnRun, 'startedAt' | 'events'>): number {
  let [sum, last] = [0, startedAt];
  for (const { kind, at } of events) {
    if (kind !== 'resumed') sum += at - last;
    last = at;
  }
  return sum / 1000;
}

/** What a finished run teaches for the next one; null when its last step was the best. */
export type Advice =
  | { readonly kind: 'tooLong'; readonly idle: number; readonly kept: number }
  | { readonly kind: 'noGain' }
  /** The watch slices are what the model says anyway: nothing can be better on them. */
  | { readonly kind: 'agreed'; readonly dice: number };

/** Dice from which the watch slices count as what the model says anyway. */
const AGREED = 0.995;

export function adviceOf({ events, state }: Pick<LearnRun, 'events' | 'state'>): Advice | null {
  if (state !== 'finished' && state !== 'stopped') return null;
  const watched = watchEvents(events);
  const kept = keptStep(events);
  const last = watched.at(-1);
  if (!kept || !last || last.step === kept.step) return null;
  if (kept.step === 0) return kept.dice >= AGREED ? { kind: 'agreed', dice: kept.dice } : { kind: 'noGain' };
  return { kind: 'tooLong', idle: last.step - kept.step, kept: kept.step };
}
