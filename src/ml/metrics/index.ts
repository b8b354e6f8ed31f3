import type { Comparison } from './comparison.ts';
import { type InstanceMatch, meanF1 } from './instances.ts';
import { averageSymmetric, hausdorffPercentile } from './medpy.ts';
import { averageSurfaceDistances, robustHausdorff, surfaceDice } from './surfaceDistance.ts';

/** A metric as a value of the catalog; `Of` is what it is computed from. */
export interface Metric<Id extends string = string, Of = Comparison> {
  readonly id: Id;
  readonly title: string;
  /** `part` = 0..1; `length` and `volume` are in the units of the comparison's measure. */
  readonly unit: 'part' | 'length' | 'volume';
  /** Which way is better; `zero` = the nearer to 0; null = it measures, it does not judge. */
  readonly better: 'higher' | 'lower' | 'zero' | null;
  /** Definition and citation. */
  readonly source: string;
  /** The figure where the truth, the prediction, or both are empty. */
  readonly empty: string;
  /** NaN = not defined, Infinity = no border to measure to. */
  compute(of: Of): number;
}

const metric = <Id extends string>(m: Metric<Id>): Metric<Id> => m;
const ofObjects = <Id extends string>(m: Metric<Id, readonly InstanceMatch[]>) => m;

const NIKOLOV = 'Nikolov et al., J Med Internet Res 2021 (google-deepmind/surface-distance)';

/** Every metric of a mask, in the order of tables. Adding one is an entry here. */
export const METRICS = [
  metric({
    id: 'dice',
    title: 'Dice',
    unit: 'part',
    better: 'higher',
    source: '2 TP / (2 TP + FP + FN); Dice 1945',
    empty: 'one empty: 0; both: not defined',
    compute: ({ overlap }) => overlap.dice,
  }),
  metric({
    id: 'iou',
    title: 'IoU',
    unit: 'part',
    better: 'higher',
    source: 'TP / (TP + FP + FN); Jaccard 1912',
    empty: 'one empty: 0; both: not defined',
    compute: ({ overlap }) => overlap.iou,
  }),
  metric({
    id: 'precision',
    title: 'Precision',
    unit: 'part',
    better: 'higher',
    source: 'TP / (TP + FP)',
    empty: 'prediction empty: not defined; truth empty: 0',
    compute: ({ overlap }) => overlap.precision,
  }),
  metric({
    id: 'recall',
    title: 'Recall',
    unit: 'part',
    better: 'higher',
    source: 'TP / (TP + FN)',
    empty: 'truth empty: not defined; prediction empty: 0',
    compute: ({ overlap }) => overlap.recall,
  }),
  metric({
    id: 'hd95',
    title: 'HD95',
    unit: 'length',
    better: 'lower',
    source: `The larger of both directions’ 95 % quantiles, border elements weighted by area; ${NIKOLOV}`,
    empty: 'any empty: infinite',
    compute: (c) => robustHausdorff(c.surfaces(), 95),
  }),
  metric({
    id: 'hd95Medpy',
    title: 'HD95 (medpy)',
    unit: 'length',
    better: 'lower',
    source: '95th percentile of both directions together, border voxels unweighted; medpy.metric.binary.hd95',
    empty: 'any empty: not defined',
    compute: (c) => hausdorffPercentile(c.borders(), 95),
  }),
  metric({
    id: 'nsd',
    title: 'NSD',
    unit: 'part',
    better: 'higher',
    source: `Part of both borders within the tolerance, weighted by area; ${NIKOLOV}`,
    empty: 'one empty: 0; both: not defined',
    compute: (c) => surfaceDice(c.surfaces(), c.tolerance),
  }),
  metric({
    id: 'assd',
    title: 'ASSD',
    unit: 'length',
    better: 'lower',
    source: 'Mean of both directed average distances, border voxels unweighted; medpy.metric.binary.assd',
    empty: 'any empty: not defined',
    compute: (c) => averageSymmetric(c.borders()),
  }),
  metric({
    id: 'assdWeighted',
    title: 'ASSD (area-weighted)',
    unit: 'length',
    better: 'lower',
    source: `Mean of both directed average distances, border elements weighted by area; ${NIKOLOV}`,
    empty: 'any empty: not defined',
    compute: (c) => {
      const { truth, pred } = averageSurfaceDistances(c.surfaces());
      return (truth + pred) / 2;
    },
  }),
  metric({
    id: 'volume',
    title: 'Volume',
    unit: 'volume',
    better: null,
    source: 'Voxels of the prediction times voxel volume',
    empty: 'prediction empty: 0',
    compute: ({ overlap, measure }) => (overlap.tp + overlap.fp) * measure.perVoxel,
  }),
  metric({
    id: 'volumeTruth',
    title: 'True volume',
    unit: 'volume',
    better: null,
    source: 'Voxels of the truth times voxel volume',
    empty: 'truth empty: 0',
    compute: ({ overlap, measure }) => (overlap.tp + overlap.fn) * measure.perVoxel,
  }),
  metric({
    id: 'volumeDifference',
    title: 'Volume difference',
    unit: 'volume',
    better: 'zero',
    source: 'Volume of the prediction minus that of the truth',
    empty: 'minus the true volume, the predicted volume, or 0',
    compute: ({ overlap, measure }) => (overlap.fp - overlap.fn) * measure.perVoxel,
  }),
] as const;

/** Metrics of numbered objects, computed from the matches at IOU_THRESHOLDS. */
export const INSTANCE_METRICS = [
  ofObjects({
    id: 'instanceF1',
    title: 'Instance F1',
    unit: 'part',
    better: 'higher',
    source: 'F1 of objects whose IoU with their partner is above 0.5; Caicedo et al., Nature Methods 2019',
    empty: 'one empty: 0; both: not defined',
    compute: (matches) => matches[0]!.f1,
  }),
  ofObjects({
    id: 'instanceF1Mean',
    title: 'Instance F1, 0.5:0.95',
    unit: 'part',
    better: 'higher',
    source: 'Mean F1 over the IoU thresholds 0.5, 0.55 ... 0.95; Caicedo et al., Nature Methods 2019',
    empty: 'one empty: 0; both: not defined',
    compute: meanF1,
  }),
] as const;

export type MetricId = (typeof METRICS)[number]['id'];
export type MetricValues = Readonly<Record<MetricId, number>>;

/** Every metric of the catalog for one structure. */
export const measureAll = (c: Comparison): MetricValues =>
  Object.fromEntries(METRICS.map((m) => [m.id, m.compute(c)])) as Record<MetricId, number>;
