/**
 * A reversible change of a label array, as runs: elements start..start+length-1 went from `before` to `after`.
 * A brush stroke is a few bytes per row that it crosses, whatever the size of the image.
 */
export interface VoxelDiff {
  readonly start: Uint32Array;
  readonly length: Uint32Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** Elements changed. */
  readonly count: number;
}

/** Bytes that a diff holds in memory. */
export const diffBytes = (d: VoxelDiff): number => d.start.length * 10 + 64;

/** Collects changes element by element, in any order that runs mostly forwards, into a VoxelDiff. */
export function diffWriter() {
  let start = new Uint32Array(64);
  let length = new Uint32Array(64);
  let before = new Uint8Array(64);
  let after = new Uint8Array(64);
  let runs = 0;
  let count = 0;
  const grow = () => {
    const copy = <T extends Uint32Array | Uint8Array>(a: T, to: T): T => (to.set(a), to);
    const n = start.length * 2;
    start = copy(start, new Uint32Array(n));
    length = copy(length, new Uint32Array(n));
    before = copy(before, new Uint8Array(n));
    after = copy(after, new Uint8Array(n));
  };
  return {
    /** `times` elements from `element` on went from `from` to `to`. */
    put(element: number, from: number, to: number, times = 1): void {
      if (from === to) return;
      count += times;
      const last = runs - 1;
      if (last >= 0 && start[last]! + length[last]! === element && before[last] === from && after[last] === to) {
        length[last]! += times;
        return;
      }
      if (runs === start.length) grow();
      start[runs] = element;
      length[runs] = times;
      before[runs] = from;
      after[runs] = to;
      runs++;
    },
    done: (): VoxelDiff => ({
      start: start.slice(0, runs),
      length: length.slice(0, runs),
      before: before.slice(0, runs),
      after: after.slice(0, runs),
      count,
    }),
  };
}

/** The change that turns `from` into `to`; both of one length. */
export function diffOf(from: Uint8Array, to: Uint8Array): VoxelDiff {
  const w = diffWriter();
  for (let n = 0; n < from.length; n++) if (from[n] !== to[n]) w.put(n, from[n]!, to[n]!);
  return w.done();
}

export const invertDiff = (d: VoxelDiff): VoxelDiff => ({ ...d, before: d.after, after: d.before });

/** Writes the `after` values into `array`. */
export function applyDiff(array: Uint8Array, d: VoxelDiff): void {
  for (let r = 0; r < d.start.length; r++) array.fill(d.after[r]!, d.start[r]!, d.start[r]! + d.length[r]!);
}
