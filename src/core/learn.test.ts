import { describe, expect, it } from 'vitest';
import { type Role, sliceKey, withRoles } from './learn.ts';

const slices = (n: number) =>
  Array.from({ length: n }, (_, slice) => ({ caseId: 'a', caseName: 'a', slice, changed: 5 }));
const tally = (roles: readonly { role: Role }[]) =>
  roles.reduce<Record<string, number>>((sum, { role }) => ({ ...sum, [role]: (sum[role] ?? 0) + 1 }), {});

describe('withRoles', () => {
  it('gives each role one of the first three slices', () => {
    expect(tally(withRoles(slices(3), {}))).toEqual({ train: 1, gate: 1, watch: 1 });
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
