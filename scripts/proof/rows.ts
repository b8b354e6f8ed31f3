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

/** Steps and highest rate of a fine-tuning: the app's own, and half as many, which software WebGPU does in minutes. */
const WHOLE = { steps: 200, rate: 0.0005 };
const HALF = { steps: 100, rate: 0.0005 };

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
  { steps, rate }: typeof WHOLE,
  kind: 'tune' | 'wrong' = 'tune',
): ProofRow => ({ id: `${data}-${kind}-${slices}-${steps}-${backend}`, data, backend, kind, slices, steps, rate });

/** The model of membranes that the fine-tuned ones begin with. */
export const MEMBRANE_BASE: ProofRow = scratch(5, 400);

/** All rows, what others need first. */
export const ROWS: readonly ProofRow[] = [
  MEMBRANE_BASE,
  ...[1, 3, 5, 10].map((n) => tune('nuclei', 'wasm', n, WHOLE)),
  tune('nuclei', 'wasm', 5, HALF, 'wrong'),
  ...[1, 3, 5, 10].map((n) => tune('membranes', 'wasm', n, HALF)),
  tune('membranes', 'wasm', 5, HALF, 'wrong'),
  scratch(15, 800),
  ...[1, 3, 5, 10].map((n) => tune('membranes', 'webgpu', n, HALF)),
  ...[1, 3, 5, 10].flatMap((n) => [tune('nuclei', 'wasm', n, HALF), tune('nuclei', 'webgpu', n, HALF)]),
  ...(['membranes', 'nuclei'] as const).map((data) => tune(data, 'webgpu', 5, HALF, 'wrong')),
];
