import { MASK, windowPixels, type WindowSizes } from './windows.ts';

/** One head of one window: its queries times scale [pixels, headDim], keys and values [headDim, pixels], and where they came from. */
interface Cell {
  readonly pixel: Int32Array;
  /** Channel at which the head begins. */
  readonly channel: number;
  readonly head: number;
  readonly q: Float64Array;
  readonly k: Float64Array;
  readonly v: Float64Array;
  /** Fills `p` with the attention weights of query i: softmax over j of scale q_i·k_j + bias + mask. */
  readonly weights: (i: number, p: Float64Array) => void;
}

/** Row of the bias table for query i and key j of a window: (dy + M - 1)(2M - 1) + dx + M - 1, d = query - key. */
export const offsetRow = (i: number, j: number, window: number): number => {
  const dy = Math.floor(i / window) - Math.floor(j / window);
  const dx = (i % window) - (j % window);
  return (dy + window - 1) * (2 * window - 1) + dx + window - 1;
};

const offsetRows = ({ pixels, window }: WindowSizes) =>
  Int32Array.from({ length: pixels * pixels }, (_, n) => offsetRow(Math.floor(n / pixels), n % pixels, window));

/** Copies one head of each pixel out of rows of `stride` floats: [pixels, headDim], or turned [headDim, pixels]. */
function gather(
  from: Float32Array,
  pixel: Int32Array,
  stride: number,
  at: number,
  to: Float64Array,
  turned: boolean,
): void {
  const pixels = pixel.length;
  const headDim = to.length / pixels;
  const [step, next] = turned ? [1, pixels] : [headDim, 1];
  for (let t = 0; t < pixels; t++) {
    const row = pixel[t]! * stride + at;
    for (let d = 0; d < headDim; d++) to[t * step + d * next] = from[row + d]!;
  }
}

/** out[j] += a b[j] for the rows d of b [depth, out.length], a = coefficients[from + d]: two rows a turn. */
function addRows(out: Float64Array, coefficients: Float64Array, from: number, depth: number, b: Float64Array): void {
  const n = out.length;
  let d = 0;
  for (; d + 1 < depth; d += 2) {
    const [a0, a1, r0, r1] = [coefficients[from + d]!, coefficients[from + d + 1]!, d * n, (d + 1) * n];
    for (let j = 0; j < n; j++) out[j]! += a0 * b[r0 + j]! + a1 * b[r1 + j]!;
  }
  if (d < depth) for (let j = 0; j < n; j++) out[j]! += coefficients[from + d]! * b[d * n + j]!;
}

/** Product of `p` with row d of b [*, p.length]; four sums, so that no addition waits for the one before. */
function rowProduct(p: Float64Array, b: Float64Array, d: number): number {
  const n = p.length;
  const row = d * n;
  let [s0, s1, s2, s3, j] = [0, 0, 0, 0, 0];
  for (; j + 3 < n; j += 4) {
    s0 += p[j]! * b[row + j]!;
    s1 += p[j + 1]! * b[row + j + 1]!;
    s2 += p[j + 2]! * b[row + j + 2]!;
    s3 += p[j + 3]! * b[row + j + 3]!;
  }
  for (; j < n; j++) s0 += p[j]! * b[row + j]!;
  return s0 + s1 + s2 + s3;
}

function eachCell(
  q: Float32Array,
  kv: Float32Array,
  table: Float32Array,
  s: WindowSizes,
  visit: (cell: Cell) => void,
): void {
  const { pixels, headDim, heads, channels, scale } = s;
  const rows = offsetRows(s);
  const bias = Float64Array.from({ length: heads * pixels * pixels }, (_, n) => {
    const head = Math.floor(n / (pixels * pixels));
    return table[rows[n % (pixels * pixels)]! * heads + head]!;
  });
  const pixel = new Int32Array(pixels);
  const label = new Int32Array(pixels);
  const qs = new Float64Array(pixels * headDim);
  const ks = new Float64Array(pixels * headDim);
  const vs = new Float64Array(pixels * headDim);
  for (let index = 0; index < s.batch * s.rows * s.columns; index++) {
    windowPixels(s, index, pixel, label);
    const parted = label.some((l) => l !== label[0]);
    for (let head = 0; head < heads; head++) {
      const channel = head * headDim;
      gather(q, pixel, channels, channel, qs, false);
      gather(kv, pixel, 2 * channels, channel, ks, true);
      gather(kv, pixel, 2 * channels, channels + channel, vs, true);
      for (let n = 0; n < qs.length; n++) qs[n]! *= scale;
      const weights = (i: number, p: Float64Array) => {
        const row = (head * pixels + i) * pixels;
        for (let j = 0; j < pixels; j++) p[j] = bias[row + j]!;
        if (parted) for (let j = 0; j < pixels; j++) if (label[j] !== label[i]) p[j]! += MASK;
        addRows(p, qs, i * headDim, headDim, ks);
        softmax(p);
      };
      visit({ pixel, channel, head, q: qs, k: ks, v: vs, weights });
    }
  }
}

function softmax(p: Float64Array): void {
  let top = -Infinity;
  for (let j = 0; j < p.length; j++) if (p[j]! > top) top = p[j]!;
  let total = 0;
  for (let j = 0; j < p.length; j++) total += p[j] = Math.exp(p[j]! - top);
  const share = 1 / total;
  for (let j = 0; j < p.length; j++) p[j]! *= share;
}

/** Attention within windows: y_i = sum over j of p_ij v_j; y [batch, height, width, channels]. */
export function windowAttention(
  q: Float32Array,
  kv: Float32Array,
  table: Float32Array,
  s: WindowSizes,
  y: Float32Array,
): void {
  const { pixels, headDim, channels } = s;
  const p = new Float64Array(pixels);
  eachCell(q, kv, table, s, ({ pixel, channel, v, weights }) => {
    for (let i = 0; i < pixels; i++) {
      weights(i, p);
      const at = pixel[i]! * channels + channel;
      for (let d = 0; d < headDim; d++) y[at + d] = rowProduct(p, v, d);
    }
  });
}

/**
 * With p the weights of query i, g its part of dy, e_j = g·v_j and a_j = p_j (e_j - p·e):
 * dq_i = scale sum a_j k_j, dk_j += scale a_j q_i, dv_j += p_j g, dtable[offset(i, j)] += a_j.
 */
export function windowAttentionGrad(
  q: Float32Array,
  kv: Float32Array,
  table: Float32Array,
  dy: Float32Array,
  s: WindowSizes,
  dq: Float32Array,
  dkv: Float32Array,
  dtable: Float32Array,
): void {
  const { pixels, headDim, channels, heads, scale } = s;
  const rows = offsetRows(s);
  const p = new Float64Array(pixels);
  const e = new Float64Array(pixels);
  const a = new Float64Array(pixels);
  const g = new Float64Array(pixels * headDim);
  const bias = new Float64Array(dtable.length);
  const [keys, values] = [new Float64Array(pixels * headDim), new Float64Array(pixels * headDim)];
  eachCell(q, kv, table, s, ({ pixel, channel, head, q: qs, k, v, weights }) => {
    gather(dy, pixel, channels, channel, g, false);
    keys.fill(0);
    values.fill(0);
    for (let i = 0; i < pixels; i++) {
      weights(i, p);
      e.fill(0);
      addRows(e, g, i * headDim, headDim, v);
      const inner = rowProduct(p, e, 0);
      for (let j = 0; j < pixels; j++) {
        a[j] = p[j]! * (e[j]! - inner);
        bias[rows[i * pixels + j]! * heads + head]! += a[j]!;
      }
      const at = pixel[i]! * channels + channel;
      for (let d = 0; d < headDim; d++) {
        dq[at + d] = scale * rowProduct(a, k, d);
        // q comes scaled
        const [qd, gd, row] = [qs[i * headDim + d]!, g[i * headDim + d]!, d * pixels];
        for (let j = 0; j < pixels; j++) {
          keys[row + j]! += qd * a[j]!;
          values[row + j]! += gd * p[j]!;
        }
      }
    }
    for (let j = 0; j < pixels; j++) {
      const row = pixel[j]! * 2 * channels + channel;
      for (let d = 0; d < headDim; d++) {
        dkv[row + d] = keys[d * pixels + j]!;
        dkv[row + channels + d] = values[d * pixels + j]!;
      }
    }
  });
  dtable.set(bias);
}
