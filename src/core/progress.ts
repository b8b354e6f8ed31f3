import type { LearnEvent } from './learn.ts';

/** How far a long job is. `stage` is a short key ('load', 'predict', 'train', ...); the UI adds words and the time left. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** What happened, where a job tells more than how far it is. */
  readonly detail?: LearnEvent;
}

/** What every long job is given: a way to be stopped, and a way to tell how far it is. */
export interface Job {
  readonly signal: AbortSignal;
  progress(p: Progress): void;
}
