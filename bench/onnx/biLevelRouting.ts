import { type Routing, routingSizes } from '../../src/ml/ops/biLevelRouting/routing.ts';
import type { Emitter } from './emitters.ts';
import { ordered } from './values.ts';

/** Bi-level routing attention, as the published code of BiFormer writes it: regions, means, the best, gather, attend. */
export const biLevelRouting: Emitter = ({ graph, inputs: { qkv }, attrs }) => {
  const routing = attrs as unknown as Routing;
  const { windows, topk, heads, scale } = routing;
  const s = routingSizes(qkv!.shape, routing);
  const { batch, height, width, channels, headDim, regions, regionHeight, regionWidth, pixels } = s;
  const reshape = (x: string, shape: readonly number[]) =>
    graph.one('Reshape', [x, graph.constant(shape, [shape.length])]);
  const cells = reshape(ordered(graph, qkv!, 'plain'), [
    batch,
    windows,
    regionHeight,
    windows,
    regionWidth,
    3 * channels,
  ]);
  const byRegion = reshape(graph.one('Transpose', [cells], { perm: [0, 1, 3, 2, 4, 5] }), [
    batch,
    regions,
    pixels,
    3 * channels,
  ]);
  const sizes = graph.constant([channels, channels, channels], [3]);
  const [q, k, v] = graph.node('Split', [byRegion, sizes], { axis: 3 }, 3) as [string, string, string];
  const mean = (x: string) => graph.one('ReduceMean', [x, graph.constant([2], [1])], { keepdims: 0 });
  const meanKeys = graph.one('Transpose', [mean(k)], { perm: [0, 2, 1] });
  const likes = graph.one('MatMul', [mean(q), meanKeys]);
  const [, best] = graph.node('TopK', [likes, graph.constant([topk], [1])], { axis: -1 }, 2) as [string, string];

  /** [batch regions, heads, topk pixels, headDim], or turned. */
  const gathered = (x: string, turned: boolean) => {
    // one image at a time: axis 1 is gathered by indices that differ from image to image
    const images = Array.from({ length: batch }, (_, n) => {
      const at = graph.constant([n], []);
      return graph.one(
        'Gather',
        [graph.one('Gather', [x, at], { axis: 0 }), graph.one('Gather', [best, at], { axis: 0 })],
        {
          axis: 0,
        },
      );
    });
    const all = images.length === 1 ? images[0]! : graph.one('Concat', images, { axis: 0 });
    const apart = reshape(all, [batch * regions, topk * pixels, heads, headDim]);
    return graph.one('Transpose', [apart], { perm: turned ? [0, 2, 3, 1] : [0, 2, 1, 3] });
  };
  const asked = reshape(graph.one('Mul', [q, graph.constant(Float32Array.of(scale), [])]), [
    batch * regions,
    pixels,
    heads,
    headDim,
  ]);
  const queries = graph.one('Transpose', [asked], { perm: [0, 2, 1, 3] });
  const weights = graph.one('Softmax', [graph.one('MatMul', [queries, gathered(k, true)])], { axis: -1 });
  const attended = graph.one('MatMul', [weights, gathered(v, false)]);
  const joined = reshape(graph.one('Transpose', [attended], { perm: [0, 2, 1, 3] }), [
    batch,
    windows,
    windows,
    regionHeight,
    regionWidth,
    channels,
  ]);
  const plain = reshape(graph.one('Transpose', [joined], { perm: [0, 1, 3, 2, 4, 5] }), [
    batch,
    height,
    width,
    channels,
  ]);
  return [{ plain }, { plain: best }];
};
