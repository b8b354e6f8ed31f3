import type { WasmCall } from '../loopKernel.ts';
import { attend, attendGrad, type Attention, attentionScratch } from '../attentionParts.ts';
import { regionLines, routeRegions } from './reference.ts';
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
  run: (scratch: number, attention: Attention, own: number) => void,
): void {
  const { channels, pixels, headDim, regions } = s;
  const { topk, heads, scale } = call.attrs;
  const cells = s.batch * regions;
  const keys = topk * pixels;
  const own = attentionScratch(call, keys, headDim);
  call.scratch(4 * cells * (pixels + keys) + own * call.threads.count, (query) => {
    const key = query + 4 * cells * pixels;
    const lines = call.ints(query, cells * pixels);
    lines.set(regionLines(s));
    const keyLines = call.ints(key, cells * keys);
    const routes = call.ints(routed, cells * topk);
    for (let n = 0; n < routes.length; n++) {
      const from = (Math.floor(n / (topk * regions)) * regions + routes[n]!) * pixels;
      for (let t = 0; t < pixels; t++) keyLines[n * pixels + t] = lines[from + t]!;
    }
    const attention: Attention = {
      strides: [3 * channels, 3 * channels, channels],
      cells,
      queryIndex: query,
      queries: pixels,
      keyIndex: key,
      keys,
      heads,
      depth: headDim,
      scaling: scale,
      bias: 0,
      labels: 0,
    };
    run(key + 4 * cells * keys, attention, own);
  });
}

export function biLevelRoutingWasm(call: Call): void {
  const { inputs, outputs, attrs, threads } = call;
  const s = routingSizes(inputs['qkv']!.shape, attrs);
  const q = inputs['qkv']!.at;
  const [y, routed] = outputs.map((o) => o.at) as [number, number];
  const size = s.batch * s.height * s.width * s.channels;
  routeRegions(call.floats(q, 3 * size), s, attrs.topk, call.ints(routed, s.batch * s.regions * attrs.topk));
  const line = 4 * s.channels;
  withLines(call, s, routed, (scratch, attention, own) => {
    call.floats(y, size).fill(0);
    attend(threads, { q, k: q + line, v: q + 2 * line, y, scratch }, attention, own);
  });
}

export function biLevelRoutingGradWasm(call: Call): void {
  const { inputs, outputs, attrs, threads } = call;
  const s = routingSizes(inputs['qkv']!.shape, attrs);
  const [q, dy, dq] = [inputs['qkv']!.at, inputs['dy']!.at, outputs[0]!.at];
  const line = 4 * s.channels;
  withLines(call, s, inputs['routed']!.at, (scratch, attention, own) => {
    call.floats(dq, 3 * s.batch * s.height * s.width * s.channels).fill(0);
    const places = { q, k: q + line, v: q + 2 * line, y: dy, dq, dk: dq + line, dv: dq + 2 * line, dbias: 0, scratch };
    attendGrad(threads, places, attention, own);
  });
}
