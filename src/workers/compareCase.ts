import { correctedSlices, truthOfCase } from '../core/corrections.ts';
import type { FigureRow } from '../core/compare/figures.ts';
import type { Label, Rgb } from '../core/labels.ts';
import type { Plan } from '../core/plan.ts';
import { indexAt, nativePlane, type Plane, planeOf } from '../core/plane.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import { type Thumbnail, thumbnail } from '../core/raster/thumbnail.ts';
import type { Volume } from '../core/volume.ts';
import { openFiles } from '../io/formats/index.ts';
import { caseOf } from '../io/session/caseFile.ts';
import { readManifest } from '../io/session/migrate.ts';
import { readStored } from '../io/session/opfs.ts';
import { scalings } from '../ml/infer/normalize.ts';
import { type Forward, predictSlice } from '../ml/infer/predictSlice.ts';
import { caseFigures } from './caseFigures.ts';
import { readTruth, type Truth } from './readTruth.ts';

/** Where a case of a batch comes from: this browser, or an image file with its true label map. */
export type CaseSource =
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'files'; readonly image: File; readonly truth: File };

export interface CaseToCompare {
  readonly name: string;
  readonly from: CaseSource;
  readonly plan: Plan;
  /** Labels of the comparison; those of the plan by the plan's value. */
  readonly labels: readonly Label[];
  readonly value: Uint8Array;
  readonly tolerance: number;
}

/** What one model makes of one case. */
export interface ComparedCase {
  readonly rows: readonly FigureRow[];
  /** Slices judged, of how many: of a stored case only those that a person corrected. */
  readonly slices: readonly [used: number, of: number];
  readonly seconds: number;
  /** The slice where the truth is largest: the reference, and the model's mask. */
  readonly slice: number;
  readonly pictures: readonly [reference: Thumbnail, mask: Thumbnail];
}

interface Opened extends Truth {
  readonly volume: Volume;
  readonly plane: Plane;
  readonly slices: readonly number[];
}

const LONGEST = 256;

/** The case opened last: models look at the same one after another, or one model at many. */
let last: { readonly key: string; readonly opened: Promise<Opened> } | null = null;

const keyOf = ({ from, labels }: CaseToCompare): string => {
  const names = labels.map((l) => `${l.value} ${l.name}`).join();
  return from.kind === 'stored'
    ? `${from.id} ${names}`
    : `${from.image.name} ${from.image.size} ${from.image.lastModified} ${from.truth.name} ${names}`;
};

async function openStored(id: string, labels: readonly Label[]): Promise<Opened> {
  const { manifest: json, ...bytes } = await readStored(id);
  const { facts, volume, prediction, edits } = caseOf(id, readManifest(id, json), bytes);
  const plane = planeOf(volume.grid, nativePlane(volume.grid));
  const value = new Uint8Array(256);
  for (const l of facts.labels) value[l.value] = labels.find((mine) => mine.name === l.name)?.value ?? 0;
  const slices = correctedSlices(plane, prediction, edits).map((s) => s.slice);
  return { volume, plane, slices, map: truthOfCase(prediction, edits, value), objects: null };
}

async function openPair(image: File, truth: File, labels: readonly Label[], job: Job): Promise<Opened> {
  const { volumes, problems } = await openFiles([image], job);
  const [volume] = volumes;
  if (!volume) throw problems[0] ?? new Problem('file.unknown', { name: image.name });
  const plane = planeOf(volume.grid, nativePlane(volume.grid));
  const read = await readTruth(
    truth,
    volume.grid,
    labels.map((l) => l.value),
  );
  return { volume, plane, slices: Array.from({ length: plane.slices }, (_, w) => w), ...read };
}

function open(args: CaseToCompare, job: Job): Promise<Opened> {
  const key = keyOf(args);
  if (last?.key === key) return last.opened;
  const { from, labels } = args;
  const opened = from.kind === 'stored' ? openStored(from.id, labels) : openPair(from.image, from.truth, labels, job);
  opened.catch(() => (last = null));
  last = { key, opened };
  return opened;
}

/**
 * Predicts the judged slices of a case and judges them. `turn` does a piece of work on the device when it is its turn, so
 * that other predictions go on in between. Throws Problem `model.channels`, `compare.noSlices` and the readers' Problems.
 */
export async function compareCase(
  args: CaseToCompare,
  forward: () => Promise<Forward>,
  turn: <T>(work: () => Promise<T>) => Promise<T>,
  job: Job,
): Promise<ComparedCase> {
  const { plan, labels, value, name } = args;
  const { volume, plane, slices, map: truth, objects } = await open(args, job);
  if (slices.length === 0) throw new Problem('compare.noSlices', { name });
  const scale = scalings(plan.input.normalization, volume, plan.input.color);
  if (scale.length !== plan.input.channels) {
    throw new Problem('model.channels', { name: plan.title, want: plan.input.channels, have: scale.length });
  }
  const map = new Uint8Array(truth.length);
  const started = performance.now();
  for (const [n, w] of slices.entries()) {
    job.signal.throwIfAborted();
    const slice = await turn(async () => predictSlice(await forward(), plan, volume, plane, w, scale));
    for (let v = 0, at = 0; v < plane.height; v++) {
      for (let u = 0; u < plane.width; u++) map[indexAt(plane, u, v, w)] = value[slice[at++]!]!;
    }
    job.progress({ stage: 'predict', done: n + 1, total: slices.length });
  }
  const seconds = (performance.now() - started) / 1000;
  const known = new Set(plan.labels.map((l) => value[l.value]!));
  const whole = slices.length === plane.slices;
  const rows = await caseFigures(
    {
      case: name,
      grid: volume.grid,
      plane,
      labels: labels.map((l) => l.value).filter((l) => known.has(l)),
      truth,
      objects,
      map,
      slices: whole ? [] : slices,
      whole,
      tolerance: args.tolerance,
    },
    job,
  );
  const slice = largestSlice(truth, plane, slices);
  const colors: Rgb[] = [];
  for (const l of labels) colors[l.value] = l.color;
  const picture = (mask: Uint8Array) => thumbnail(volume, plane, slice, mask, colors, LONGEST);
  const pictures = [picture(truth), picture(map)] as const;
  return { rows, slices: [slices.length, plane.slices], seconds, slice, pictures };
}

/** Of some slices, the one with the most labelled pixels. */
function largestSlice(map: Uint8Array, plane: Plane, slices: readonly number[]): number {
  let [best, most] = [slices[0]!, -1];
  for (const w of slices) {
    let count = 0;
    for (let v = 0; v < plane.height; v++) {
      let n = indexAt(plane, 0, v, w);
      for (let u = 0; u < plane.width; u++, n += plane.stepU) if (map[n]) count++;
    }
    if (count > most) [best, most] = [w, count];
  }
  return best;
}
