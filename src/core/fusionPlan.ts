import type { Normalization, Plan } from './plan.ts';

/**
 * Everything needed to run a fusion model, as data (`public/models/<id>/plan.json` with `task` fusion).
 * The network takes CT and PET as grey of 0..1, one channel each, and gives fused grey of 0..1 first among its outputs.
 */
export interface FusionPlan {
  readonly version: 1;
  readonly task: 'fusion';
  readonly id: string;
  readonly title: string;
  /** Registry id of the network and its config. */
  readonly net: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** How volumes become grey of 0..1: CT in HU; PET in whatever unit it has. Pictures are grey of 0..255 already. */
  readonly input: { readonly ct: Normalization; readonly pet: Normalization };
  /** Tiles of larger images, blended; smaller ones are mirrored at their ends up to `multiple`. */
  readonly patch: Plan['patch'];
  readonly provenance: Plan['provenance'];
  /** Figures of the model and of the plain blend on images kept out. */
  readonly metrics: readonly {
    readonly name: string;
    readonly value: number;
    readonly blend: number;
    readonly on: string;
  }[];
}

const KINDS = ['range', 'percentile', 'none'];

/** Reads a plan from parsed JSON. Throws one line that names the first field that is wrong. */
export function parseFusionPlan(json: unknown): FusionPlan {
  const wrong = (what: string): never => {
    throw new Error(`plan.json: ${what}`);
  };
  const object = (v: unknown, at: string) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? (v as Record<string, unknown>)
      : wrong(`${at} must be an object.`);
  const p = object(json, 'the file');
  if (p.task !== 'fusion') wrong('it is not the plan of a fusion model (task "fusion").');
  if (p.version !== 1) wrong(`version ${String(p.version)} is not known; this build reads version 1.`);
  for (const key of ['id', 'title', 'net'])
    if (typeof p[key] !== 'string' || p[key] === '') wrong(`${key} must be a text.`);
  object(p.config, 'config');
  const input = object(p.input, 'input');
  for (const name of ['ct', 'pet']) {
    const norm = object(input[name], `input.${name}`);
    if (!KINDS.includes(norm.kind as string)) wrong(`input.${name}.kind must be ${KINDS.join(', ')}.`);
    if (norm.kind !== 'none' && !(typeof norm.lower === 'number' && (norm.upper as number) > norm.lower))
      wrong(`input.${name} needs lower and upper, ascending.`);
  }
  const patch = object(p.patch, 'patch');
  const size = patch.size as unknown[];
  if (!Array.isArray(size) || size.length !== 2 || !size.every((n) => Number.isInteger(n) && (n as number) > 0))
    wrong('patch.size must be [height, width].');
  if (!Number.isInteger(patch.multiple) || (patch.multiple as number) < 1) wrong('patch.multiple must be 1 or more.');
  if (!(typeof patch.overlap === 'number' && patch.overlap >= 0 && patch.overlap <= 0.75))
    wrong('patch.overlap must be 0..0.75.');
  object(p.provenance, 'provenance');
  if (!Array.isArray(p.metrics)) wrong('metrics must be a list.');
  return json as FusionPlan;
}
