/** Counts of a predicted mask against the true one; non-zero = inside. */
export interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}

/** Overlap figures, each 0..1; NaN where it is 0 / 0 (both masks empty, or nothing predicted or present). */
export interface Overlap extends Counts {
  /** 2 TP / (2 TP + FP + FN) */
  readonly dice: number;
  /** TP / (TP + FP + FN), Jaccard */
  readonly iou: number;
  /** TP / (TP + FP) */
  readonly precision: number;
  /** TP / (TP + FN) */
  readonly recall: number;
}

/** Overlap of the pixels that have `label` in two label maps of one length. */
export function overlap(truth: ArrayLike<number>, predicted: ArrayLike<number>, label: number): Overlap {
  if (truth.length !== predicted.length)
    throw new Error(`Masks of ${truth.length} and ${predicted.length} pixels cannot be compared.`);
  let tp = 0;
  let fp = 0;
  let fn = 0;
  for (let n = 0; n < truth.length; n++) {
    const t = truth[n] === label;
    const p = predicted[n] === label;
    if (t && p) tp++;
    else if (p) fp++;
    else if (t) fn++;
  }
  return overlapOf({ tp, fp, fn, tn: truth.length - tp - fp - fn });
}

/** The figures of given counts, of several images added up for instance. */
export const overlapOf = ({ tp, fp, fn, tn }: Counts): Overlap => ({
  tp,
  fp,
  fn,
  tn,
  dice: (2 * tp) / (2 * tp + fp + fn),
  iou: tp / (tp + fp + fn),
  precision: tp / (tp + fp),
  recall: tp / (tp + fn),
});
