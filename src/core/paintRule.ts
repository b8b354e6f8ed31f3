import type { Label } from './labels.ts';
import { type Volume, valueAt } from './volume.ts';

/** Written into the edits layer: no decision, the prediction shows through. */
const NONE = 255;

/** The pixels that painting works on. `edits` holds decisions (0 = background, 255 = none), the label map is edits ?? prediction. */
export interface PaintTarget {
  readonly volume: Volume;
  readonly prediction: Uint8Array;
  readonly edits: Uint8Array;
  readonly labels: readonly Label[];
}

/** What a person may change at an element: the decision to write there, or -1 to leave it. */
export type PaintRule = (element: number) => number;

/** A range of values in the volume's unit, both ends included. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

function lockedTable(labels: readonly Label[]): Uint8Array {
  const locked = new Uint8Array(256);
  for (const l of labels) if (l.locked) locked[l.value] = 1;
  return locked;
}

/** Whether an element's value lies in the range; null accepts all. */
export function inRange(volume: Volume, range: ValueRange | null): (element: number) => boolean {
  if (!range) return () => true;
  if (volume.channels === 3 || volume.slope === 0) {
    return (n) => {
      const value = valueAt(volume, n);
      return value >= range.low && value <= range.high;
    };
  }
  // compare stored numbers: value = slope * stored + intercept
  const { voxels, slope, intercept } = volume;
  const ends = [(range.low - intercept) / slope, (range.high - intercept) / slope].sort((a, b) => a - b);
  const low = ends[0]!;
  const high = ends[1]!;
  return (n) => voxels[n]! >= low && voxels[n]! <= high;
}

/** Paints `label` wherever the value is in range and the label there is not locked. Painting decides, even where the network says the same. */
export function paintRule(target: PaintTarget, label: number, range: ValueRange | null): PaintRule {
  const { prediction, edits } = target;
  const locked = lockedTable(target.labels);
  const wanted = inRange(target.volume, range);
  return (n) => {
    const decided = edits[n]!;
    if (locked[decided === NONE ? prediction[n]! : decided]) return -1;
    return wanted(n) ? label : -1;
  };
}

/** Decides for background where `label` is (or, with null, wherever any label is), unless locked. */
export function eraseRule(target: PaintTarget, label: number | null): PaintRule {
  const { prediction, edits } = target;
  const locked = lockedTable(target.labels);
  return (n) => {
    const decided = edits[n]!;
    const shown = decided === NONE ? prediction[n]! : decided;
    if (shown === 0 || locked[shown] || (label !== null && shown !== label)) return -1;
    return 0;
  };
}
