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
  /** Elements from..to-1 count as changed. */
  markRange(layer: MaskLayer, from: number, to: number): void;
  /** The changed ranges of a layer, merged, in order; forgets them. */
  take(layer: MaskLayer, length: number): Range[];
  clear(): void;
}

export function changedBlocks(): Changed {
  const blocks: Record<MaskLayer, Set<number>> = { prediction: new Set(), edits: new Set() };
  const markRange = (layer: MaskLayer, from: number, to: number) => {
    for (let b = Math.floor(from / BLOCK); b * BLOCK < to; b++) blocks[layer].add(b);
  };
  return {
    mark(layer, diff) {
      for (let r = 0; r < diff.start.length; r++) {
        markRange(layer, diff.start[r]!, diff.start[r]! + diff.length[r]!);
      }
    },
    markRange,
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
