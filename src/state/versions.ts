import type { GateResult, LearnRecord, Version } from '../core/learn.ts';

/** The weights that a model came with. */
const BASE: Version = {
  number: 1,
  state: 'active',
  at: 0,
  slices: 0,
  dice: null,
  step: 0,
  options: null,
  fingerprint: '',
  gate: null,
};

/** The record of a model that never learned here. */
export const newRecord = (model: string): LearnRecord => ({ model, roles: {}, versions: [BASE], unfinished: null });

export const activeOf = ({ versions }: LearnRecord): Version => versions.find((v) => v.state === 'active') ?? BASE;
export const candidateOf = ({ versions }: LearnRecord): Version | null =>
  versions.find((v) => v.state === 'candidate') ?? null;
/** Numbers are given once, so that a rejected one is not taken for another. */
export const nextNumber = ({ versions }: LearnRecord): number => Math.max(...versions.map((v) => v.number)) + 1;

const withState = (r: LearnRecord, number: number, state: Version['state']): LearnRecord => ({
  ...r,
  versions: r.versions.map((v) => (v.number === number ? { ...v, state } : v)),
});

/** A new version waits for a decision; the active one gets the Dice that the same slices gave it. */
export const withCandidate = (r: LearnRecord, made: Version, gate: GateResult): LearnRecord => ({
  ...r,
  versions: [
    ...r.versions.map((v) => (v.state === 'active' ? { ...v, dice: gate.mean.before.dice } : v)),
    { ...made, state: 'candidate' as const, dice: gate.mean.after.dice, gate },
  ],
});

/** Version `number` predicts from now on; the one before is kept to roll back to. */
export const activated = (r: LearnRecord, number: number): LearnRecord =>
  withState(withState(r, activeOf(r).number, 'stored'), number, 'active');

export const rejected = (r: LearnRecord, number: number): LearnRecord => withState(r, number, 'rejected');
