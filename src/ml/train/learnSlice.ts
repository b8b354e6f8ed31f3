import type { CorrectedSlice } from '../../core/learn.ts';
import type { Plan } from '../../core/plan.ts';
import { indexAt, type Plane } from '../../core/plane.ts';
import type { Job } from '../../core/progress.ts';
import type { Volume } from '../../core/volume.ts';
import type { Scaling } from '../infer/normalize.ts';
import {
  cleanUp,
  type Forward,
  inputOf,
  slicePrediction,
  labelsOf,
  sizeAt,
  type SliceInput,
} from '../infer/predictSlice.ts';
import { resize } from '../infer/resize.ts';
import type { Sample } from './augment.ts';

/** A slice to learn from, or to be judged by: what the network sees, and what it should say. */
export interface LearnSlice extends SliceInput, Pick<CorrectedSlice, 'caseId' | 'caseName' | 'slice'> {
  /** Label values of the plan, row by row. */
  readonly truth: Uint8Array;
  /** Whether it lies in a patient: left and right must not be exchanged. */
  readonly oriented: boolean;
}

/** Slice w of a volume with its truth (label values of the plan, on the volume's grid). */
export function learnSlice(
  of: { readonly caseId: string; readonly caseName: string; readonly volume: Volume; readonly truth: Uint8Array },
  plane: Plane,
  w: number,
  scale: readonly Scaling[],
): LearnSlice {
  const { caseId, caseName, volume } = of;
  const truth = new Uint8Array(plane.width * plane.height);
  for (let v = 0, at = 0; v < plane.height; v++) {
    for (let u = 0; u < plane.width; u++) truth[at++] = of.truth[indexAt(plane, u, v, w)]!;
  }
  const { oriented } = volume.grid;
  return { ...inputOf(volume, plane, w, scale), caseId, caseName, slice: w, truth, oriented };
}

/** The slice at the plan's spacing: values interpolated, labels of the nearest pixel. */
export function sampleOf(slice: LearnSlice, plan: Plan): Sample {
  const { height, width, channels, values, truth } = slice;
  const [h, w] = sizeAt(plan, slice);
  const nearest = (at: number, from: number, to: number) => Math.min(from - 1, Math.floor(((at + 0.5) * from) / to));
  const labels = new Uint8Array(h * w);
  for (let y = 0, at = 0; y < h; y++) {
    const row = nearest(y, height, h) * width;
    for (let x = 0; x < w; x++) labels[at++] = truth[row + nearest(x, width, w)]!;
  }
  return { height: h, width: w, channels, values: resize(values, [height, width, channels], [h, w]), labels };
}

/** Label map of the slice, as the app would predict it. */
export async function predictLearnSlice(
  forward: Forward,
  plan: Plan,
  slice: LearnSlice,
  job?: Job,
): Promise<Uint8Array> {
  const scores = await slicePrediction(forward, plan, slice, job);
  return cleanUp(labelsOf(scores, plan), [slice.width, slice.height, 1], plan);
}
