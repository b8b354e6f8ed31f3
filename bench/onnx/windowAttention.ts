import { offsetRow } from '../../src/ml/ops/windowAttention/reference.ts';
import { MASK, windowPixels, windowSizes, type Windows } from '../../src/ml/ops/windowAttention/windows.ts';
import type { Emitter } from './emitters.ts';
import type { Graph } from './graph.ts';
import { ordered } from './values.ts';

/** Attention in (shifted) windows, as the published code of Swin writes it: roll, cut, attend, put back, roll. */
export const windowAttention: Emitter = ({ graph, inputs: { q, kv, table }, attrs }) => {
  const sizes = windowSizes(q!.shape, kv!.shape, table!.shape, attrs as unknown as Windows);
  const { batch, height, width, channels, heads, headDim, rows, columns, pixels, window, shift, scale } = sizes;
  const reshape = (x: string, shape: readonly number[]) =>
    graph.one('Reshape', [x, graph.constant(shape, [shape.length])]);
  const count = rows * columns;

  const rolled = (x: string, by: number) =>
    [1, 2].reduce((y, axis) => roll(graph, y, axis, axis === 1 ? height : width, by), x);
  const keysValues = graph.node(
    'Split',
    [ordered(graph, kv!, 'plain'), graph.constant([channels, channels], [2])],
    { axis: 3 },
    2,
  );
  /** [batch windows, heads, pixels, headDim], or with `turned` the last two the other way round. */
  const cut = (x: string, turned = false) => {
    const parts = reshape(rolled(x, shift), [batch, rows, window, columns, window, heads, headDim]);
    const perm = turned ? [0, 1, 3, 5, 6, 2, 4] : [0, 1, 3, 5, 2, 4, 6];
    const shape = turned ? [batch * count, heads, headDim, pixels] : [batch * count, heads, pixels, headDim];
    return reshape(graph.one('Transpose', [parts], { perm }), shape);
  };
  const queries = graph.one('Mul', [cut(ordered(graph, q!, 'plain')), graph.constant(Float32Array.of(scale), [])]);
  let logits = graph.one('MatMul', [queries, cut(keysValues[0]!, true)]);

  const index = Array.from({ length: pixels * pixels }, (_, n) =>
    offsetRow(Math.floor(n / pixels), n % pixels, window),
  );
  const gathered = graph.one('Gather', [table!.plain!, graph.constant(index, [pixels * pixels])], { axis: 0 });
  const bias = reshape(graph.one('Transpose', [gathered], { perm: [1, 0] }), [1, heads, pixels, pixels]);
  logits = graph.one('Add', [logits, bias]);
  if (shift > 0) {
    const mask = new Float32Array(count * pixels * pixels);
    const pixel = new Int32Array(pixels);
    const label = new Int32Array(pixels);
    for (let w = 0; w < count; w++) {
      windowPixels(sizes, w, pixel, label);
      for (let n = 0; n < pixels * pixels; n++) {
        if (label[Math.floor(n / pixels)] !== label[n % pixels]) mask[w * pixels * pixels + n] = MASK;
      }
    }
    const apart = reshape(logits, [batch, count, heads, pixels, pixels]);
    const masked = graph.one('Add', [apart, graph.constant(mask, [1, count, 1, pixels, pixels])]);
    logits = reshape(masked, [batch * count, heads, pixels, pixels]);
  }
  const attended = graph.one('MatMul', [graph.one('Softmax', [logits], { axis: -1 }), cut(keysValues[1]!)]);
  const parts = reshape(attended, [batch, rows, columns, heads, window, window, headDim]);
  const whole = reshape(graph.one('Transpose', [parts], { perm: [0, 1, 4, 2, 5, 3, 6] }), [
    batch,
    height,
    width,
    channels,
  ]);
  return [{ plain: rolled(whole, -shift) }];
};

/** Element i of the result is element i + by of the input, around the end. */
function roll(graph: Graph, x: string, axis: number, size: number, by: number): string {
  const cut = ((by % size) + size) % size;
  if (cut === 0) return x;
  const [head, tail] = graph.node('Split', [x, graph.constant([cut, size - cut], [2])], { axis }, 2);
  return graph.one('Concat', [tail!, head!], { axis });
}
