import type { WasmCall } from '../loopKernel.ts';
import { crossRoute, type ScanAttrs, type ScanSize, scanSize } from './scanSize.ts';

type Call = WasmCall<ScanAttrs>;

/** Where the parts of one group and one element of the batch lie, bytes from the start of each tensor. */
interface Part {
  /** In u and y. */
  readonly u: number;
  readonly delta: number;
  readonly bc: number;
  /** Address of the numbers of the positions in the order of the visit. */
  readonly route: number;
  readonly scratch: number;
  /** What the kernels are told last. */
  readonly sizes: readonly number[];
}

/** Visits every group and element of the batch, with memory lent for the order of the visit and `more` bytes. */
function eachPart(call: Call, more: (size: ScanSize) => number, run: (part: Part) => void): void {
  const size = scanSize(call.inputs['delta']!.shape, call.inputs['bc']!.shape);
  const { groups, batch, length, channels, states } = size;
  const { grid, softplus } = call.attrs;
  call.scratch(4 * length + more(size), (route) => {
    for (let group = 0; group < groups; group++) {
      const visits = grid ? crossRoute(group, ...grid) : Int32Array.from({ length }, (_, t) => t);
      call.ints(route, length).set(visits);
      const sizes = [length, channels, states, group * channels, groups * channels, Number(softplus)];
      for (let b = 0; b < batch; b++) {
        const row = (group * batch + b) * length;
        const u = 4 * (grid ? b * length : row) * channels;
        run({ u, delta: 4 * row * channels, bc: 8 * row * states, route, scratch: route + 4 * length, sizes });
      }
    }
  });
}

const clear = (call: Call, { shape, at }: { readonly shape: readonly number[]; readonly at: number }): void =>
  void call
    .floats(
      at,
      shape.reduce((a, b) => a * b, 1),
    )
    .fill(0);

export function scanWasm(call: Call): void {
  const { kernels, inputs, outputs } = call;
  const [u, delta, coefficients, bc] = ['u', 'delta', 'coefficients', 'bc'].map((name) => inputs[name]!.at) as Four;
  clear(call, outputs[0]!);
  eachPart(
    call,
    ({ states }) => kernels.scanScratch(states),
    (part) => {
      const y = outputs[0]!.at + part.u;
      const [from, steps, pairs] = [u + part.u, delta + part.delta, bc + part.bc];
      kernels.scan(from, steps, coefficients, pairs, y, part.route, part.scratch, ...part.sizes);
    },
  );
}

type Four = [number, number, number, number];

/** Gradients of u, delta, coefficients and bc, in this order. */
export function scanGradWasm(call: Call): void {
  const { kernels, inputs, outputs } = call;
  const [u, delta, coefficients, bc] = ['u', 'delta', 'coefficients', 'bc'].map((name) => inputs[name]!.at) as Four;
  const [du, dDelta, dCoefficients, dBc] = outputs.map((o) => o.at) as Four;
  const dy = inputs['dy']!.at;
  for (const output of outputs) clear(call, output);
  eachPart(
    call,
    ({ length, states }) => kernels.scanGradScratch(length, states),
    (part) => {
      const values = [u + part.u, delta + part.delta, coefficients, bc + part.bc, dy + part.u];
      const slopes = [du + part.u, dDelta + part.delta, dCoefficients, dBc + part.bc];
      kernels.scanGrad(...values, ...slopes, part.route, part.scratch, ...part.sizes);
    },
  );
}
