import type { Vec3 } from '../../core/grid.ts';
import { islands } from '../../core/raster/islands.ts';

/** Objects matched at one threshold. */
export interface InstanceMatch {
  readonly threshold: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  /** 2 TP / (2 TP + FP + FN); NaN where neither map has an object. */
  readonly f1: number;
}

/** The thresholds 0.5, 0.55 ... 0.95. */
export const IOU_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, n) => (50 + 5 * n) / 100);

/**
 * Matches the objects of two maps (0 = none, other numbers = one object each): a pair counts as found where its IoU is
 * above the threshold. From 0.5 on no object can have two partners (2 |A ∩ B| > |A|, and parts of A do not overlap).
 * Caicedo et al., Nucleus segmentation across imaging experiments, Nature Methods 16 (2019).
 * Throws where the maps differ in length, or for a threshold below 0.5.
 */
export function matchInstances(
  truth: ArrayLike<number>,
  pred: ArrayLike<number>,
  thresholds: readonly number[] = IOU_THRESHOLDS,
): readonly InstanceMatch[] {
  if (truth.length !== pred.length)
    throw new Error(`Maps of ${truth.length} and ${pred.length} pixels cannot be compared.`);
  const low = thresholds.find((t) => !(t >= 0.5));
  if (low !== undefined) throw new Error(`At an IoU of ${low} an object can have two partners; take 0.5 or more.`);
  const truths = new Map<number, number>();
  const preds = new Map<number, number>();
  const shared = new Map<number, Map<number, number>>();
  const count = <K>(map: Map<K, number>, key: K) => map.set(key, (map.get(key) ?? 0) + 1);
  for (let n = 0; n < truth.length; n++) {
    const [t, p] = [truth[n]!, pred[n]!];
    if (t) count(truths, t);
    if (p) count(preds, p);
    if (!t || !p) continue;
    if (!shared.has(t)) shared.set(t, new Map());
    count(shared.get(t)!, p);
  }
  const ious = [...shared].flatMap(([t, partners]) =>
    [...partners].map(([p, both]) => both / (truths.get(t)! + preds.get(p)! - both)),
  );
  return thresholds.map((threshold) => {
    const tp = ious.filter((iou) => iou > threshold).length;
    return matchOf(threshold, tp, preds.size - tp, truths.size - tp);
  });
}

const matchOf = (threshold: number, tp: number, fp: number, fn: number): InstanceMatch => ({
  threshold,
  tp,
  fp,
  fn,
  f1: (2 * tp) / (2 * tp + fp + fn),
});

/** Mean F1 over the thresholds. */
export const meanF1 = (matches: readonly InstanceMatch[]): number =>
  matches.reduce((sum, m) => sum + m.f1, 0) / matches.length;

/**
 * Objects of a map: its numbers as they are, or, where only one number is above 0, the parts of that mask that hang
 * together through edges (2-D) or faces (3-D). `size` = (x, y, z), x fastest.
 */
export function objectsIn(map: Uint8Array | Uint32Array, size: Vec3): Uint8Array | Uint32Array | Int32Array {
  const first = map.find((v) => v > 0);
  if (first === undefined || map.some((v) => v > 0 && v !== first)) return map;
  return islands(
    Uint8Array.from(map, (v) => (v ? 1 : 0)),
    size,
  ).part;
}
