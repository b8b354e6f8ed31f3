import { mulberry32 } from '../../core/random.ts';
import { fnv1a } from '../fnv1a.ts';
import { initialValues } from '../initial.ts';
import type { WeightSpec, WeightValues } from '../params.ts';

/**
 * Weights that anyone can regenerate from their names alone, in any language: golden figures are computed with them.
 * Tensor NAME is seeded with fnv1a(NAME); u is uniform in [0, 1), v = 2u - 1; row-major in published layout;
 * double arithmetic, rounded once to float32.
 */
const AS_BUILT = new Set(['relative_position_index', 'attn_mask', 'mean', 'mean_in']);

export function deterministicValues(spec: WeightSpec): Float32Array | Int32Array {
  const name = spec.path.slice(spec.path.lastIndexOf('.') + 1);
  if (AS_BUILT.has(name)) return initialValues(spec, 0);
  const n = spec.shape.reduce((a, b) => a * b, 1);
  if (name === 'num_batches_tracked') return new Int32Array(n);
  const u = mulberry32(fnv1a(spec.path));
  const v = () => 2 * u() - 1;
  return Float32Array.from({ length: n }, formula(name, spec.shape, u, v));
}

/** Value of element i; draws one number. */
function formula(
  name: string,
  shape: readonly number[],
  u: () => number,
  v: () => number,
): (_: unknown, i: number) => number {
  const last = shape.at(-1) ?? 1;
  switch (name) {
    case 'running_mean':
      return () => 0.1 * v();
    case 'running_var':
      return () => 1 + 0.5 * u();
    case 'A_logs':
      return (_, i) => Math.log((i % last) + 1) + 0.1 * v();
    case 'Ds':
      return () => 1 + 0.1 * v();
    case 'dt_projs_weight':
      return () => v() * last ** -0.5;
    case 'dt_projs_bias':
      return () => {
        const dt = Math.exp(u() * (Math.log(0.1) - Math.log(0.001)) + Math.log(0.001));
        return dt + Math.log(-Math.expm1(-dt));
      };
    case 'x_proj_weight':
      return () => v() * Math.sqrt(3 / last);
    case 'relative_position_bias_table':
      return () => 0.2 * v();
  }
  if (shape.length <= 1) return name === 'bias' ? () => 0.1 * v() : () => 1 + 0.1 * v();
  const bound = Math.sqrt(6 / shape.slice(1).reduce((a, b) => a * b, 1));
  return () => v() * bound;
}

/** A whole checkpoint of deterministic weights. */
export const deterministicWeights = (specs: readonly WeightSpec[]): WeightValues =>
  new Map(specs.map((spec) => [spec.path, { shape: spec.shape, data: deterministicValues(spec) }]));

/** Input of a golden: uniform in [-1, 1) (kind V) or [0, 1) (kind U), row-major in the shape that the golden gives. */
export function deterministicInput(name: string, kind: string, shape: readonly number[]): Float32Array {
  const u = mulberry32(fnv1a(name));
  const n = shape.reduce((a, b) => a * b, 1);
  return Float32Array.from({ length: n }, kind.toUpperCase() === 'U' ? u : () => 2 * u() - 1);
}
