import type { CorrectedSlice, Estimate, GateResult, LearnOptions, RunHistory, Version } from '../core/learn.ts';
import type { Message } from '../core/problem.ts';

/** The Learn screen. Null fields are not known yet. */
export interface LearnState {
  /** Corrected slices of all cases of this browser that have the model's labels, with their roles. */
  readonly slices: readonly CorrectedSlice[];
  readonly options: LearnOptions;
  /** Losses of the catalog that fit the model: for the form. */
  readonly losses: readonly { readonly id: string; readonly title: string }[];
  readonly estimate: Estimate | null;
  /** Why it cannot start now; null when it can. */
  readonly blocked: Message | null;
  readonly run: LearnRun | null;
  readonly versions: readonly Version[];
  /** The gate of the candidate that waits for a decision. */
  readonly gate: GateResult | null;
  /** Masks of the worst held-out slice, row by row, and its picture; null until shown. */
  readonly worst: WorstSlice | null;
  /** A run that a closed tab interrupted. */
  readonly unfinished: { readonly step: number; readonly steps: number } | null;
  /** Slices of the open volume, most uncertain first: mean entropy in bits. */
  readonly suggestions: readonly { readonly slice: number; readonly entropy: number }[];
}

export interface LearnRun extends RunHistory {
  readonly model: string;
  /** `ended`: with an earlier page; it is shown as it was saved last. */
  readonly state: 'running' | 'paused' | 'finished' | 'stopped' | 'ended';
  readonly step: number;
  /** Seconds left; null until known. */
  readonly left: number | null;
}

export interface WorstSlice {
  readonly index: number;
  readonly width: number;
  readonly height: number;
  /** Grey 0..255. */
  readonly picture: Uint8Array;
  readonly truth: Uint8Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export const NO_LEARNING: Omit<LearnState, 'options'> = {
  slices: [],
  losses: [],
  estimate: null,
  blocked: { key: 'learn.tooFew' },
  run: null,
  versions: [],
  gate: null,
  worst: null,
  unfinished: null,
  suggestions: [],
};
