import type { Figure } from './figure.ts';

/** One comparison: what ours takes beside what another takes for the same, in one run. */
export interface Row {
  /** Group / what was measured. */
  readonly name: string;
  /** webgpu, wasm, cpu for computing; canvas for drawing. */
  readonly backend: string;
  readonly threads: number;
  readonly unit: string;
  /** Medians of interleaved runs. */
  readonly ours: number;
  readonly peer: number | null;
  readonly peerName: string | null;
  /** ours / peer: below 1 ours takes less. */
  readonly ratio: number | null;
  /** Largest ratio that the project accepts; where there is no ratio, the largest value of ours. */
  readonly aim: number | null;
  readonly met: boolean | null;
  /** Smallest and largest run. */
  readonly oursSpread: readonly [number, number] | null;
  readonly peerSpread: readonly [number, number] | null;
  /** What a reader has to know: the largest relative difference of the outputs, or why there is no figure. */
  readonly note: string;
}

interface Measured {
  readonly name: string;
  readonly backend: string;
  readonly threads?: number;
  readonly unit: string;
  /** One number a run. */
  readonly ours: readonly number[];
  readonly peer?: readonly number[];
  readonly peerName?: string;
  readonly aim?: number;
  readonly note?: string;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

const spreadOf = (runs: readonly number[]): [number, number] | null =>
  runs.length ? [Math.min(...runs), Math.max(...runs)] : null;

/** The row of runs of ours and, where there are any, of a peer. */
export function rowOf({ name, backend, threads = 1, unit, ours, peer = [], peerName, aim, note = '' }: Measured): Row {
  const mine = median(ours);
  const other = peer.length ? median(peer) : null;
  // nothing over nothing is no ratio
  const ratio = other ? mine / other : null;
  const judged = peer.length ? ratio : mine;
  return {
    name,
    backend,
    threads,
    unit,
    ours: mine,
    peer: other,
    peerName: peerName ?? null,
    ratio,
    aim: aim ?? null,
    met: aim === undefined || judged === null || !Number.isFinite(judged) ? null : judged <= aim,
    oursSpread: spreadOf(ours),
    peerSpread: spreadOf(peer),
    note,
  };
}

/** A figure that stands for itself, as a row without a peer. */
export const rowOfFigure = ({ id, value, unit, aim }: Figure): Row => ({
  ...rowOf({ name: id, backend: /webgpu|wasm|cpu/.exec(id.toLowerCase())?.[0] ?? '', unit, ours: [value] }),
  aim: aim ?? null,
  met: aim === undefined ? null : value < aim,
});
