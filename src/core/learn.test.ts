import { describe, expect, it } from 'vitest';
import { FEWEST_SLICES, type Role, sliceKey, thinned, withRoles } from './learn.ts';

const slices = (n: number) =>
  Array.from({ length: n }, (_, slice) => ({ caseId: 'a', caseName: 'a', slice, changed: 5 }));
const tally = (roles: readonly { role: Role }[]) =>
  roles.reduce<Record<string, number>>((sum, { role }) => ({ ...sum, [role]: (sum[role] ?? 0) + 1 }), {});

describe('withRoles', () => {
  it('gives each role one of the first three slices', () => {
    expect(tally(withRoles(slices(3), {}))).toEqual({ train: 1, gate: 1, watch: 1 });
  });

  it('holds one of two slices out for the gate', () => {
    expect(withRoles(slices(FEWEST_SLICES), {}).map((s) => s.role)).toEqual(['train', 'gate']);
  });

  it('keeps to the shares as slices are added', () => {
    expect(tally(withRoles(slices(10), {}))).toEqual({ train: 6, gate: 2, watch: 2 });
    expect(tally(withRoles(slices(20), {}))).toEqual({ train: 12, gate: 4, watch: 4 });
  });

  it('never changes a role once given, whatever comes later', () => {
    let given: Record<string, Role> = {};
    for (let n = 1; n <= 15; n++) {
      const now = withRoles(slices(n), given);
      for (const s of now) if (given[sliceKey(s)]) expect(s.role).toBe(given[sliceKey(s)]);
      given = Object.fromEntries(now.map((s) => [sliceKey(s), s.role]));
    }
  });
});

describe('thinned', () => {
  const history = (steps: number) => ({
    steps,
    startedAt: 0,
    events: Array.from({ length: steps }, (_, n) => ({ kind: 'step', step: n + 1, loss: 1, at: n }) as const),
  });

  it('keeps short runs whole, and of long ones at most a thousand losses', () => {
    expect(thinned(history(900)).events).toHaveLength(900);
    expect(thinned(history(5000)).events.map((e) => 'step' in e && e.step)).toEqual(
      Array.from({ length: 1000 }, (_, n) => 5 * (n + 1)),
    );
  });

  it('leaves what is told between the steps', () => {
    const watch = { kind: 'watch', step: 3, dice: 0.5, loss: 1, kept: true, at: 0 } as const;
    expect(thinned({ ...history(3000), events: [...history(3000).events, watch] }).events.at(-1)).toBe(watch);
  });
});
