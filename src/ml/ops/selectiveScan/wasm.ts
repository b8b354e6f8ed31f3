import { type Address, pieceOf } from '../../wasm/kernels.ts';
import type { WasmCall } from '../loopKernel.ts';
import { crossRoute, type ScanAttrs, type ScanSize, scanSize } from './scanSize.ts';

type Call = WasmCall<ScanAttrs>;

/** Where the parts of one group and one element of the batch lie, bytes from the start of each tensor. */
interface Part {
  /** In u and y. */
  readonly u: number;
  readonly delta: number;
  readonly bc: number;
  /** Address of what the kernel adds to: of y's part or du's, or of memory of this group's own. */
  readonly sum: Address;
  /** Address of the numbers of the positions in the order of the visit. */
  readonly route: Address;
  readonly scratch: Address;
  /** What the kernels are told last. */
  readonly sizes: readonly number[];
}

/** Multiplications that take as long as one step of one state, most of them those of exp. */
const WORK = 12;

/**
 * Calls the kernel for every element of the batch with all groups at the same time, as far as threads allow. The groups
 * of a grid add to one tensor, `sum`: where they run at the same time, each adds to memory of its own first.
 */
function eachGroup(
  call: Call,
  kernel: 'scan' | 'scanGrad',
  sum: Address,
  bytes: (size: ScanSize) => number,
  argumentsOf: (part: Part) => readonly number[],
): void {
  const size = scanSize(call.inputs['delta']!.shape, call.inputs['bc']!.shape);
  const { groups, batch, length, channels, states } = size;
  const { threads, kernels } = call;
  const { grid, softplus } = call.attrs;
  const together = threads.partsOf(WORK * groups * length * channels * states) > 1;
  const own = pieceOf(bytes(size));
  const count = together ? Math.min(groups, threads.count) : 1;
  const values = batch * length * channels;
  const shared = together && grid !== undefined;
  call.scratch(4 * length * groups + own * count + (shared ? (4 * groups + 8) * values : 0), (routes) => {
    const scratch = routes + 4 * length * groups;
    const shares = scratch + own * count;
    for (let group = 0; group < groups; group++) {
      const visits = grid ? crossRoute(group, ...grid) : Int32Array.from({ length }, (_, t) => t);
      call.ints(routes + 4 * length * group, length).set(visits);
    }
    if (shared) call.floats(shares, groups * values).fill(0);
    for (let b = 0; b < batch; b++) {
      const calls = Array.from({ length: groups }, (_, group) => {
        const row = (group * batch + b) * length;
        const u = 4 * (grid ? b * length : row) * channels;
        return argumentsOf({
          u,
          delta: 4 * row * channels,
          bc: 8 * row * states,
          sum: (shared ? shares + 4 * values * group : sum) + u,
          route: routes + 4 * length * group,
          scratch: scratch + own * (group % count),
          sizes: [length, channels, states, group * channels, groups * channels, Number(softplus)],
        });
      });
      if (together) threads.run(kernel, calls);
      else for (const args of calls) threads.run(kernel, [args]);
    }
    if (shared) kernels.sumRows(shares, sum, shares + 4 * groups * values, groups, values);
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
  eachGroup(
    call,
    'scan',
    outputs[0]!.at,
    ({ states }) => kernels.scanScratch(states),
    (part) => {
      const [from, steps, pairs] = [u + part.u, delta + part.delta, bc + part.bc];
      return [from, steps, coefficients, pairs, part.sum, part.route, part.scratch, ...part.sizes];
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
  eachGroup(
    call,
    'scanGrad',
    du,
    ({ length, states }) => kernels.scanGradScratch(length, states),
    (part) => {
      const values = [u + part.u, delta + part.delta, coefficients, bc + part.bc, dy + part.u];
      const slopes = [part.sum, dDelta + part.delta, dCoefficients, dBc + part.bc];
      return [...values, ...slopes, part.route, part.scratch, ...part.sizes];
    },
  );
}
