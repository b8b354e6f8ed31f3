import type { Browser } from 'playwright';
import type { Row } from './row.ts';

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
  /** Runs of each contestant, interleaved; their median counts. */
  readonly rounds: number;
  /** Whether what takes long is wanted too. */
  readonly full: boolean;
  /** Installs the other viewers and engines (bench/package.json) when they are missing. */
  readonly peersInstalled: () => void;
  readonly note: (line: string) => void;
}

/** Figures stand for themselves; rows compare with another program in the same run. */
export type Measure = (bench: Bench) => Promise<readonly (Figure | Row)[]>;

/** Percentile p (0..1) of numbers in any order, linear between neighbours; NaN of none. */
export function percentile(numbers: readonly number[], p: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}
