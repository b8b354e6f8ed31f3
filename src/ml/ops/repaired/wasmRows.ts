import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { addressOf, kernelsOf, type WasmBackend, withScratch } from '../../wasm/kernels.ts';
import { replaceKernel } from './invoke.ts';

const sizeOf = (shape: readonly number[]) => util.sizeFromShape([...shape]);
const isWide = ({ dtype }: TensorInfo) => dtype === 'float32' || dtype === 'int32';

/**
 * Copies, joining and splitting along an axis, channels to pixels, and sums over leading axes. tfjs's wasm backend copies what
 * it could share, joins and splits by a call for every row, moves channels one number at a time through an array of six axes, and transposes a whole tensor before it sums over leading axes: the gradient of every bias.
 */
export function replaceRowKernels(): void {
  // every tensor kept for a gradient is one
  replaceKernel('Identity', 'wasm', (params, stock) => {
    const { x } = params.inputs as { x: TensorInfo };
    if (x.dtype === 'string') return stock!(params) as TensorInfo;
    (params.backend as WasmBackend).incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });

  replaceKernel('Concat', 'wasm', (params, stock) => {
    const all = params.inputs as unknown as TensorInfo[];
    const inputs = all.filter((x) => sizeOf(x.shape) > 0);
    if (inputs.length < 2 || !inputs.every(isWide)) return stock!(params) as TensorInfo;
    const backend = params.backend as WasmBackend;
    const first = all[0]!;
    const [axis] = util.parseAxisParam((params.attrs as unknown as { axis: number }).axis, first.shape);
    const shapes = all.map((x) => x.shape);
    backend_util.assertParamsConsistent(shapes, axis!);
    const out = backend.makeOutput(backend_util.computeOutShape(shapes, axis!), first.dtype as 'float32');
    const rows = sizeOf(first.shape.slice(0, axis));
    const width = sizeOf(out.shape.slice(axis));
    let at = addressOf(backend, out);
    for (const x of inputs) {
      const count = sizeOf(x.shape.slice(axis));
      kernelsOf(backend).copyRows(at, addressOf(backend, x), rows, count, width, count);
      at += 4 * count;
    }
    return out;
  });

  replaceKernel('SplitV', 'wasm', (params, stock) => {
    const { x } = params.inputs as { x: TensorInfo };
    if (!isWide(x)) return stock!(params);
    const backend = params.backend as WasmBackend;
    const attrs = params.attrs as unknown as { numOrSizeSplits: number | number[]; axis: number };
    const [axis] = util.parseAxisParam(attrs.axis, x.shape);
    const rows = sizeOf(x.shape.slice(0, axis));
    const width = sizeOf(x.shape.slice(axis));
    let offset = 0;
    return backend_util.prepareSplitSize(x as never, attrs.numOrSizeSplits, axis!).map((size) => {
      const shape = x.shape.map((n, i) => (i === axis ? size : n));
      const part = backend.makeOutput(shape, x.dtype as 'float32');
      const count = sizeOf(shape.slice(axis));
      kernelsOf(backend).copyRows(addressOf(backend, part), addressOf(backend, x) + offset, rows, count, count, width);
      offset += 4 * count;
      return part;
    });
  });

  replaceKernel('DepthToSpace', 'wasm', (params, stock) => {
    const { x } = params.inputs as { x: TensorInfo };
    const { blockSize: s, dataFormat } = params.attrs as unknown as { blockSize: number; dataFormat: string };
    if (dataFormat !== 'NHWC' || !isWide(x) || sizeOf(x.shape) === 0) return stock!(params) as TensorInfo;
    const backend = params.backend as WasmBackend;
    const [n, height, width, packed] = x.shape as [number, number, number, number];
    const y = backend.makeOutput([n, height * s, width * s, packed / (s * s)], x.dtype as 'float32');
    const kernels = kernelsOf(backend);
    const [from, to, count] = [addressOf(backend, x), addressOf(backend, y), packed / s];
    // the s pixels of a line that come of one pixel lie together in it
    for (let line = 0; line < n * height * s; line++) {
      const source = Math.floor(line / s) * width * packed + (line % s) * count;
      kernels.copyRows(to + 4 * line * width * count, from + 4 * source, width, count, count, packed);
    }
    return y;
  });

  replaceKernel('Sum', 'wasm', (params, stock) => {
    const { x } = params.inputs as { x: TensorInfo };
    const { axis, keepDims } = params.attrs as unknown as { axis: number | number[]; keepDims?: boolean };
    const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const leads = axes.length > 0 && axes.length < x.shape.length && axes.every((a, i) => a === i);
    if (!leads || x.dtype !== 'float32' || sizeOf(x.shape) === 0) return stock!(params) as TensorInfo;
    const backend = params.backend as WasmBackend;
    const kept = x.shape.slice(axes.length);
    const y = backend.makeOutput(keepDims ? [...axes.map(() => 1), ...kept] : kept, 'float32');
    const channels = sizeOf(kept);
    const [from, to, rows] = [addressOf(backend, x), addressOf(backend, y), sizeOf(x.shape) / channels];
    withScratch(backend, 8 * channels, (at) => kernelsOf(backend).sumRows(from, to, at, rows, channels));
    return y;
  });
}
