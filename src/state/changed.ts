import type { VoxelDiff } from '../core/diff.ts';
import type { MaskLayer } from '../core/history.ts';

/** Elements of a mask that autosave writes together. */
const BLOCK = 1 << 16;

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which parts of the two mask layers changed since they were last saved. */
export interface Changed {
  mark(layer: MaskLayer, diff: VoxelDiff): void;
  /** Everything counts as changed: after opening from a file. */
  markAll(layer: MaskLayer, length: number): void;
  /** The changed ranges of a layer, merged, in order; forgets them. */
  take(layer: MaskLayer, length: number): Range[];
  clear(): void;
}

export function changedBlocks(): Changed {
  const blocks: Record<MaskLayer, Set<number>> = { prediction: new Set(), edits: new Set() };
  return {
    mark(layer, diff) {
      const set = blocks[layer];
      for (let r = 0; r < diff.start.length; r++) {
        const first = Math.floor(diff.start[r]! / BLOCK);
        const last = Math.floor((diff.start[r]! + diff.length[r]! - 1) / BLOCK);
        for (let b = first; b <= last; b++) set.add(b);
      }
    },
    markAll(layer, length) {
      for (let b = 0; b * BLOCK < length; b++) blocks[layer].add(b);
    },
    take(layer, length) {
      const sorted = [...blocks[layer]].sort((a, b) => a - b);
      blocks[layer].clear();
      const ranges: { from: number; to: number }[] = [];
      for (const b of sorted) {
        const from = b * BLOCK;
        const to = Math.min(from + BLOCK, length);
        const last = ranges.at(-1);
        if (last && last.to === from) last.to = to;
        else ranges.push({ from, to });
      }
      return ranges;
    },
    clear() {
      blocks.prediction.clear();
      blocks.edits.clear();
    },
  };
}
