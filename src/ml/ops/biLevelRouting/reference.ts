import type { Routing, RoutingSizes } from './routing.ts';

/**
 * The topk regions with the largest logits q_r k_rᵀ for each region, best first, [batch, regions, topk];
 * q_r, k_r are a region's means. Ties go to the lowest index. A positive scale would not change the order.
 */
export const routeRegions = (qkv: Float32Array, s: RoutingSizes, topk: number, index: Int32Array): void => {
  const { channels, regions } = s;
  const means = new Float64Array(regions * 2 * channels);
  const logits = new Float64Array(regions);
  const taken = new Uint8Array(regions);
  const lines = regionLines(s);
  for (let n = 0; n < s.batch; n++) {
    means.fill(0);
    for (let region = 0; region < regions; region++) {
      for (let t = 0; t < s.pixels; t++) {
        const pixel = lines[(n * regions + region) * s.pixels + t]!;
        for (let c = 0; c < 2 * channels; c++) means[region * 2 * channels + c]! += qkv[pixel * 3 * channels + c]!;
      }
    }
    for (let i = 0; i < means.length; i++) means[i]! /= s.pixels;
    for (let from = 0; from < regions; from++) {
      for (let to = 0; to < regions; to++) {
        let dot = 0;
        const [q, k] = [from * 2 * channels, to * 2 * channels + channels];
        for (let c = 0; c < channels; c++) dot += means[q + c]! * means[k + c]!;
        logits[to] = dot;
      }
      for (let rank = 0; rank < topk; rank++) {
        let best = -1;
        for (let to = 0; to < regions; to++) {
          if (!taken[to] && (best < 0 || logits[to]! > logits[best]!)) best = to;
        }
        taken[best] = 1;
        index[(n * regions + from) * topk + rank] = best;
      }
      taken.fill(0);
    }
  }
};

/** Attention of every pixel to all pixels of the regions routed to its own; out [batch, height, width, channels]. */
export const attend = (qkv: Float32Array, index: Int32Array, s: RoutingSizes, r: Routing, out: Float32Array): void => {
  const { headDim, channels } = s;
  const result = new Float64Array(headDim);
  eachHead(qkv, index, s, r, ({ query, head, weights, values }) => {
    for (const pixel of query) {
      rowProducts(values, weights(pixel), result);
      for (let d = 0; d < headDim; d++) out[pixel * channels + head + d] = result[d]!;
    }
  });
};

/**
 * With p the attention weights of a query, g its part of dy, e = g vᵀ and a = p (e - p·e):
 * dq = scale a k, dk += scale aᵀ q, dv += pᵀ g. The routing itself has no gradient.
 */
export const attendGrad = (
  qkv: Float32Array,
  index: Int32Array,
  dy: Float32Array,
  s: RoutingSizes,
  r: Routing,
  dqkv: Float32Array,
): void => {
  const { headDim, channels } = s;
  dqkv.fill(0);
  const [q, g, dq] = [new Float64Array(headDim), new Float64Array(headDim), new Float64Array(headDim)];
  eachHead(qkv, index, s, r, ({ query, key, head, weights, keys, values }) => {
    const e = new Float64Array(key.length);
    const dkeys = new Float64Array(keys.length);
    const dvalues = new Float64Array(keys.length);
    for (const pixel of query) {
      const p = weights(pixel);
      const at = pixel * 3 * channels + head;
      for (let d = 0; d < headDim; d++) {
        q[d] = qkv[at + d]!;
        g[d] = dy[pixel * channels + head + d]!;
      }
      sumOfRows(values, g, e);
      let mean = 0;
      for (let j = 0; j < p.length; j++) mean += p[j]! * e[j]!;
      for (let j = 0; j < p.length; j++) e[j] = p[j]! * (e[j]! - mean) * r.scale;
      rowProducts(keys, e, dq);
      for (let d = 0; d < headDim; d++) dqkv[at + d] = dq[d]!;
      addOuter(dkeys, q, e);
      addOuter(dvalues, g, p);
    }
    key.forEach((pixel, j) => {
      const at = pixel * 3 * channels + head;
      for (let d = 0; d < headDim; d++) {
        dqkv[at + channels + d]! += dkeys[d * key.length + j]!;
        dqkv[at + 2 * channels + d]! += dvalues[d * key.length + j]!;
      }
    });
  });
};

interface Head {
  /** Pixels of the region that asks, and of the regions it is routed to: offsets in pixels. */
  readonly query: Int32Array;
  readonly key: Int32Array;
  /** First channel of the head. */
  readonly head: number;
  /** k and v of one head, gathered, [headDim, key.length]: the innermost loops run along keys. */
  readonly keys: Float64Array;
  readonly values: Float64Array;
  /** softmax(scale q kᵀ) of one query pixel; valid until the next call. */
  readonly weights: (pixel: number) => Float64Array;
}

const eachHead = (
  qkv: Float32Array,
  index: Int32Array,
  s: RoutingSizes,
  { topk, heads, scale }: Routing,
  visit: (head: Head) => void,
): void => {
  const { channels, headDim, regions } = s;
  const count = topk * s.pixels;
  const keys = new Float64Array(headDim * count);
  const values = new Float64Array(headDim * count);
  const p = new Float64Array(count);
  const q = new Float64Array(headDim);
  const key = new Int32Array(count);
  const lines = regionLines(s);
  const linesOf = (n: number, region: number) => {
    const at = (n * regions + region) * s.pixels;
    return lines.subarray(at, at + s.pixels);
  };
  for (let n = 0; n < s.batch; n++) {
    for (let region = 0; region < regions; region++) {
      const query = linesOf(n, region);
      const routed = index.subarray((n * regions + region) * topk, (n * regions + region + 1) * topk);
      routed.forEach((to, i) => key.set(linesOf(n, to), i * s.pixels));
      for (let m = 0; m < heads; m++) {
        const head = m * headDim;
        key.forEach((pixel, j) => {
          const at = pixel * 3 * channels + head;
          for (let d = 0; d < headDim; d++) {
            keys[d * count + j] = qkv[at + channels + d]!;
            values[d * count + j] = qkv[at + 2 * channels + d]!;
          }
        });
        const weights = (pixel: number) => {
          for (let d = 0; d < headDim; d++) q[d] = qkv[pixel * 3 * channels + head + d]! * scale;
          sumOfRows(keys, q, p);
          return softmax(p);
        };
        visit({ query, key, head, keys, values, weights });
      }
    }
  }
};

/** Lines (offsets in pixels) of the pixels of every region, row by row: [batch, regions, pixels]. */
export function regionLines({ batch, height, width, regionHeight, regionWidth }: RoutingSizes): Int32Array {
  const lines = new Int32Array(batch * height * width);
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let top = 0; top < height; top += regionHeight) {
      for (let left = 0; left < width; left += regionWidth) {
        for (let y = top; y < top + regionHeight; y++) {
          const row = (n * height + y) * width + left;
          for (let x = 0; x < regionWidth; x++) lines[at++] = row + x;
        }
      }
    }
  }
  return lines;
}

// Matrices are [rows, n], row-major. Four rows a turn: a vector is read and written a quarter as often.

/** to[j] = sum over d of by[d] matrix[d, j]. */
const sumOfRows = (matrix: Float64Array, by: Float64Array, to: Float64Array): void => {
  const n = to.length;
  to.fill(0);
  let d = 0;
  for (; d + 4 <= by.length; d += 4) {
    const [a, b, c, e] = [by[d]!, by[d + 1]!, by[d + 2]!, by[d + 3]!];
    const [i0, i1, i2, i3] = [d * n, (d + 1) * n, (d + 2) * n, (d + 3) * n];
    for (let j = 0; j < n; j++) {
      to[j]! += a * matrix[i0 + j]! + b * matrix[i1 + j]! + c * matrix[i2 + j]! + e * matrix[i3 + j]!;
    }
  }
  for (; d < by.length; d++) for (let j = 0; j < n; j++) to[j]! += by[d]! * matrix[d * n + j]!;
};

/** to[d] = sum over j of matrix[d, j] by[j]. */
const rowProducts = (matrix: Float64Array, by: Float64Array, to: Float64Array): void => {
  const n = by.length;
  let d = 0;
  for (; d + 4 <= to.length; d += 4) {
    const [i0, i1, i2, i3] = [d * n, (d + 1) * n, (d + 2) * n, (d + 3) * n];
    let [a, b, c, e] = [0, 0, 0, 0];
    for (let j = 0; j < n; j++) {
      const v = by[j]!;
      a += v * matrix[i0 + j]!;
      b += v * matrix[i1 + j]!;
      c += v * matrix[i2 + j]!;
      e += v * matrix[i3 + j]!;
    }
    to[d] = a;
    to[d + 1] = b;
    to[d + 2] = c;
    to[d + 3] = e;
  }
  for (; d < to.length; d++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += by[j]! * matrix[d * n + j]!;
    to[d] = sum;
  }
};

/** matrix[d, j] += a[d] b[j]. */
const addOuter = (matrix: Float64Array, a: Float64Array, b: Float64Array): void => {
  const n = b.length;
  for (let d = 0; d < a.length; d++) for (let j = 0; j < n; j++) matrix[d * n + j]! += a[d]! * b[j]!;
};

const softmax = (p: Float64Array): Float64Array => {
  let max = -Infinity;
  for (let j = 0; j < p.length; j++) max = Math.max(max, p[j]!);
  let sum = 0;
  for (let j = 0; j < p.length; j++) sum += p[j] = Math.exp(p[j]! - max);
  for (let j = 0; j < p.length; j++) p[j]! /= sum;
  return p;
};
