import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanLabel, Plan } from '../core/plan.ts';
import { indexAt, nativePlane, planeOf } from '../core/plane.ts';
import { valueAt, type Volume } from '../core/volume.ts';
import { LABEL_COLORS } from '../core/labels.ts';
import { scalings, sliceInput } from '../ml/infer/normalize.ts';
import type { Sample } from '../ml/train/augment.ts';
import { UsageError } from './command.ts';
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

/** The slices of a case as the network will see them, along its own plane. */
export function samplesOf({ volume, truth }: Case, input: Plan['input']): Sample[] {
  const plane = planeOf(volume.grid, nativePlane(volume.grid));
  const scale = scalings(input.normalization, volume, input.color);
  return Array.from({ length: plane.slices }, (_, w): Sample => {
    const labels = new Uint8Array(plane.width * plane.height);
    for (let v = 0, at = 0; v < plane.height; v++) {
      for (let u = 0; u < plane.width; u++) labels[at++] = truth[indexAt(plane, u, v, w)]!;
    }
    return {
      height: plane.height,
      width: plane.width,
      channels: scale.length,
      values: sliceInput(volume, plane, w, scale),
      labels,
    };
  });
}
