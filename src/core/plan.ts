import type { Rgb } from './labels.ts';
import { planFields, planObject, wrongPlan } from './planFields.ts';

/** How pixel values become network input. Statistics are of the whole image (2-D) or volume, in the volume's unit. */
export type Normalization =
  /** (x - lower) / (upper - lower), clipped to 0..1. */
  | { readonly kind: 'range'; readonly lower: number; readonly upper: number }
  /** As `range`, with lower and upper the image's own percentiles (0..100). */
  | { readonly kind: 'percentile'; readonly lower: number; readonly upper: number }
  /** (x - mean) / std, of the image itself where `mean` and `std` are not given. */
  | { readonly kind: 'zscore'; readonly mean?: readonly number[]; readonly std?: readonly number[] }
  | { readonly kind: 'none' };

export interface PlanLabel {
  readonly value: number;
  readonly name: string;
  readonly color: Rgb;
}

/**
 * Everything needed to run a model, as data (`public/models/<id>/plan.json`).
 * Output channels: `activation` sigmoid = one channel per label, in the order of `labels`; softmax = channel 0 is background.
 */
export interface Plan {
  readonly version: 1;
  readonly id: string;
  readonly title: string;
  /** Registry id of the network and its config. */
  readonly net: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly labels: readonly PlanLabel[];
  readonly input: {
    readonly channels: number;
    /** Colour images: luminance to one channel, or their own three. */
    readonly color: 'luminance' | 'rgb';
    readonly normalization: Normalization;
    /** In-plane mm that the network expects; null = pixels as they are. */
    readonly spacing: number | null;
    /** Modalities it was trained on, for the warning on a mismatch ('' = any). */
    readonly modality: string;
  };
  readonly patch: {
    /** Height and width that the network sees at once. */
    readonly size: readonly [number, number];
    /** Sides must be multiples of this. */
    readonly multiple: number;
    /** Fraction of a patch shared by neighbours, 0..0.75. */
    readonly overlap: number;
  };
  readonly output: { readonly activation: 'sigmoid' | 'softmax' | 'none'; readonly threshold: number };
  readonly testTime: { readonly flips: boolean; readonly largestComponent: boolean; readonly fillHoles: boolean };
  readonly provenance: {
    readonly trainedOn: string;
    /** Trained on drawings only: offered for drawn samples, and never for a patient's image without a warning. */
    readonly drawn?: boolean;
    readonly command: string;
    readonly seed: number;
    readonly date: string;
    readonly license: string;
  };
  /** Figures, each with the set that it was computed on. */
  readonly metrics: readonly { readonly name: string; readonly value: number; readonly on: string }[];
}

/** Reads a plan from parsed JSON. Throws one line that names the first field that is wrong. */
export function parsePlan(json: unknown): Plan {
  if (planObject(json, 'the file').task !== undefined) wrongPlan('it is of a model that draws no masks.');
  const p = planFields(json);
  if (!Array.isArray(p.labels) || p.labels.length === 0) wrongPlan('labels must be a list with at least one label.');
  for (const l of p.labels as unknown[]) {
    const label = planObject(l, 'a label');
    const value = label.value as number;
    if (!Number.isInteger(value) || value < 1 || value > 254) wrongPlan(`label value ${String(value)} must be 1..254.`);
    if (typeof label.name !== 'string') wrongPlan(`label ${value} needs a name.`);
    if (!Array.isArray(label.color) || label.color.length !== 3) wrongPlan(`label ${value} needs a colour [r, g, b].`);
  }
  const input = planObject(p.input, 'input');
  if (!Number.isInteger(input.channels) || (input.channels as number) < 1)
    wrongPlan('input.channels must be 1 or more.');
  const norm = planObject(input.normalization, 'input.normalization');
  if (!['range', 'percentile', 'zscore', 'none'].includes(norm.kind as string))
    wrongPlan(`input.normalization.kind "${String(norm.kind)}" is not known.`);
  const output = planObject(p.output, 'output');
  if (!['sigmoid', 'softmax', 'none'].includes(output.activation as string))
    wrongPlan(`output.activation "${String(output.activation)}" is not known.`);
  planObject(p.testTime, 'testTime');
  return json as Plan;
}
