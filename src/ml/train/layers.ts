import type { LearnOptions } from '../../core/learn.ts';
import type { Net } from '../net.ts';
import type { WeightSpec } from '../params.ts';

/**
 * Paths of the trainable weights that move when `layers` of a network are trained.
 * Of a network that names no parts, the head is the module of the last weight of its forward pass, the decoder all of it.
 */
export function trainedPaths<C extends object>(
  net: Net<C>,
  specs: readonly WeightSpec[],
  layers: LearnOptions['layers'],
): ReadonlySet<string> {
  const paths = specs.filter((s) => s.trainable).map((s) => s.path);
  const last = paths.at(-1) ?? '';
  const parts = net.parts ?? { head: [last.slice(0, last.lastIndexOf('.') + 1)], decoder: [''] };
  if (layers === 'all') return new Set(paths);
  return new Set(paths.filter((path) => parts[layers].some((start) => path.startsWith(start))));
}
