import { LABEL_COLORS } from '../../core/labels.ts';
import type { Normalization, Plan } from '../../core/plan.ts';
import type { DialogView } from '../../state/appState.ts';

type Found = (DialogView & { kind: 'import' })['found'];

/** What only the user knows of a checkpoint. */
export interface Answers {
  readonly title: string;
  readonly normalization: Normalization['kind'];
  readonly activation: 'softmax' | 'sigmoid';
  /** Names of the labels, in the order of the output channels; with softmax, channel 0 is background and has none. */
  readonly labels: readonly string[];
}

/** Usual answers, keeping those already given: softmax where there is a background channel to speak of. */
export function firstAnswers(found: Found, given?: Answers): Answers {
  const activation = found.classes === 1 ? 'sigmoid' : (given?.activation ?? 'softmax');
  const count = activation === 'softmax' ? found.classes - 1 : found.classes;
  return {
    title: given?.title ?? found.name.replace(/\.(?:pth?|safetensors)$/i, ''),
    normalization: given?.normalization ?? 'percentile',
    activation,
    labels: Array.from({ length: count }, (_, n) => given?.labels[n] ?? `Label ${n + 1}`),
  };
}

const NORMALIZATIONS: Readonly<Record<Normalization['kind'], Normalization>> = {
  percentile: { kind: 'percentile', lower: 0.5, upper: 99.5 },
  zscore: { kind: 'zscore' },
  range: { kind: 'range', lower: 0, upper: 255 },
  none: { kind: 'none' },
};

/** The plan of an imported model: what the checkpoint tells with what the user said. */
export function planOf(found: Found, answers: Answers, date: Date): Plan {
  const slug = answers.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return {
    version: 1,
    id: `${slug || 'model'}-${date.getTime().toString(36)}`,
    title: answers.title.trim(),
    net: found.net,
    config: found.config,
    labels: answers.labels.map((name, n) => ({
      value: n + 1,
      name: name.trim(),
      color: LABEL_COLORS[n % LABEL_COLORS.length]!,
    })),
    input: {
      channels: found.inChannels,
      color: found.inChannels === 3 ? 'rgb' : 'luminance',
      normalization: NORMALIZATIONS[answers.normalization],
      spacing: null,
      modality: '',
    },
    patch: { size: found.patch, multiple: found.multiple, overlap: 0.5 },
    output: { activation: answers.activation, threshold: 0.5 },
    testTime: { flips: false, largestComponent: false, fillHoles: false },
    provenance: { trainedOn: '', command: '', seed: 0, date: date.toISOString().slice(0, 10), license: '' },
    metrics: [],
  };
}
