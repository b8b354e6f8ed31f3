import type { Browser } from 'playwright';

/** One measured number. */
export interface Figure {
  /** What was measured: name of the measurement / name of the figure. */
  readonly id: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'kB' | 'MB' | 'count';
  /** What the project wants it to stay under. */
  readonly aim?: number;
}

/** What a measurement is given. */
export interface Bench {
  readonly origin: string;
  readonly browser: Browser;
  /** Folder of the built app. */
  readonly dist: string;
  /** Whether the measurement of this name is wanted. */
  readonly wants: (name: string) => boolean;
  readonly note: (line: string) => void;
}

export type Measure = (bench: Bench) => Promise<readonly Figure[]>;

/** Percentile p (0..1) of numbers in any order, linear between neighbours; NaN of none. */
export function percentile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}
