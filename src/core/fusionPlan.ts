import type { Normalization, Plan } from './plan.ts';
import { planFields, planObject, wrongPlan } from './planFields.ts';

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
  if (planObject(json, 'the file').task !== 'fusion')
    wrongPlan('it is not the plan of a fusion model (task "fusion").');
  const input = planObject(planFields(json).input, 'input');
  for (const name of ['ct', 'pet']) {
    const norm = planObject(input[name], `input.${name}`);
    if (!KINDS.includes(norm.kind as string)) wrongPlan(`input.${name}.kind must be ${KINDS.join(', ')}.`);
    if (norm.kind !== 'none' && !(typeof norm.lower === 'number' && (norm.upper as number) > norm.lower))
      wrongPlan(`input.${name} needs lower and upper, ascending.`);
  }
  return json as FusionPlan;
}
