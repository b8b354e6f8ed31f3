import type { Rgb } from './labels.ts';

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
  const wrong = (what: string): never => {
    throw new Error(`plan.json: ${what}`);
  };
  const object = (v: unknown, at: string) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? (v as Record<string, unknown>)
      : wrong(`${at} must be an object.`);
  const p = object(json, 'the file');
  if (p.version !== 1) wrong(`version ${String(p.version)} is not known; this build reads version 1.`);
  for (const key of ['id', 'title', 'net'])
    if (typeof p[key] !== 'string' || p[key] === '') wrong(`${key} must be a text.`);
  object(p.config, 'config');
  if (!Array.isArray(p.labels) || p.labels.length === 0) wrong('labels must be a list with at least one label.');
  for (const l of p.labels as unknown[]) {
    const label = object(l, 'a label');
    const value = label.value as number;
    if (!Number.isInteger(value) || value < 1 || value > 254) wrong(`label value ${String(value)} must be 1..254.`);
    if (typeof label.name !== 'string') wrong(`label ${value} needs a name.`);
    if (!Array.isArray(label.color) || label.color.length !== 3) wrong(`label ${value} needs a colour [r, g, b].`);
  }
  const input = object(p.input, 'input');
  if (!Number.isInteger(input.channels) || (input.channels as number) < 1) wrong('input.channels must be 1 or more.');
  const norm = object(input.normalization, 'input.normalization');
  if (!['range', 'percentile', 'zscore', 'none'].includes(norm.kind as string))
    wrong(`input.normalization.kind "${String(norm.kind)}" is not known.`);
  const patch = object(p.patch, 'patch');
  const size = patch.size as unknown[];
  if (!Array.isArray(size) || size.length !== 2 || !size.every((n) => Number.isInteger(n) && (n as number) > 0))
    wrong('patch.size must be [height, width].');
  if (!(typeof patch.overlap === 'number' && patch.overlap >= 0 && patch.overlap <= 0.75))
    wrong('patch.overlap must be 0..0.75.');
  if (!Number.isInteger(patch.multiple) || (patch.multiple as number) < 1) wrong('patch.multiple must be 1 or more.');
  const output = object(p.output, 'output');
  if (!['sigmoid', 'softmax', 'none'].includes(output.activation as string))
    wrong(`output.activation "${String(output.activation)}" is not known.`);
  object(p.testTime, 'testTime');
  object(p.provenance, 'provenance');
  if (!Array.isArray(p.metrics)) wrong('metrics must be a list.');
  return json as Plan;
}
