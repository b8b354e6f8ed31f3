import * as tf from '@tensorflow/tfjs-core';
import type { Plan } from '../../core/plan.ts';
import type { Plane } from '../../core/plane.ts';
import type { Job } from '../../core/progress.ts';
import { fillHoles } from '../../core/raster/fillHoles.ts';
import { largestIsland } from '../../core/raster/islands.ts';
import type { Volume } from '../../core/volume.ts';
import { type Scaling, sliceInput } from './normalize.ts';
import { resize } from './resize.ts';
import { type Scores, slidingWindow, tileSize } from './slidingWindow.ts';

/** A network with its weights: one tile [1, h, w, channels] to its raw output [1, h', w', classes]. */
export type Forward = (tile: tf.Tensor4D) => tf.Tensor4D;

const ACTIVATION: Record<Plan['output']['activation'], (x: tf.Tensor4D) => tf.Tensor4D> = {
  sigmoid: (x) => tf.sigmoid(x),
  softmax: (x) => tf.softmax(x, -1),
  none: (x) => x,
};

/** [height, width, channels] mirrored left-right and / or top-bottom. */
function flipped(
  a: Float32Array,
  height: number,
  width: number,
  channels: number,
  h: boolean,
  v: boolean,
): Float32Array {
  if (!h && !v) return a;
  const out = new Float32Array(a.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((v ? height - 1 - y : y) * width + (h ? width - 1 - x : x)) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = a[from + c]!;
    }
  }
  return out;
}

/** One slice as network input, with its size and the mm between its rows and between its columns (null = unknown). */
export interface SliceInput {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [height, width, channels], normalised, row by row. */
  readonly values: Float32Array;
  readonly spacing: readonly [number, number] | null;
}

/** Slice w of a plane as network input, on its own pixels. */
export function inputOf(volume: Volume, plane: Plane, w: number, scale: readonly Scaling[]): SliceInput {
  const { width, height, spacing } = plane;
  const values = sliceInput(volume, plane, w, scale);
  const known = volume.grid.spacingTrust !== 'unknown';
  return { height, width, channels: scale.length, values, spacing: known ? [spacing[1], spacing[0]] : null };
}

/** Height and width of a slice at the plan's spacing; its own where the plan or the image names none. */
export function sizeAt(
  plan: Plan,
  { height, width, spacing }: Omit<SliceInput, 'values' | 'channels'>,
): readonly [number, number] {
  const wanted = plan.input.spacing;
  if (wanted === null || spacing === null) return [height, width];
  const size = (n: number, mm: number) => Math.max(1, Math.round((n * mm) / wanted));
  return [size(height, spacing[0]), size(width, spacing[1])];
}

/** One pass over an empty tile of the size that such a slice takes, not waited for: the device compiles what it needs. */
export function warmUp(forward: Forward, plan: Plan, slice: Omit<SliceInput, 'values' | 'channels'>): void {
  const [h, w] = tileSize(sizeAt(plan, slice), { patch: plan.patch.size, multiple: plan.patch.multiple });
  tf.tidy(() => void forward(tf.zeros([1, h, w, plan.input.channels])));
}

/**
 * Probabilities of one slice, [height, width, channels] on the slice's own pixels.
 * The slice is brought to the plan's spacing, tiled, run, averaged over flips where the plan says so, and brought back.
 */
export async function slicePrediction(forward: Forward, plan: Plan, slice: SliceInput, job?: Job): Promise<Scores> {
  const { width, height, channels } = slice;
  const to = sizeAt(plan, slice);
  const input = resize(slice.values, [height, width, channels], to);

  const activation = ACTIVATION[plan.output.activation];
  const windows = { patch: plan.patch.size, multiple: plan.patch.multiple, overlap: plan.patch.overlap };
  const flips = plan.testTime.flips
    ? [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]
    : [[false, false]];
  let mean: Float32Array | null = null;
  let classes = 0;
  for (const [n, [h, v]] of flips.entries()) {
    const part: Job | undefined = job && {
      signal: job.signal,
      progress: (p) => job.progress({ ...p, done: n * p.total + p.done, total: flips.length * p.total }),
    };
    const turned = flipped(input, to[0], to[1], channels, h!, v!);
    const scores = await slidingWindow(turned, [...to, channels], (x) => activation(forward(x)), windows, part);
    classes = scores.channels;
    const back = flipped(scores.data, to[0], to[1], classes, h!, v!);
    if (!mean) mean = flips.length > 1 ? back.map((s) => s / flips.length) : back;
    else for (let i = 0; i < mean.length; i++) mean[i]! += back[i]! / flips.length;
  }
  return { data: resize(mean!, [to[0], to[1], classes], [height, width]), channels: classes };
}

/**
 * Label map of one slice from its probabilities. One channel a label: the likeliest label at or above the threshold.
 * One channel more than labels: channel 0 is background, the largest wins.
 */
export function labelsOf({ data, channels }: Scores, plan: Plan): Uint8Array {
  const withBackground = channels === plan.labels.length + 1;
  const out = new Uint8Array(data.length / channels);
  for (let n = 0; n < out.length; n++) {
    let best = withBackground ? data[n * channels]! : plan.output.threshold;
    for (let c = withBackground ? 1 : 0; c < channels; c++) {
      const p = data[n * channels + c]!;
      if (withBackground ? p > best : p >= best) {
        best = p;
        out[n] = plan.labels[withBackground ? c - 1 : c]?.value ?? 0;
      }
    }
  }
  return out;
}

/** The plan's clean-up, label by label: the largest part only, holes filled. Size (width, height, slices). */
export function cleanUp(labels: Uint8Array, size: readonly [number, number, number], plan: Plan): Uint8Array {
  const { largestComponent, fillHoles: fill } = plan.testTime;
  if (!largestComponent && !fill) return labels;
  const out = new Uint8Array(labels.length);
  for (const { value } of plan.labels) {
    let mask = Uint8Array.from(labels, (l) => (l === value ? 1 : 0));
    if (!mask.includes(1)) continue;
    if (largestComponent) mask = new Uint8Array(largestIsland(mask, size));
    if (fill) mask = new Uint8Array(fillHoles(mask, size));
    for (let n = 0; n < out.length; n++) if (mask[n]) out[n] = value;
  }
  return out;
}

/** Label map of slice w, row by row over the plane's (u, v), values of the plan's labels. */
export async function predictSlice(
  forward: Forward,
  plan: Plan,
  volume: Volume,
  plane: Plane,
  w: number,
  scale: readonly Scaling[],
  job?: Job,
): Promise<Uint8Array> {
  const scores = await slicePrediction(forward, plan, inputOf(volume, plane, w, scale), job);
  return cleanUp(labelsOf(scores, plan), [plane.width, plane.height, 1], plan);
}
