import type { WasmCall } from '../loopKernel.ts';
import { pixelsOf, routeRegions } from './reference.ts';
import { type Routing, type RoutingSizes, routingSizes } from './routing.ts';

type Call = WasmCall<Routing>;

/**
 * Lends memory for the lines of every region's pixels, [regions, pixels], and of those it is routed to,
 * [regions, topk pixels], and for the kernels; hands on what these are told last.
 */
function withLines(
  call: Call,
  s: RoutingSizes,
  routed: number,
  run: (scratch: number, sizes: readonly number[]) => void,
): void {
  const { channels, pixels, headDim, regions } = s;
  const { topk, heads, scale } = call.attrs;
  const cells = s.batch * regions;
  const keys = topk * pixels;
  const bytes = 4 * cells * (pixels + keys) + call.kernels.attendScratch(keys, headDim);
  call.scratch(bytes, (query) => {
    const key = query + 4 * cells * pixels;
    const lines = call.ints(query, cells * pixels);
    for (let cell = 0; cell < cells; cell++) {
      lines.set(pixelsOf(s, Math.floor(cell / regions), cell % regions), cell * pixels);
    }
    const keyLines = call.ints(key, cells * keys);
    call.ints(routed, cells * topk).forEach((region, n) => {
      const at = (Math.floor(n / (topk * regions)) * regions + region) * pixels;
      keyLines.set(lines.subarray(at, at + pixels), n * pixels);
    });
    const strides = [3 * channels, 3 * channels, channels];
    run(key + 4 * cells * keys, [...strides, cells, query, pixels, key, keys, heads, headDim, scale, 0, 0]);
  });
}

export function biLevelRoutingWasm(call: Call): void {
  const { inputs, outputs, attrs, kernels } = call;
  const s = routingSizes(inputs['qkv']!.shape, attrs);
  const q = inputs['qkv']!.at;
  const [y, routed] = outputs.map((o) => o.at) as [number, number];
  const size = s.batch * s.height * s.width * s.channels;
  routeRegions(call.floats(q, 3 * size), s, attrs.topk, call.ints(routed, s.batch * s.regions * attrs.topk));
  const line = 4 * s.channels;
  withLines(call, s, routed, (scratch, sizes) => {
    call.floats(y, size).fill(0);
    kernels.attend(q, q + line, q + 2 * line, y, scratch, ...sizes);
  });
}

export function biLevelRoutingGradWasm(call: Call): void {
  const { inputs, outputs, attrs, kernels } = call;
  const s = routingSizes(inputs['qkv']!.shape, attrs);
  const [q, dy, dq] = [inputs['qkv']!.at, inputs['dy']!.at, outputs[0]!.at];
  const line = 4 * s.channels;
  withLines(call, s, inputs['routed']!.at, (scratch, sizes) => {
    call.floats(dq, 3 * s.batch * s.height * s.width * s.channels).fill(0);
    kernels.attendGrad(q, q + line, q + 2 * line, dy, dq, dq + line, dq + 2 * line, 0, scratch, ...sizes);
  });
}
