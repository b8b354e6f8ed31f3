export type BackendName = 'wasm' | 'webgpu';

/** One line of the table: a run of `limn train` or `limn finetune`. */
export interface ProofRow {
  /** Unique; results are kept under it. */
  readonly id: string;
  readonly data: 'membranes' | 'nuclei';
  readonly backend: BackendName;
  /** Trained from scratch, tuned, or tuned on inverted labels. */
  readonly kind: 'scratch' | 'tune' | 'wrong';
  readonly slices: number;
  readonly steps: number;
  /** Highest learning rate (Adam, cosine). */
  readonly rate: number;
}

/** Steps of a fine-tuning, as the app suggests them. */
const TUNE = { steps: 200, rate: 0.0005 };
/** Software WebGPU takes seconds a step: its rows are shorter, and say so. */
const TUNE_ON_SOFTWARE = { steps: 20, rate: 0.0005 };

const scratch = (slices: number, steps: number): ProofRow => ({
  id: `membranes-scratch-${slices}-${steps}`,
  data: 'membranes',
  backend: 'wasm',
  kind: 'scratch',
  slices,
  steps,
  rate: 0.003,
});

const tune = (
  data: ProofRow['data'],
  backend: BackendName,
  slices: number,
  { steps, rate } = TUNE,
  kind: 'tune' | 'wrong' = 'tune',
): ProofRow => ({ id: `${data}-${kind}-${slices}-${steps}-${backend}`, data, backend, kind, slices, steps, rate });

/** The model of membranes that the fine-tuned ones begin with. */
export const MEMBRANE_BASE: ProofRow = scratch(5, 400);

/** All rows, what others need first. */
export const ROWS: readonly ProofRow[] = [
  MEMBRANE_BASE,
  ...[1, 3, 5, 10].map((n) => tune('nuclei', 'wasm', n)),
  tune('nuclei', 'wasm', 5, TUNE, 'wrong'),
  ...[1, 3, 5, 10].map((n) => tune('membranes', 'wasm', n)),
  tune('membranes', 'wasm', 5, TUNE, 'wrong'),
  scratch(15, 800),
  scratch(15, 1600),
  tune('nuclei', 'webgpu', 5, TUNE_ON_SOFTWARE),
  tune('membranes', 'webgpu', 5, TUNE_ON_SOFTWARE),
  tune('nuclei', 'wasm', 5, TUNE_ON_SOFTWARE),
  tune('membranes', 'wasm', 5, TUNE_ON_SOFTWARE),
];
