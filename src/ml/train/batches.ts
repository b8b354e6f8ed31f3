import { type Augmentation, augmentedPatch, type Sample } from './augment.ts';
import { mulberry32, seedOf } from '../../core/random.ts';

/** Patches for one step: values [n, height, width, channels] and label numbers [n, height, width]. */
export interface Batch {
  readonly shape: readonly [number, number, number, number];
  readonly values: Float32Array;
  readonly labels: Int32Array;
}

export interface BatchOptions {
  readonly batch: number;
  readonly patch: readonly [number, number];
  readonly seed: number;
  readonly augmentation: Augmentation;
  /** Share of patches centred on a pixel of a label drawn evenly from those present, so that small ones are seen too. */
  readonly onLabel: number;
}

/** Pixels of each label of a sample, at most 4096 evenly spread ones a label. */
function pixelsByLabel(s: Sample): Map<number, number[]> {
  const counts = new Uint32Array(256);
  for (const l of s.labels) counts[l]!++;
  const seen = new Uint32Array(256);
  const out = new Map<number, number[]>();
  s.labels.forEach((l, n) => {
    if (l === 0) return;
    const every = Math.ceil(counts[l]! / 4096);
    if (seen[l]!++ % every) return;
    const list = out.get(l);
    if (list) list.push(n);
    else out.set(l, [n]);
  });
  return out;
}

/**
 * Batches without end, the same ones for the same seed: the batch of step n depends on nothing but the seed and n,
 * so a run that resumes at step n goes on as if it had never stopped. Every sample is used once before any is used again.
 */
export function batchesOf(samples: readonly Sample[], options: BatchOptions): (step: number) => Batch {
  if (samples.length === 0) throw new Error('There is nothing to train on.');
  const { batch, patch, seed, augmentation, onLabel } = options;
  const places = samples.map(pixelsByLabel);
  const channels = samples[0]!.channels;
  const order = (round: number): number[] => {
    const random = mulberry32(seedOf(seed, 1, round));
    const all = samples.map((_, n) => n);
    for (let n = all.length - 1; n > 0; n--) {
      const k = Math.floor(random() * (n + 1));
      [all[n], all[k]] = [all[k]!, all[n]!];
    }
    return all;
  };
  let round = -1;
  let shuffled: number[] = [];
  return (step) => {
    const [h, w] = patch;
    const values = new Float32Array(batch * h * w * channels);
    const labels = new Int32Array(batch * h * w);
    for (let b = 0; b < batch; b++) {
      const draw = step * batch + b;
      if (Math.floor(draw / samples.length) !== round) {
        round = Math.floor(draw / samples.length);
        shuffled = order(round);
      }
      const which = shuffled[draw % samples.length]!;
      const sample = samples[which]!;
      const random = mulberry32(seedOf(seed, 2, draw));
      const [x, y] = centre(sample, places[which]!, onLabel, random);
      const cut = augmentedPatch(sample, patch, x, y, augmentation, random);
      values.set(cut.values, b * cut.values.length);
      labels.set(cut.labels, b * cut.labels.length);
    }
    return { shape: [batch, h, w, channels], values, labels };
  };
}

function centre(s: Sample, places: Map<number, number[]>, onLabel: number, random: () => number): [number, number] {
  const anywhere: [number, number] = [random() * s.width, random() * s.height];
  if (random() >= onLabel || places.size === 0) return anywhere;
  const lists = [...places.values()];
  const list = lists[Math.floor(random() * lists.length)]!;
  const n = list[Math.floor(random() * list.length)]!;
  return [n % s.width, Math.floor(n / s.width)];
}
