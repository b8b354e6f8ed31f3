import { MASK, windowPixels, type WindowSizes } from './windows.ts';

/** One head of one window: its queries, keys and values side by side [pixels, headDim], and where they came from. */
interface Cell {
  readonly pixel: Int32Array;
  /** Channel at which the head begins. */
  readonly channel: number;
  readonly head: number;
  readonly q: Float32Array;
  readonly k: Float32Array;
  readonly v: Float32Array;
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

/** Copies one head of each pixel out of rows of `stride` floats. */
const gather = (
  from: Float32Array,
  pixel: Int32Array,
  stride: number,
  at: number,
  headDim: number,
  to: Float32Array,
) => {
  for (let t = 0, o = 0; t < pixel.length; t++) {
    const row = pixel[t]! * stride + at;
    for (let d = 0; d < headDim; d++) to[o++] = from[row + d]!;
  }
};

function eachCell(
  q: Float32Array,
  kv: Float32Array,
  table: Float32Array,
  s: WindowSizes,
  visit: (cell: Cell) => void,
): void {
  const { pixels, headDim, heads, channels, scale } = s;
  const rows = offsetRows(s);
  const pixel = new Int32Array(pixels);
  const label = new Int32Array(pixels);
  const [qs, ks, vs] = [0, 1, 2].map(() => new Float32Array(pixels * headDim)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let index = 0; index < s.batch * s.rows * s.columns; index++) {
    windowPixels(s, index, pixel, label);
    for (let head = 0; head < heads; head++) {
      const channel = head * headDim;
      gather(q, pixel, channels, channel, headDim, qs);
      gather(kv, pixel, 2 * channels, channel, headDim, ks);
      gather(kv, pixel, 2 * channels, channels + channel, headDim, vs);
      const weights = (i: number, p: Float64Array) => {
        let top = -Infinity;
        for (let j = 0; j < pixels; j++) {
          let dot = 0;
          for (let d = 0; d < headDim; d++) dot += qs[i * headDim + d]! * ks[j * headDim + d]!;
          const mask = label[i] === label[j] ? 0 : MASK;
          const logit = dot * scale + table[rows[i * pixels + j]! * heads + head]! + mask;
          p[j] = logit;
          if (logit > top) top = logit;
        }
        let total = 0;
        for (let j = 0; j < pixels; j++) total += p[j] = Math.exp(p[j]! - top);
        for (let j = 0; j < pixels; j++) p[j]! /= total;
      };
      visit({ pixel, channel, head, q: qs, k: ks, v: vs, weights });
    }
  }
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
  const sum = new Float64Array(headDim);
  eachCell(q, kv, table, s, ({ pixel, channel, v, weights }) => {
    for (let i = 0; i < pixels; i++) {
      weights(i, p);
      sum.fill(0);
      for (let j = 0; j < pixels; j++) {
        for (let d = 0; d < headDim; d++) sum[d]! += p[j]! * v[j * headDim + d]!;
      }
      y.set(sum, pixel[i]! * channels + channel);
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
  const g = new Float32Array(pixels * headDim);
  const bias = new Float64Array(dtable.length);
  const [keys, values] = [new Float64Array(pixels * headDim), new Float64Array(pixels * headDim)];
  const query = new Float64Array(headDim);
  eachCell(q, kv, table, s, ({ pixel, channel, head, q: qs, k, v, weights }) => {
    gather(dy, pixel, channels, channel, headDim, g);
    keys.fill(0);
    values.fill(0);
    for (let i = 0; i < pixels; i++) {
      weights(i, p);
      let inner = 0;
      for (let j = 0; j < pixels; j++) {
        let dot = 0;
        for (let d = 0; d < headDim; d++) dot += g[i * headDim + d]! * v[j * headDim + d]!;
        e[j] = dot;
        inner += p[j]! * dot;
      }
      query.fill(0);
      for (let j = 0; j < pixels; j++) {
        const a = p[j]! * (e[j]! - inner);
        bias[rows[i * pixels + j]! * heads + head]! += a;
        for (let d = 0; d < headDim; d++) {
          query[d]! += scale * a * k[j * headDim + d]!;
          keys[j * headDim + d]! += scale * a * qs[i * headDim + d]!;
          values[j * headDim + d]! += p[j]! * g[i * headDim + d]!;
        }
      }
      dq.set(query, pixel[i]! * channels + channel);
    }
    for (let j = 0; j < pixels; j++) {
      const row = pixel[j]! * 2 * channels + channel;
      dkv.set(keys.subarray(j * headDim, (j + 1) * headDim), row);
      dkv.set(values.subarray(j * headDim, (j + 1) * headDim), row + channels);
    }
  });
  dtable.set(bias);
}
