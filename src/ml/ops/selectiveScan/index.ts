import { concat, engine, registerGradient, transpose } from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { registerShape } from '../../shapeBackend.ts';
import { registerLoopKernel } from '../loopKernel.ts';
import { registerWebGPUKernel } from '../webgpuProgram.ts';
import { selectiveScanGradient } from './gradient.ts';
import { scanGradWasm, scanWasm } from './wasm.ts';
import { scanGradWebGPU, scanWebGPU } from './webgpu.ts';
import * as reference from './reference.ts';
import { DIRECTIONS, type ScanAttrs, scanSize } from './scanSize.ts';

/** Inputs of a selective scan of k groups, batch b, length l, e channels a group and n states a channel. */
export interface Scan {
  /** [k, b, l, e]; [1, b, l, e] for `crossScan`. */
  readonly u: Tensor4D;
  /** [k, b, l, e]: step sizes, before the bias and the softplus. */
  readonly delta: Tensor4D;
  /** [k e, n], negative where the state is to fade. */
  readonly A: Tensor2D;
  /** [k, b, l, 2 n]: B and C of a position side by side. */
  readonly bc: Tensor4D;
  /** [k e]: how much of u passes by the state. */
  readonly D: Tensor1D;
  /** [k e]: added to delta. */
  readonly bias: Tensor1D;
}

/**
 * Selective scan (S6; Gu and Dao 2023, arXiv:2312.00752) of k independent groups of sequences: y [k, b, l, e] with
 * h_t = exp(d_t A) h_(t-1) + d_t B_t u_t, y_t = C_t . h_t + D u_t, d = softplus(delta + bias), or delta + bias.
 * Linear in l; differentiable in every input. Throws if the shapes disagree.
 */
export const selectiveScan = (inputs: Scan, { softplus = true } = {}): Tensor4D => run(inputs, { softplus });

/**
 * The scan of SS2D (VMamba, arXiv:2401.10166): four groups visit the same height x width map along rows, along columns,
 * and both backwards, and their outputs are added. u and y are [1, b, height width, e] in row-major order; delta and
 * bc [4, b, height width, .] are in the same order for all directions, only the visiting order differs.
 */
export const crossScan = (inputs: Scan, height: number, width: number): Tensor4D =>
  run(inputs, { softplus: true, grid: [height, width] });

const run = ({ u, delta, A, bc, D, bias }: Scan, attrs: ScanAttrs): Tensor4D => {
  const { groups, batch, length, channels, states } = scanSize(delta.shape, bc.shape);
  const expect = (name: string, got: readonly number[], want: readonly number[]) => {
    if (got.length !== want.length || want.some((size, axis) => size !== got[axis])) {
      throw new Error(`selectiveScan: ${name} has shape [${got.join(', ')}], not [${want.join(', ')}].`);
    }
  };
  if (attrs.grid) expect('delta', delta.shape, [DIRECTIONS, batch, attrs.grid[0] * attrs.grid[1], channels]);
  expect('u', u.shape, [attrs.grid ? 1 : groups, batch, length, channels]);
  expect('bc', bc.shape, [groups, batch, length, 2 * states]);
  expect('A', A.shape, [groups * channels, states]);
  expect('D', D.shape, [groups * channels]);
  expect('bias', bias.shape, [groups * channels]);
  // One tensor instead of three: WebGPU promises no more than eight storage buffers.
  const coefficients = concat([transpose(A), D.expandDims<Tensor2D>(0), bias.expandDims<Tensor2D>(0)], 0);
  return engine().runKernel('SelectiveScan', { u, delta, coefficients, bc }, { ...attrs });
};

type Names = 'u' | 'delta' | 'coefficients' | 'bc';
const NAMES = ['u', 'delta', 'coefficients', 'bc'] as const satisfies readonly Names[];
type Infos = Readonly<Record<Names, TensorInfo>>;

registerLoopKernel<ScanAttrs>({
  name: 'SelectiveScan',
  outputs: ({ u }) => [{ shape: u!, dtype: 'float32' }],
  run: ({ u, delta, coefficients, bc }, [y], attrs) =>
    reference.scan(
      { u: u!.values, delta: delta!.values, coefficients: coefficients!.values, bc: bc!.values },
      scanSize(delta!.shape, bc!.shape),
      attrs,
      y!.values,
    ),
  wasm: scanWasm,
});

registerLoopKernel<ScanAttrs>({
  name: 'SelectiveScanGrad',
  outputs: (shapes) => NAMES.map((name) => ({ shape: shapes[name]!, dtype: 'float32' })),
  run: ({ u, delta, coefficients, bc, dy }, [du, dDelta, dCoefficients, dBc], attrs) =>
    reference.scanGrad(
      { u: u!.values, delta: delta!.values, coefficients: coefficients!.values, bc: bc!.values },
      dy!.values,
      scanSize(delta!.shape, bc!.shape),
      attrs,
      { u: du!.values, delta: dDelta!.values, coefficients: dCoefficients!.values, bc: dBc!.values },
    ),
  wasm: scanGradWasm,
});

registerWebGPUKernel<Names, ScanAttrs>('SelectiveScan', (backend, inputs: Infos, attrs) =>
  scanWebGPU(backend, inputs, attrs),
);
registerWebGPUKernel<Names | 'dy', ScanAttrs>('SelectiveScanGrad', (backend, inputs, attrs) =>
  scanGradWebGPU(backend, inputs, attrs),
);

/** Steps of one pass over all positions, one for each channel and state. */
const passOf = (delta: TensorInfo, bc: TensorInfo): number => {
  const { groups, batch, length, channels, states } = scanSize(delta.shape, bc.shape);
  return groups * batch * length * channels * states;
};
registerShape('SelectiveScan', ([u, delta, , bc]) => {
  const scan = passOf(delta!, bc!);
  // the adjoint runs back once
  return { shape: u!.shape, macs: { scan }, gradientMacs: { scan } };
});
registerShape('SelectiveScanGrad', ([u, delta, coefficients, bc]) => [
  // the states again, since they are not kept, and the adjoint
  { shape: u!.shape, macs: { scan: 2 * passOf(delta!, bc!) } },
  ...[delta, coefficients, bc].map((x) => ({ shape: x!.shape })),
]);
registerGradient(selectiveScanGradient);
