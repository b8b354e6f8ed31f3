import { crossRoute, type ScanAttrs, scanSize } from '../../src/ml/ops/selectiveScan/scanSize.ts';
import type { Emitter } from './emitters.ts';
import { Graph } from './graph.ts';
import { ordered } from './values.ts';

/**
 * The selective scan. ONNX has no such operator; its `Scan` runs a small graph for every position, which is what an
 * export of the published reference code comes to. Step sizes and inputs are prepared for all positions at once.
 */
export const selectiveScan: Emitter = ({ graph, inputs, attrs }) => {
  const { softplus, grid } = attrs as unknown as ScanAttrs;
  const { u, delta, coefficients, bc } = inputs as Record<
    'u' | 'delta' | 'coefficients' | 'bc',
    (typeof inputs)[string]
  >;
  const { groups, batch, length, channels, states } = scanSize(delta.shape, bc.shape);
  if (!softplus || !grid) throw new Error('Only the scan over a map is exported.');
  const reshape = (x: string, shape: readonly number[]) =>
    graph.one('Reshape', [x, graph.constant(shape, [shape.length])]);
  const routes = Array.from({ length: groups }, (_, k) => Array.from(crossRoute(k, ...grid)));
  const indices = routes.map((route) => graph.constant(route, [length]));

  /** x [groups, batch, length, n], or [1, ...] for all of them, to [length, groups, batch, n] in the order of each visit. */
  const visited = (x: string, shared: boolean) => {
    const parts = shared
      ? indices.map(() => x)
      : graph.node(
          'Split',
          [
            x,
            graph.constant(
              routes.map(() => 1),
              [groups],
            ),
          ],
          { axis: 0 },
          groups,
        );
    const turned = parts.map((part, k) => graph.one('Gather', [part, indices[k]!], { axis: 2 }));
    return graph.one('Transpose', [graph.one('Concat', turned, { axis: 0 })], { perm: [2, 0, 1, 3] });
  };
  const [A, D, bias] = graph.node(
    'Split',
    [ordered(graph, coefficients, 'plain'), graph.constant([states, 1, 1], [3])],
    { axis: 0 },
    3,
  ) as [string, string, string];
  // [n, k e] to [k, 1, e, n]
  const rates = reshape(graph.one('Transpose', [A], { perm: [1, 0] }), [groups, 1, channels, states]);
  const perGroup = (x: string) => reshape(x, [groups, 1, channels]);

  const x = visited(ordered(graph, u, 'plain'), true);
  const steps = graph.one('Softplus', [
    graph.one('Add', [visited(ordered(graph, delta, 'plain'), false), perGroup(bias)]),
  ]);
  const weighted = graph.one('Mul', [steps, x]);
  const [B, C] = graph.node(
    'Split',
    [visited(ordered(graph, bc, 'plain'), false), graph.constant([states, states], [2])],
    { axis: 3 },
    2,
  ) as [string, string];

  const body = new Graph(`${steps}/`);
  const state = body.input('state', [groups, batch, channels, states]);
  const stepNow = body.input('step', [groups, batch, channels]);
  const xNow = body.input('x', [groups, batch, channels]);
  const bNow = body.input('b', [groups, batch, states]);
  const cNow = body.input('c', [groups, batch, states]);
  const last = body.constant([-1], [1]);
  const column = (v: string) => body.one('Unsqueeze', [v, last]);
  const decay = body.one('Exp', [body.one('Mul', [column(stepNow), rates])]);
  const row = body.one('Unsqueeze', [bNow, body.constant([-2], [1])]);
  const next = body.one('Add', [body.one('Mul', [decay, state]), body.one('Mul', [column(xNow), row])]);
  const seen = body.one('Squeeze', [body.one('MatMul', [next, column(cNow)]), last]);
  body.output(next, [groups, batch, channels, states]);
  body.output(seen, [groups, batch, channels]);
  const start = graph.constant(new Float32Array(groups * batch * channels * states), [groups, batch, channels, states]);
  const [, scanned] = graph.node('Scan', [start, steps, weighted, B, C], { body, num_scan_inputs: 4 }, 2) as [
    string,
    string,
  ];

  const y = graph.one('Add', [scanned, graph.one('Mul', [x, perGroup(D)])]);
  const byGroup = graph.one('Transpose', [y], { perm: [1, 2, 0, 3] });
  const parts = graph.node(
    'Split',
    [
      byGroup,
      graph.constant(
        routes.map(() => 1),
        [groups],
      ),
    ],
    { axis: 0 },
    groups,
  );
  const back = parts.map((part, k) => {
    const inverse = Array.from({ length }, () => 0);
    routes[k]!.forEach((position, t) => (inverse[position] = t));
    return graph.one('Gather', [part, graph.constant(inverse, [length])], { axis: 2 });
  });
  return [{ plain: back.reduce((sum, part) => graph.one('Add', [sum, part])) }];
};
