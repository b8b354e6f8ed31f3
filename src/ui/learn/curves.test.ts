import { describe, expect, it } from 'vitest';
import type { LearnRun } from '../../state/learnState.ts';
import { adviceOf, curvesOf, keptStep, secondsOf, secondsPerStep } from './curves.ts';

const step = (n: number, loss: number) => ({ kind: 'step', step: n, loss, at: 1000 * n }) as const;
const watch = (n: number, dice: number, kept: boolean) =>
  ({ kind: 'watch', step: n, dice, loss: 1 - dice, kept, at: 1000 * n }) as const;
const events: LearnRun['events'] = [
  { kind: 'started', train: 3, watch: 1, gate: 1, at: 0 },
  watch(0, 0.5, true),
  step(1, 0.9),
  step(2, 0.6),
  watch(2, 0.7, true),
  step(3, 0.3),
  step(4, 0.4),
  watch(4, 0.6, false),
];

describe('the curves of a run', () => {
  it('has a row for every step that was trained or measured', () => {
    const c = curvesOf({ events, steps: 4 });
    expect(c.step).toEqual([0, 1, 2, 3, 4]);
    expect(c.loss).toEqual([null, 0.9, 0.6, 0.3, 0.4]);
    expect(c.dice).toEqual([0.5, null, 0.7, null, 0.6]);
  });

  it('smooths by the mean of the steps around', () => {
    const { smooth } = curvesOf({ events, steps: 4 });
    expect(smooth.map((s) => s && Number(s.toFixed(3)))).toEqual([null, 0.75, 0.6, 0.433, 0.35]);
  });

  it('knows the step that is kept and the time of a step', () => {
    expect(keptStep(events)?.step).toBe(2);
    expect(secondsPerStep(events)).toBe(1);
    expect(secondsPerStep(events.slice(0, 3))).toBeNull();
  });
});

describe('secondsOf', () => {
  it('leaves out the time for which a run waited', () => {
    const told = [
      { ...step(1, 0.9), at: 3000 },
      { kind: 'resumed', step: 1, at: 60_000 } as const,
      { ...step(2, 0.8), at: 64_000 },
    ];
    expect(secondsOf({ startedAt: 1000, events: told })).toBe(6);
    expect(secondsPerStep([...told, { ...step(3, 0.7), at: 66_000 }])).toBe(2);
  });
});

describe('advice after a run', () => {
  it('says when the last steps were of no use', () => {
    expect(adviceOf({ events, state: 'finished' })).toEqual({ kind: 'tooLong', idle: 2, kept: 2 });
  });

  it('says when nothing was better than before', () => {
    const worse = [watch(0, 0.5, true), step(1, 0.9), watch(1, 0.4, false)];
    expect(adviceOf({ events: worse, state: 'finished' })).toEqual({ kind: 'noGain' });
  });

  it('says when the watch slices are what the model says anyway', () => {
    const same = [watch(0, 0.999, true), step(1, 0.9), watch(1, 0.97, false)];
    expect(adviceOf({ events: same, state: 'finished' })).toEqual({ kind: 'agreed', dice: 0.999 });
  });

  it('keeps still while training goes on, and when the last step was the best', () => {
    expect(adviceOf({ events, state: 'running' })).toBeNull();
    expect(adviceOf({ events: events.slice(0, 5), state: 'finished' })).toBeNull();
  });
});
