import type { Graph } from './graph.ts';

export type Order = 'plain' | 'channelsFirst';

/** A tensor on its way: its shape as tfjs has it, and the ONNX values that hold it, in one order of axes or both. */
export interface Value {
  readonly shape: readonly number[];
  /** Channels last for maps [n, h, w, c]. */
  plain?: string;
  /** [n, c, h, w]. */
  channelsFirst?: string;
  /** A weight as PyTorch keeps it. */
  published?: { readonly data: Float32Array; readonly shape: readonly number[] };
}

const TURN: Record<Order, readonly number[]> = { plain: [0, 2, 3, 1], channelsFirst: [0, 3, 1, 2] };

/** The value in the order asked for; turned once, where it is not there yet. */
export function ordered(graph: Graph, value: Value, order: Order): string {
  const other = order === 'plain' ? value.channelsFirst : value.plain;
  return (value[order] ??= graph.one('Transpose', [other!], { perm: TURN[order] }));
}

/** The order that costs nothing. */
export const native = (value: Value): Order => (value.plain === undefined ? 'channelsFirst' : 'plain');

/** An order in which most of several maps lie already: turning the others costs least. */
export const commonOrder = (values: readonly Value[]): Order => {
  const maps = values.filter((v) => v.shape.length === 4);
  if (maps.length < values.length) return 'plain';
  return 2 * maps.filter((v) => v.channelsFirst !== undefined).length > maps.length ||
    maps.every((v) => v.plain === undefined)
    ? 'channelsFirst'
    : 'plain';
};

/** Where axis `n` of a tfjs map lies in `order`. */
export const axisIn = (n: number, rank: number, order: Order): number => {
  const axis = n < 0 ? n + rank : n;
  return order === 'plain' ? axis : [0, 2, 3, 1][axis]!;
};

export const shapeIn = (shape: readonly number[], order: Order): number[] =>
  order === 'plain' ? [...shape] : TURN.channelsFirst.map((n) => shape[n]!);
