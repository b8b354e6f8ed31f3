import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanLabel, Plan } from '../core/plan.ts';
import { nativePlane, planeOf } from '../core/plane.ts';
import { valueAt, type Volume } from '../core/volume.ts';
import { LABEL_COLORS } from '../core/labels.ts';
import { scalings } from '../ml/infer/normalize.ts';
import type { Sample } from '../ml/train/augment.ts';
import { type LearnSlice, learnSlice, sampleOf } from '../ml/train/learnSlice.ts';
import { type Args, UsageError } from './command.ts';
import { readVolume } from './readInput.ts';

/** An image with its truth: label values of the plan on the image's grid. */
export interface Case {
  readonly name: string;
  readonly volume: Volume;
  readonly truth: Uint8Array;
}

/** Which values of the label files count as which label. */
export interface LabelReading {
  readonly labels: readonly PlanLabel[];
  /** The plan's label of a stored value. */
  readonly of: (stored: number) => number;
}

/**
 * Reads `--labels`: one name means that every value above 0 is that label (instance maps become a mask);
 * `1=Liver,2=Spleen` names values, others become background.
 */
export function parseLabels(text: string): LabelReading {
  const color = (value: number) => LABEL_COLORS[(value - 1) % LABEL_COLORS.length]!;
  if (!text.includes('=')) {
    return { labels: [{ value: 1, name: text.trim(), color: color(1) }], of: (stored) => (stored > 0 ? 1 : 0) };
  }
  const labels = text.split(',').map((part) => {
    const [value, name] = part.split('=');
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > 254 || !name?.trim()) {
      throw new UsageError(`--labels: "${part}" is not VALUE=NAME with a value from 1 to 254.`);
    }
    return { value: number, name: name.trim(), color: color(number) };
  });
  const known = new Set(labels.map((l) => l.value));
  return { labels, of: (stored) => (known.has(stored) ? stored : 0) };
}

/** Label files of a plan's own labels: of a single label every value above 0 is it. */
export function readingOf({ labels }: Plan): LabelReading {
  if (labels.length === 1) return { labels, of: (stored) => (stored > 0 ? labels[0]!.value : 0) };
  const known = new Set(labels.map((l) => l.value));
  return { labels, of: (stored) => (known.has(stored) ? stored : 0) };
}

const stem = (name: string) => name.replace(/\.(nii\.gz|[^.]+)$/i, '');

/** Image and label paths by case name, sorted: `images/` and `labels/` of the same names, or an nnU-Net folder. */
export async function pairsIn(dir: string): Promise<readonly { name: string; image: string; label: string }[]> {
  const list = async (folder: string) =>
    (await readdir(join(dir, folder)).catch(() => [])).filter((n) => !n.startsWith('.')).sort();
  for (const [images, labels, suffix] of [
    ['images', 'labels', ''],
    ['imagesTr', 'labelsTr', '_0000'],
  ] as const) {
    const found = await list(images);
    if (found.length === 0) continue;
    const byStem = new Map((await list(labels)).map((n) => [stem(n), n]));
    return found.flatMap((image) => {
      const name = stem(image).replace(new RegExp(`${suffix}$`), '');
      const label = byStem.get(name);
      if (!label) throw new UsageError(`${join(dir, images, image)} has no label map of the same name in ${labels}/.`);
      return [{ name, image: join(dir, images, image), label: join(dir, labels, label) }];
    });
  }
  throw new UsageError(`${dir} holds neither images/ and labels/ nor imagesTr/ and labelsTr/.`);
}

/** Reads one case. Throws UsageError where image and label map differ in size. */
export async function readCase(
  pair: { name: string; image: string; label: string },
  reading: LabelReading,
): Promise<Case> {
  const volume = await readVolume(pair.image);
  const map = await readVolume(pair.label);
  if (map.grid.size.join() !== volume.grid.size.join()) {
    throw new UsageError(`${pair.label} is ${map.grid.size.join(' x ')}, its image ${volume.grid.size.join(' x ')}.`);
  }
  const truth = Uint8Array.from({ length: map.voxels.length / map.channels }, (_, n) =>
    reading.of(Math.round(valueAt(map, n))),
  );
  return { name: pair.name, volume, truth };
}

/** Cases to train on and those kept out: a folder of their own (`--val`), or every Nth of `--data` (`--holdout every:N`). */
export async function readCases(
  args: Args,
  reading: LabelReading,
): Promise<{ training: Case[]; held: Case[]; rule: string }> {
  const read = async (dir: string) => Promise.all((await pairsIn(dir)).map((pair) => readCase(pair, reading)));
  const val = args.text('val');
  const cases = await read(args.required('data'));
  if (val) return { training: cases, held: await read(val), rule: 'the cases of a folder of their own' };
  return keptOut(cases, args.text('holdout'));
}

/** Without every Nth case (`--holdout every:N`), and those. */
export function keptOut<C>(cases: readonly C[], every: string | undefined): { training: C[]; held: C[]; rule: string } {
  if (!every) return { training: [...cases], held: [], rule: 'none' };
  const n = Number(/^every:(\d+)$/.exec(every)?.[1]);
  if (!(n >= 2)) throw new UsageError(`--holdout "${every}" is not every:N with N of 2 or more.`);
  const out = (index: number) => index % n === n - 1;
  return {
    training: cases.filter((_, i) => !out(i)),
    held: cases.filter((_, i) => out(i)),
    rule: `every ${n}th case by sorted name (numbers ${n}, ${2 * n}, ...)`,
  };
}

/** The slices of a case to learn from or to be judged by, along its own plane. */
export function learnSlicesOf({ name, volume, truth }: Case, plan: Plan): LearnSlice[] {
  const plane = planeOf(volume.grid, nativePlane(volume.grid));
  const scale = scalings(plan.input.normalization, volume, plan.input.color);
  const of = { caseId: name, caseName: name, volume, truth };
  return Array.from({ length: plane.slices }, (_, w) => learnSlice(of, plane, w, scale));
}

/** The slices of a case as the network will see them: along its own plane, at the plan's spacing. */
export const samplesOf = (of: Case, plan: Plan): Sample[] => learnSlicesOf(of, plan).map((s) => sampleOf(s, plan));
