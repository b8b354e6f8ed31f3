import { LABEL_COLORS } from '../core/labels.ts';
import type { Normalization, Plan } from '../core/plan.ts';
import type { Found } from '../workers/ml.worker.ts';

/** What a checkpoint cannot tell and its user must. */
export interface Answers {
  readonly title: string;
  readonly normalization: Normalization;
  /** One name an output: of every channel for a single one, else of every channel but the first (background). */
  readonly labels: readonly string[];
}

/** How many label names a checkpoint asks for. */
export const labelCount = ({ classes }: Pick<Found, 'classes'>): number => Math.max(1, classes - 1);

/** Networks whose published forward ends in a sigmoid of its own. */
const ENDS_IN_SIGMOID = new Set(['unet-mateuszbuda']);

/** The plan under which a recognised checkpoint becomes a model. One channel is a sigmoid, several a softmax with background first. */
export function planOfCheckpoint(found: Found, { title, normalization, labels }: Answers): Plan {
  const sigmoid = found.classes === 1;
  return {
    version: 1,
    id: `own-${slug(title)}`,
    title,
    net: found.net,
    config: found.config,
    labels: labels.map((name, n) => ({ value: n + 1, name, color: LABEL_COLORS[n % LABEL_COLORS.length]! })),
    input: {
      channels: found.inChannels,
      color: found.inChannels === 3 ? 'rgb' : 'luminance',
      normalization,
      spacing: null,
      modality: '',
    },
    patch: { size: found.patch, multiple: found.multiple, overlap: 0.5 },
    output: { activation: ENDS_IN_SIGMOID.has(found.net) ? 'none' : sigmoid ? 'sigmoid' : 'softmax', threshold: 0.5 },
    testTime: { flips: false, largestComponent: false, fillHoles: false },
    provenance: { trainedOn: '', command: '', seed: 0, date: '', license: '' },
    metrics: [],
  };
}

/** Lower-case letters, digits and hyphens; other scripts keep a number of their own. */
const slug = (title: string): string => {
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const code = [...title].reduce((h, c) => (Math.imul(h, 31) + c.codePointAt(0)!) >>> 0, 7).toString(36);
  return plain ? `${plain}-${code}` : code;
};
