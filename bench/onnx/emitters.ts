import { biLevelRouting } from './biLevelRouting.ts';
import type { Graph } from './graph.ts';
import { selectiveScan } from './selectiveScan.ts';
import { axisIn, commonOrder, native, type Order, ordered, shapeIn, type Value } from './values.ts';
import { windowAttention } from './windowAttention.ts';

/** A call of a tfjs kernel. */
export interface Call {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Value>>;
  /** The inputs in order, for kernels that take a list. */
  readonly all: readonly Value[];
  // oxlint-disable-next-line typescript/no-explicit-any -- attributes differ by kernel
  readonly attrs: Readonly<Record<string, any>>;
  /** Shapes of the outputs. */
  readonly shapes: readonly (readonly number[])[];
}

/** Writes the nodes of a kernel; tells where each output is. */
export type Emitter = (call: Call) => readonly Partial<Value>[];

const unary =
  (operator: string, attributes: (attrs: Call['attrs']) => Record<string, { float: number }> = () => ({})): Emitter =>
  ({ graph, all: [x], attrs }) => {
    const order = native(x!);
    return [{ [order]: graph.one(operator, [x![order]!], attributes(attrs)) }];
  };

/** A vector along the channels of a map lies along its last axis, or as [c, 1, 1] where channels come first. */
const spread = (graph: Graph, v: Value, order: Order): string =>
  order === 'channelsFirst' && v.shape.length === 1
    ? graph.one('Reshape', [v.plain!, graph.constant([v.shape[0]!, 1, 1], [3])])
    : ordered(graph, v, v.shape.length === 4 ? order : 'plain');

const binary =
  (operator: string): Emitter =>
  ({ graph, inputs: { a, b }, shapes: [shape] }) => {
    const maps = [a!, b!].filter((v) => v.shape.length === 4);
    const alike = maps.every((m) => m.shape.join() === shape!.join());
    const vectors = [a!, b!].every((v) => v.shape.length === 4 || v.shape.length <= 1);
    const order = maps.length > 0 && alike && vectors ? commonOrder(maps) : 'plain';
    return [{ [order]: graph.one(operator, [spread(graph, a!, order), spread(graph, b!, order)]) }];
  };

type Pad = 'valid' | 'same' | readonly (readonly [number, number])[];

/** [top, left, bottom, right] */
const padsOf = (pad: Pad, kernel: readonly number[]): number[] => {
  if (pad === 'valid') return [0, 0, 0, 0];
  // stride 1 alone asks for `same` here
  if (pad === 'same') return [...kernel.map((k) => (k - 1) >> 1), ...kernel.map((k) => k >> 1)];
  return [pad[1]![0], pad[2]![0], pad[1]![1], pad[2]![1]];
};

const pair = (n: number | readonly number[]): number[] => (typeof n === 'number' ? [n, n] : [...n]);

const convolution =
  (groups: (filter: Value) => number): Emitter =>
  ({ graph, inputs: { x, filter, bias }, attrs: { strides, pad, dilations, activation = 'linear' } }) => {
    const { published, shape: held } = filter!;
    const kernel = held.slice(0, 2);
    const weights = published
      ? graph.constant(published.data, published.shape)
      : graph.one('Transpose', [filter!.plain!], { perm: [3, 2, 0, 1] });
    const inputs = [ordered(graph, x!, 'channelsFirst'), weights, ...(bias ? [bias.plain!] : [])];
    const attributes = {
      group: groups(filter!),
      kernel_shape: kernel,
      strides: pair(strides),
      dilations: pair(dilations),
      pads: padsOf(pad, kernel),
    };
    const y = graph.one('Conv', inputs, attributes);
    if (activation !== 'linear' && activation !== 'relu')
      throw new Error(`There is no ONNX for the activation ${activation}.`);
    return [{ channelsFirst: activation === 'relu' ? graph.one('Relu', [y]) : y }];
  };

const turnedLast = (graph: Graph, value: Value, turn: boolean): string => {
  const plain = ordered(graph, value, 'plain');
  if (!turn) return plain;
  const rank = value.shape.length;
  const perm = Array.from({ length: rank }, (_, n) => n);
  [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
  return graph.one('Transpose', [plain], { perm });
};

const matmul: Emitter = ({ graph, inputs: { a, b, bias }, attrs, shapes: [shape] }) => {
  const { transposeA = false, transposeB = false, activation = 'linear' } = attrs;
  let right = turnedLast(graph, b!, transposeB);
  // one matrix for all: a two-dimensional one is what runtimes pack ahead
  if (b!.shape.length > 2 && b!.shape.slice(0, -2).every((n) => n === 1)) {
    const rows = b!.shape.at(transposeB ? -1 : -2)!;
    right = graph.one('Reshape', [right, graph.constant([rows, shape!.at(-1)!], [2])]);
  }
  let y = graph.one('MatMul', [turnedLast(graph, a!, transposeA), right]);
  if (bias) y = graph.one('Add', [y, bias.plain!]);
  if (activation === 'relu') y = graph.one('Relu', [y]);
  else if (activation !== 'linear') throw new Error(`There is no ONNX for the activation ${activation}.`);
  return [{ plain: y }];
};

const reshape: Emitter = ({ graph, all: [x], shapes: [shape] }) => [
  { plain: graph.one('Reshape', [ordered(graph, x!, 'plain'), graph.constant(shape!, [shape!.length])]) },
];

const slice: Emitter = ({ graph, inputs: { x }, attrs: { begin }, shapes: [shape] }) => {
  const order = x!.shape.length === 4 ? native(x!) : 'plain';
  const axes = shape!.flatMap((n, axis) => (n === x!.shape[axis] ? [] : [axis]));
  const constant = (values: readonly number[]) => graph.constant(values, [values.length]);
  const inputs = [
    x![order]!,
    constant(axes.map((axis) => begin[axis] as number)),
    constant(axes.map((axis) => (begin[axis] as number) + shape![axis]!)),
    constant(axes.map((axis) => axisIn(axis, shape!.length, order))),
  ];
  return [{ [order]: axes.length === 0 ? x![order]! : graph.one('Slice', inputs) }];
};

const concat: Emitter = ({ graph, all, attrs: { axis }, shapes: [shape] }) => {
  const order = commonOrder(all);
  const inputs = all.map((v) => ordered(graph, v, order));
  return [{ [order]: graph.one('Concat', inputs, { axis: axisIn(axis, shape!.length, order) }) }];
};

const split: Emitter = ({ graph, all: [x], attrs: { axis }, shapes }) => {
  const order = x!.shape.length === 4 ? native(x!) : 'plain';
  const sizes = shapes.map((shape) => shape.at(axis)!);
  const names = graph.node(
    'Split',
    [x![order]!, graph.constant(sizes, [sizes.length])],
    { axis: axisIn(axis, x!.shape.length, order) },
    shapes.length,
  );
  return names.map((name) => ({ [order]: name }));
};

/** The kernels that the networks run. Everything else throws when it is met. */
export const EMITTERS: Readonly<Record<string, Emitter>> = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Gelu: unary('Gelu'),
  Exp: unary('Exp'),
  Neg: unary('Neg'),
  Sqrt: unary('Sqrt'),
  LeakyRelu: unary('LeakyRelu', ({ alpha }) => ({ alpha: { float: alpha } })),
  Conv2D: convolution(() => 1),
  FusedConv2D: convolution(() => 1),
  DepthwiseConv2dNative: convolution(({ published }) => published!.shape[0]!),
  BatchMatMul: matmul,
  _FusedMatMul: matmul,
  Reshape: reshape,
  ExpandDims: reshape,
  Slice: slice,
  Concat: concat,
  SplitV: split,
  WindowAttention: windowAttention,
  BiLevelRouting: biLevelRouting,
  SelectiveScan: selectiveScan,
  Transpose: ({ graph, all: [x], attrs: { perm } }) => [
    { plain: graph.one('Transpose', [ordered(graph, x!, 'plain')], { perm }) },
  ],
  Tile: ({ graph, all: [x], attrs: { reps } }) => {
    const order = x!.shape.length === 4 ? native(x!) : 'plain';
    return [{ [order]: graph.one('Tile', [x![order]!, graph.constant(shapeIn(reps, order), [reps.length])]) }];
  },
  Reverse: ({ graph, all: [x], attrs: { dims } }) => {
    const order = x!.shape.length === 4 ? native(x!) : 'plain';
    const axes = pair(dims).slice(0, typeof dims === 'number' ? 1 : dims.length);
    const all = (value: number) =>
      graph.constant(
        axes.map(() => value),
        [axes.length],
      );
    const where = graph.constant(
      axes.map((n) => axisIn(n, x!.shape.length, order)),
      [axes.length],
    );
    const lowest = -(2 ** 31);
    return [{ [order]: graph.one('Slice', [x![order]!, all(-1), all(lowest), where, all(-1)]) }];
  },
  MaxPool: ({ graph, inputs: { x }, attrs: { filterSize, strides } }) => [
    {
      channelsFirst: graph.one('MaxPool', [ordered(graph, x!, 'channelsFirst')], {
        kernel_shape: pair(filterSize),
        strides: pair(strides),
      }),
    },
  ],
  ResizeBilinear: ({ graph, inputs: { images }, attrs: { size } }) => {
    const [n, , , c] = images!.shape as [number, number, number, number];
    const inputs = [ordered(graph, images!, 'channelsFirst'), '', '', graph.constant([n, c, ...size], [4])];
    const how = { mode: 'linear', coordinate_transformation_mode: 'align_corners' };
    return [{ channelsFirst: graph.one('Resize', inputs, how) }];
  },
  DepthToSpace: ({ graph, inputs: { x }, attrs: { blockSize } }) => [
    {
      channelsFirst: graph.one('DepthToSpace', [ordered(graph, x!, 'channelsFirst')], {
        blocksize: blockSize,
        mode: 'DCR',
      }),
    },
  ],
  LayerNorm: ({ graph, inputs: { x, gamma, beta }, attrs: { eps } }) => [
    {
      plain: graph.one('LayerNormalization', [ordered(graph, x!, 'plain'), gamma!.plain!, beta!.plain!], {
        axis: -1,
        epsilon: { float: eps },
      }),
    },
  ],
  InstanceNorm: ({ graph, inputs: { x }, attrs: { eps } }) => {
    const channels = x!.shape[3]!;
    const all = (value: number) => graph.constant(new Float32Array(channels).fill(value), [channels]);
    const inputs = [ordered(graph, x!, 'channelsFirst'), all(1), all(0)];
    return [{ channelsFirst: graph.one('InstanceNormalization', inputs, { epsilon: { float: eps } }) }];
  },
};
