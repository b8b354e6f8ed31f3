import type { GateLabel, GateResult, GateRule, GateSlice } from '../../core/learn.ts';
import type { PlanLabel } from '../../core/plan.ts';
import { type Counts, overlap, overlapOf } from '../metrics/overlap.ts';
import { robustHausdorff, surfaceDistances } from '../metrics/surfaceDistance.ts';

/** One held-out slice: the truth, and what the old and the new weights say. Masks hold the plan's label values. */
export interface GateCase {
  readonly caseId: string;
  readonly caseName: string;
  readonly slice: number;
  readonly width: number;
  readonly height: number;
  /** mm between rows and between columns; null = unknown. */
  readonly spacing: readonly [number, number] | null;
  readonly truth: Uint8Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** By how much no label may fall. */
const LABEL_LIMIT = 0.01;
/** Rounding of sums in another order. */
const EPSILON = 1e-9;

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const known = (values: readonly (number | null)[]): readonly number[] => values.filter((v) => v !== null);
const meanKnown = (values: readonly (number | null)[]): number | null => {
  const all = known(values);
  return all.length > 0 ? mean(all) : null;
};
/** 0 / 0: nothing was there and nothing was drawn. */
const agreed = (dice: number): number => (Number.isNaN(dice) ? 1 : dice);

/** Mean Dice over the labels that are there or were drawn; 1 where there is nothing and nothing was drawn. */
export function sliceDice(truth: Uint8Array, mask: Uint8Array, labels: readonly PlanLabel[]): number {
  const all = labels.map(({ value }) => overlap(truth, mask, value).dice).filter((d) => !Number.isNaN(d));
  return all.length > 0 ? mean(all) : 1;
}

/** 95th percentile of the distances between the borders of a label (surface-distance's convention); null where one is empty. */
function hd95(c: GateCase, side: 'before' | 'after', label: number, unit: GateResult['unit']): number | null {
  const mask = (of: Uint8Array) => of.map((value) => (value === label ? 1 : 0));
  const [v, u] = (unit === 'mm' && c.spacing) || [1, 1];
  const pair = { truth: mask(c.truth), pred: mask(c[side]), size: [c.width, c.height], spacing: [u, v] };
  const distance = robustHausdorff(surfaceDistances(pair), 95);
  return Number.isFinite(distance) ? distance : null;
}

/** Counts of all slices together. */
function pooled(cases: readonly GateCase[], side: 'before' | 'after', label: number): Counts {
  const all = cases.map((c) => overlap(c.truth, c[side], label));
  const sum = (key: keyof Counts) => all.reduce((n, o) => n + o[key], 0);
  return { tp: sum('tp'), fp: sum('fp'), fn: sum('fn'), tn: sum('tn') };
}

/**
 * Old against new weights on slices that neither training nor the choice of the step ever saw.
 * Dice of a label is that of all slices together, its HD95 the mean over slices. An update passes when the mean Dice of
 * the labels does not fall, no label falls by more than 0.010, and the lowest Dice of a slice does not get lower.
 */
export function gate(cases: readonly GateCase[], labels: readonly PlanLabel[]): GateResult {
  const unit = cases.every((c) => c.spacing !== null) ? 'mm' : 'px';
  const rows = labels.flatMap(({ value, name }): GateLabel[] => {
    const [before, after] = [pooled(cases, 'before', value), pooled(cases, 'after', value)];
    if (before.tp + before.fp + before.fn + after.fp === 0) return [];
    const side = (of: 'before' | 'after', counts: Counts) => ({
      dice: agreed(overlapOf(counts).dice),
      hd95: meanKnown(cases.map((c) => hd95(c, of, value, unit))),
    });
    return [{ value, name, before: side('before', before), after: side('after', after) }];
  });
  const slices = cases
    .map(({ caseId, caseName, slice, width, height, truth, before, after }): GateSlice => {
      const [diceBefore, diceAfter] = [sliceDice(truth, before, labels), sliceDice(truth, after, labels)];
      return { caseId, caseName, slice, width, height, diceBefore, diceAfter };
    })
    .sort((a, b) => a.diceAfter - b.diceAfter);
  const meanOf = (side: 'before' | 'after') => ({
    dice: rows.length > 0 ? mean(rows.map((r) => r[side].dice)) : 1,
    hd95: meanKnown(rows.map((r) => r[side].hd95)),
  });
  const means = { before: meanOf('before'), after: meanOf('after') };
  const rules = rulesOf(rows, slices, means.after.dice - means.before.dice);
  return { labels: rows, mean: means, unit, slices, rules, passed: rules.every((r) => r.passed) };
}

function rulesOf(labels: readonly GateLabel[], slices: readonly GateSlice[], meanChange: number): GateRule[] {
  const change = (l: GateLabel) => l.after.dice - l.before.dice;
  const fallen = labels.reduce<GateLabel | null>((a, b) => (a && change(a) <= change(b) ? a : b), null);
  const [worst] = slices;
  const lowest = Math.min(...slices.map((s) => s.diceBefore));
  const rule = (id: GateRule['id'], limit: number, found: number, name: string): GateRule => ({
    id,
    limit,
    change: found,
    worst: name,
    passed: found >= -limit - EPSILON,
  });
  return [
    rule('mean', 0, meanChange, ''),
    rule('label', LABEL_LIMIT, fallen ? change(fallen) : 0, fallen?.name ?? ''),
    rule('slice', 0, worst ? worst.diceAfter - lowest : 0, worst ? `${worst.caseName} ${worst.slice + 1}` : ''),
  ];
}
