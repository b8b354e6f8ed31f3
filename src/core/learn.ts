/** What a corrected slice is used for: to learn, to pick the step to keep, or for the gate alone. Fixed once given. */
export type Role = 'train' | 'watch' | 'gate';

/** One corrected slice of a case kept in this browser. */
export interface CorrectedSlice {
  readonly caseId: string;
  readonly caseName: string;
  /** Slice (0-based) of the volume's native plane. */
  readonly slice: number;
  /** Pixels that differ from the prediction. */
  readonly changed: number;
  readonly role: Role;
}

export const sliceKey = (s: Pick<CorrectedSlice, 'caseId' | 'slice'>): string => `${s.caseId}/${s.slice}`;

/**
 * Fewest corrected slices to begin with: one to learn from and one held out for the gate. Without a watch slice there is
 * nothing to pick a step by: the last one is kept.
 */
export const FEWEST_SLICES = 2;

/** Shares of gate and watch slices; each has one slice at least as soon as there are three. */
const WANTED: Readonly<Record<Role, number>> = { train: 0.6, gate: 0.2, watch: 0.2 };

/**
 * Roles of the slices, those given before kept as they are. A new slice takes the role that is furthest below its share;
 * the first is trained on, the second held out for the gate, the third watched.
 */
export function withRoles(
  slices: readonly Omit<CorrectedSlice, 'role'>[],
  given: Readonly<Record<string, Role>>,
): CorrectedSlice[] {
  const count: Record<Role, number> = { train: 0, gate: 0, watch: 0 };
  for (const s of slices) {
    const role = given[sliceKey(s)];
    if (role) count[role]++;
  }
  return slices.map((s) => {
    const known = given[sliceKey(s)];
    if (known) return { ...s, role: known };
    const total = count.train + count.gate + count.watch + 1;
    const lacking = (role: Role) => WANTED[role] * total - count[role] + (count[role] === 0 ? 1 : 0);
    const role = (['train', 'gate', 'watch'] as const).reduce((a, b) => (lacking(b) > lacking(a) + 1e-9 ? b : a));
    count[role]++;
    return { ...s, role };
  });
}

/** What the form asks for. */
export interface LearnOptions {
  /** Weights to begin with: those of version 1 (all corrections) or those of the active version. */
  readonly from: 'base' | 'current';
  /** Weighted losses, as [weight, id]. */
  readonly loss: readonly (readonly [number, string])[];
  readonly steps: number;
  readonly rate: number;
  readonly batch: number;
  /** Which weights move: the last layer, everything after the bottom, or all. */
  readonly layers: 'head' | 'decoder' | 'all';
  readonly seed: number;
}

/** What the worker tells while it trains. */
export type LearnEvent =
  | { readonly kind: 'started'; readonly train: number; readonly watch: number; readonly gate: number }
  | { readonly kind: 'step'; readonly step: number; readonly loss: number }
  /** Figures on the watch slices; `kept` when it is the best so far. Step 0 is the model before training. */
  | {
      readonly kind: 'watch';
      readonly step: number;
      readonly dice: number;
      readonly loss: number;
      readonly kept: boolean;
    }
  | { readonly kind: 'saved'; readonly step: number }
  /** The state could not be written, for want of room: the run goes on, but a closed tab loses it. */
  | { readonly kind: 'unsaved'; readonly step: number }
  /** Highest memory of the first step and look, in bytes; all others are like them. */
  | { readonly kind: 'memory'; readonly bytes: number }
  | { readonly kind: 'stopped'; readonly step: number; readonly reason: 'nan' | 'rising' }
  /** So many held-out slices were judged. */
  | { readonly kind: 'judged'; readonly done: number; readonly total: number };

/** What is told of a run beside its worker: it went on at a step. `at` is in ms since 1970. */
export type RunEvent = (LearnEvent | { readonly kind: 'resumed'; readonly step: number }) & { readonly at: number };

/** What a run did: its curves and its log are views of the events. */
export interface RunHistory {
  readonly steps: number;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly events: readonly RunEvent[];
  /** How it ended; absent while it has not. */
  readonly end?: 'finished' | 'stopped' | undefined;
}

/** Losses that a kept history tells at most: more are no longer seen apart in a curve. */
const MOST_LOSSES = 1000;

/** A history small enough to be written often: of many losses evenly spread ones. */
export function thinned({ steps, startedAt, events, end }: RunHistory): RunHistory {
  const every = Math.ceil(steps / MOST_LOSSES);
  return { steps, startedAt, events: events.filter((e) => e.kind !== 'step' || e.step % every === 0), end };
}

/** One label on one side of the gate. */
export interface GateLabel {
  readonly value: number;
  readonly name: string;
  readonly before: { readonly dice: number; readonly hd95: number | null };
  readonly after: { readonly dice: number; readonly hd95: number | null };
}

/** One held-out slice: masks row by row over the native plane. */
export interface GateSlice {
  readonly caseId: string;
  readonly caseName: string;
  readonly slice: number;
  readonly width: number;
  readonly height: number;
  readonly diceBefore: number;
  readonly diceAfter: number;
}

/** Old against new on the held-out slices. Distances in mm, or px where `unit` says so. */
export interface GateResult {
  readonly labels: readonly GateLabel[];
  readonly mean: {
    readonly before: { readonly dice: number; readonly hd95: number | null };
    readonly after: { readonly dice: number; readonly hd95: number | null };
  };
  readonly unit: 'mm' | 'px';
  /** Worst (after training) first. */
  readonly slices: readonly GateSlice[];
  readonly rules: readonly GateRule[];
  readonly passed: boolean;
}

/** A rule with its limit and what was found; `worst` names the label or slice that decides. */
export interface GateRule {
  readonly id: 'mean' | 'label' | 'slice';
  readonly passed: boolean;
  readonly limit: number;
  readonly change: number;
  readonly worst: string;
}

/** One version of a model. Version 1 has the weights that it came with. */
export interface Version {
  readonly number: number;
  readonly state: 'candidate' | 'active' | 'stored' | 'rejected';
  /** ms since 1970. */
  readonly at: number;
  /** Corrected slices that it was trained on; 0 for version 1. */
  readonly slices: number;
  /** Mean Dice on the held-out slices at its gate; null where it was never measured. */
  readonly dice: number | null;
  /** Step kept, of how many. */
  readonly step: number;
  readonly options: LearnOptions | null;
  /** SHA-256 over the training data, hex: which images and masks made it. */
  readonly fingerprint: string;
  readonly gate: GateResult | null;
}

/** Everything that learning keeps of a model in this browser. */
export interface LearnRecord {
  readonly model: string;
  readonly roles: Readonly<Record<string, Role>>;
  readonly versions: readonly Version[];
  /** A run that a closed tab interrupted: its options and the last step that was saved. */
  readonly unfinished: { readonly options: LearnOptions; readonly step: number } | null;
  /** What the latest run did, as far as it was saved; absent before the first one. */
  readonly history?: RunHistory | undefined;
}

/** Time and memory of a run, measured by a short trial on this machine. */
export interface Estimate {
  readonly seconds: number;
  readonly bytes: number;
  /** Bytes that may be used; a run that needs more is not offered. */
  readonly limit: number;
  readonly trained: number;
  readonly parameters: number;
}

export const FIRST_OPTIONS: LearnOptions = {
  from: 'base',
  loss: [
    [0.6, 'dice'],
    [0.4, 'bce'],
  ],
  steps: 200,
  rate: 0.0005,
  batch: 2,
  layers: 'all',
  seed: 1,
};
