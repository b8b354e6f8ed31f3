import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Attrs, registerShape, type Shaped, type ShapeRule } from './shapeBackend.ts';

/** Shape rules of tfjs's own kernels (those that networks and losses use). */
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const same: ShapeRule = ([x]) => ({ shape: x!.shape, dtype: x!.dtype });
const all = (names: string, rule: ShapeRule) => names.split(' ').forEach((name) => registerShape(name, rule));

all(
  'Abs Acos Acosh Asin Asinh Atan Atanh Ceil ClipByValue Cos Cosh Cumprod Cumsum Elu EluGrad Erf Exp Expm1 Floor Identity ' +
    'LeakyRelu Log Log1p LogSoftmax LRN Neg OnesLike Prelu Reciprocal Relu Relu6 Reverse Round Rsqrt Selu Sigmoid Sign Sin ' +
    'Sinh Softmax Softplus Sqrt Square Step Tan Tanh ZerosLike FusedBatchNorm FlipLeftRight AddN TensorScatterUpdate',
  same,
);
all('IsNan IsFinite IsInf LogicalNot', ([x]) => ({ shape: x!.shape, dtype: 'bool' }));
registerShape('Cast', ([x], { dtype }) => ({ shape: x!.shape, dtype }));
// gradients of pooling and resizing take the upstream gradient and an input of the wanted shape
all('MaxPoolGrad AvgPoolGrad', ([, input]) => ({ shape: input!.shape }));
all('ResizeBilinearGrad ResizeNearestNeighborGrad', ([images]) => ({ shape: images!.shape }));

const broadcast = (a: TensorInfo, b: TensorInfo) => backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
all('Add Sub Multiply RealDiv FloorDiv Maximum Minimum Mod Pow SquaredDifference Atan2', ([a, b]) => ({
  shape: broadcast(a!, b!),
  dtype: a!.dtype,
}));
all('Equal NotEqual Less LessEqual Greater GreaterEqual LogicalAnd LogicalOr', ([a, b]) => ({
  shape: broadcast(a!, b!),
  dtype: 'bool',
}));
registerShape('Select', ([, t]) => ({ shape: t!.shape, dtype: t!.dtype }));

const reduced =
  (axisName: string, dtype?: 'int32' | 'bool'): ShapeRule =>
  ([x], attrs) => {
    const axes = util.parseAxisParam(attrs[axisName] ?? null!, x!.shape);
    const out = backend_util.computeOutAndReduceShapes(x!.shape, axes)[0]!;
    const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(out, axes) : out;
    return { shape, dtype: dtype ?? x!.dtype };
  };
all('Sum Mean Prod', reduced('axis'));
all('All Any', reduced('axis', 'bool'));
all('ArgMax ArgMin', reduced('axis', 'int32'));
all('Max', reduced('reductionIndices'));
all('Min', reduced('axis'));

registerShape('Reshape', ([x], { shape }) => ({
  shape: util.inferFromImplicitShape(shape, size(x!.shape)),
  dtype: x!.dtype,
}));
registerShape('ExpandDims', ([x], { dim }) => {
  const shape = [...x!.shape];
  shape.splice(dim < 0 ? shape.length + 1 + dim : dim, 0, 1);
  return { shape, dtype: x!.dtype };
});
registerShape('Transpose', ([x], { perm }) => ({
  shape: (perm as number[]).map((axis) => x!.shape[axis]!),
  dtype: x!.dtype,
}));
registerShape('Tile', ([x], { reps }) => ({ shape: x!.shape.map((n, axis) => n * reps[axis]), dtype: x!.dtype }));
registerShape('Slice', ([x], attrs) => {
  const [begin, wanted] = slice_util.parseSliceParams(x as never, attrs.begin, attrs.size) as [number[], number[]];
  slice_util.assertParamsValid(x as never, begin, wanted);
  return { shape: wanted, dtype: x!.dtype };
});
registerShape('StridedSlice', ([x], a) => ({
  shape: slice_util.sliceInfo(
    x!.shape,
    a.begin,
    a.end,
    a.strides,
    a.beginMask,
    a.endMask,
    a.ellipsisMask,
    a.newAxisMask,
    a.shrinkAxisMask,
  ).finalShape,
  dtype: x!.dtype,
}));
registerShape('Concat', (x, { axis }) => {
  const at = util.parseAxisParam(axis, x[0]!.shape)[0]!;
  const shapes = x.map((t) => t.shape);
  backend_util.assertParamsConsistent(shapes, at);
  return {
    shape: backend_util.computeOutShape(shapes, at),
    dtype: x[0]!.dtype,
  };
});
registerShape('Pack', (x, { axis }) => {
  const shape = [...x[0]!.shape];
  shape.splice(axis, 0, x.length);
  return { shape, dtype: x[0]!.dtype };
});
registerShape('Unpack', ([x], { axis }) => {
  const at = axis < 0 ? axis + x!.shape.length : axis;
  const shape = x!.shape.filter((_, a) => a !== at);
  return Array.from({ length: x!.shape[at]! }, () => ({ shape, dtype: x!.dtype }));
});
registerShape('SplitV', ([x], { numOrSizeSplits, axis }) => {
  const at = util.parseAxisParam(axis, x!.shape)[0]!;
  const parts = backend_util.prepareSplitSize(x as never, numOrSizeSplits, at);
  return parts.map((n): Shaped => ({ shape: x!.shape.map((m, a) => (a === at ? n : m)), dtype: x!.dtype }));
});
all('PadV2 MirrorPad', ([x], { paddings }) => ({
  shape: x!.shape.map((n, axis) => n + paddings[axis][0] + paddings[axis][1]),
  dtype: x!.dtype,
}));
registerShape('GatherV2', ([x, indices], { axis, batchDims }) => {
  const at = util.parseAxisParam(axis, x!.shape)[0]!;
  return {
    shape: [...x!.shape.slice(0, at), ...indices!.shape.slice(batchDims), ...x!.shape.slice(at + 1)],
    dtype: x!.dtype,
  };
});
registerShape('GatherNd', ([x, indices]) => {
  const depth = indices!.shape.at(-1)!;
  return { shape: [...indices!.shape.slice(0, -1), ...x!.shape.slice(depth)], dtype: x!.dtype };
});
registerShape('ScatterNd', ([, updates], { shape }) => ({ shape, dtype: updates!.dtype }));
registerShape('UnsortedSegmentSum', ([x, segments], { numSegments }) => ({
  shape: [numSegments, ...x!.shape.slice(segments!.shape.length)],
}));
registerShape('OneHot', ([indices], { depth, dtype }) => ({ shape: [...indices!.shape, depth], dtype }));
registerShape('TopK', ([x], { k }) => {
  const shape = [...x!.shape.slice(0, -1), k];
  return [
    { shape, dtype: x!.dtype },
    { shape, dtype: 'int32' },
  ];
});
registerShape('Fill', (_, { shape, dtype }) => ({ shape, dtype: dtype ?? 'float32' }));
registerShape('Range', (_, { start, stop, step, dtype }) => ({
  shape: [Math.max(0, Math.ceil((stop - start) / step))],
  dtype,
}));
registerShape('LinSpace', (_, { num }) => ({ shape: [num] }));
registerShape('DepthToSpace', ([x], { blockSize, dataFormat }) => {
  const [n, a, b, c] = x!.shape as [number, number, number, number];
  return dataFormat === 'NHWC'
    ? { shape: [n, a * blockSize, b * blockSize, c / blockSize ** 2] }
    : { shape: [n, a / blockSize ** 2, b * blockSize, c * blockSize] };
});

const matmul: ShapeRule = ([a, b], { transposeA, transposeB }) => {
  const [m, k] = transposeA ? [a!.shape.at(-1)!, a!.shape.at(-2)!] : [a!.shape.at(-2)!, a!.shape.at(-1)!];
  const n = transposeB ? b!.shape.at(-2)! : b!.shape.at(-1)!;
  const shape = [...backend_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2)), m, n];
  return { shape, macs: { matmul: size(shape) * k } };
};
all('BatchMatMul _FusedMatMul', matmul);

type Four = [number, number, number, number];
const convInfo = (x: readonly number[], filter: readonly number[], a: Attrs, depthwise = false) =>
  backend_util.computeConv2DInfo(
    x as Four,
    filter as Four,
    a.strides,
    a.dilations ?? 1,
    a.pad,
    a.dimRoundingMode,
    depthwise,
    depthwise ? 'channelsLast' : backend_util.convertConv2DDataFormat(a.dataFormat ?? 'NHWC'),
  );
const conv: ShapeRule = ([x, filter], a) => {
  const { outShape } = convInfo(x!.shape, filter!.shape, a);
  const [kh, kw, inChannels] = filter!.shape as Four;
  return { shape: outShape, macs: { conv: size(outShape) * kh * kw * inChannels } };
};
all('Conv2D FusedConv2D', conv);
const depthwise: ShapeRule = ([x, filter], a) => {
  const { outShape } = convInfo(x!.shape, filter!.shape, a, true);
  return { shape: outShape, macs: { conv: size(outShape) * filter!.shape[0]! * filter!.shape[1]! } };
};
all('DepthwiseConv2dNative FusedDepthwiseConv2D', depthwise);
// tfjs's transposed convolution: dy [n, h, w, out channels of the filter], filter [kh, kw, in, out]
registerShape('Conv2DBackpropInput', ([dy, filter], { inputShape }) => {
  const [kh, kw, inChannels] = filter!.shape as Four;
  return { shape: inputShape, macs: { convTranspose: size(dy!.shape) * kh * kw * inChannels } };
});
registerShape('Conv2DBackpropFilter', ([, dy], { filterShape }) => {
  const [kh, kw, inChannels] = filterShape as Four;
  return { shape: filterShape, macs: { conv: size(dy!.shape) * kh * kw * inChannels } };
});
registerShape('DepthwiseConv2dNativeBackpropFilter', ([, dy], { filterShape }) => ({
  shape: filterShape,
  macs: { conv: size(dy!.shape) * filterShape[0] * filterShape[1] },
}));
registerShape('DepthwiseConv2dNativeBackpropInput', ([dy, filter], { inputShape }) => ({
  shape: inputShape,
  macs: { convTranspose: size(dy!.shape) * filter!.shape[0]! * filter!.shape[1]! },
}));

all('MaxPool AvgPool', ([x], a) => ({
  shape: backend_util.computePool2DInfo(x!.shape as Four, a.filterSize, a.strides, 1, a.pad, a.dimRoundingMode)
    .outShape,
}));
all('ResizeBilinear ResizeNearestNeighbor', ([x], a) => ({
  shape: [x!.shape[0]!, a.size[0], a.size[1], x!.shape[3]!],
}));
