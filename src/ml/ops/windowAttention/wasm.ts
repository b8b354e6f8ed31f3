import type { WasmCall } from '../loopKernel.ts';
import { attend, attendGrad, type Attention, attentionScratch } from '../attentionParts.ts';
import { offsetRow } from './reference.ts';
import { windowPixels, type Windows, type WindowSizes, windowSizes } from './windows.ts';

type Call = WasmCall<Windows>;

/** Lines of a window's pixels and their labels, [windows, pixels] each, and the bias [heads, pixels, pixels]. */
interface Tables {
  readonly cells: number;
  readonly pixel: number;
  readonly label: number;
  readonly bias: number;
  /** The rest of the memory that was lent. */
  readonly rest: number;
}

/** Lends memory for the tables, the gradient of the bias and `more` bytes, and fills the tables. */
function withTables(call: Call, s: WindowSizes, more: number, run: (tables: Tables) => void): void {
  const { pixels, heads } = s;
  const cells = s.batch * s.rows * s.columns;
  const square = pixels * pixels;
  call.scratch(4 * (2 * cells * pixels + heads * square) + more, (pixel) => {
    const label = pixel + 4 * cells * pixels;
    const bias = label + 4 * cells * pixels;
    const lines = call.ints(pixel, cells * pixels);
    const labels = call.ints(label, cells * pixels);
    for (let cell = 0; cell < cells; cell++) {
      const [from, to] = [cell * pixels, (cell + 1) * pixels];
      windowPixels(s, cell, lines.subarray(from, to), labels.subarray(from, to));
    }
    const table = call.floats(call.inputs['table']!.at, s.offsets * heads);
    const values = call.floats(bias, heads * square);
    eachOffset(s, (n, row) => {
      for (let head = 0; head < heads; head++) values[head * square + n] = table[row * heads + head]!;
    });
    run({ cells, pixel, label: s.shift === 0 ? 0 : label, bias, rest: bias + 4 * heads * square });
  });
}

/** Visits every pair n of a query and a key of a window with its row of the bias table. */
function eachOffset({ pixels, window }: WindowSizes, see: (n: number, row: number) => void): void {
  for (let n = 0; n < pixels * pixels; n++) see(n, offsetRow(Math.floor(n / pixels), n % pixels, window));
}

/** What both kernels are told. */
const attentionOf = ({ channels, pixels, heads, headDim, scale }: WindowSizes, tables: Tables): Attention => ({
  strides: [channels, 2 * channels, channels],
  cells: tables.cells,
  queryIndex: tables.pixel,
  queries: pixels,
  keyIndex: tables.pixel,
  keys: pixels,
  heads,
  depth: headDim,
  scaling: scale,
  bias: tables.bias,
  labels: tables.label,
});

const sizesOfCall = ({ inputs: { q, kv, table }, attrs }: Call) =>
  windowSizes(q!.shape, kv!.shape, table!.shape, attrs);

export function windowAttentionWasm(call: Call): void {
  const { threads, inputs, outputs } = call;
  const s = sizesOfCall(call);
  const [q, k, y] = [inputs['q']!.at, inputs['kv']!.at, outputs[0]!.at];
  const scratch = attentionScratch(call, s.pixels, s.headDim);
  withTables(call, s, scratch * threads.count, (tables) => {
    call.floats(y, s.batch * s.height * s.width * s.channels).fill(0);
    const places = { q, k, v: k + 4 * s.channels, y, scratch: tables.rest };
    attend(threads, places, attentionOf(s, tables), scratch);
  });
}

export function windowAttentionGradWasm(call: Call): void {
  const { threads, inputs, outputs } = call;
  const s = sizesOfCall(call);
  const square = s.pixels * s.pixels;
  const dbias = 4 * s.heads * square;
  const [q, k, dy] = [inputs['q']!.at, inputs['kv']!.at, inputs['dy']!.at];
  const [dq, dk, dtable] = outputs.map((o) => o.at) as [number, number, number];
  const own = attentionScratch(call, s.pixels, s.headDim);
  withTables(call, s, dbias + own * threads.count, (tables) => {
    const size = s.batch * s.height * s.width * s.channels;
    call.floats(dq, size).fill(0);
    call.floats(dk, 2 * size).fill(0);
    const shares = call.floats(tables.rest, s.heads * square).fill(0);
    const line = 4 * s.channels;
    const places = {
      q,
      k,
      v: k + line,
      y: dy,
      dq,
      dk,
      dv: dk + line,
      dbias: tables.rest,
      scratch: tables.rest + dbias,
    };
    attendGrad(threads, places, attentionOf(s, tables), own);
    const sums = new Float64Array(s.offsets * s.heads);
    eachOffset(s, (n, row) => {
      for (let head = 0; head < s.heads; head++) sums[row * s.heads + head]! += shares[head * square + n]!;
    });
    call.floats(dtable, sums.length).set(sums);
  });
}
