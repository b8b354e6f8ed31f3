import type { Routing, RoutingSizes } from './routing.ts';

/**
 * The topk regions with the largest logits q_r k_rᵀ for each region, best first, [batch, regions, topk];
 * q_r, k_r are a region's means. Ties go to the lowest index. A positive scale would not change the order.
 */
export const routeRegions = (qkv: Float32Array, s: RoutingSizes, topk: number, index: Int32Array): void => {
  const { channels, regions } = s;
  const means = new Float64Array(regions * 2 * channels);
  const logits = new Float64Array(regions);
  for (let n = 0; n < s.batch; n++) {
    means.fill(0);
    for (let region = 0; region < regions; region++) {
      for (const pixel of pixelsOf(s, n, region)) {
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
      const best = Array.from(logits.keys()).sort((a, b) => logits[b]! - logits[a]! || a - b);
      index.set(best.slice(0, topk), (n * regions + from) * topk);
    }
  }
};

/** Attention of every pixel to all pixels of the regions routed to its own; out [batch, height, width, channels]. */
export const attend = (qkv: Float32Array, index: Int32Array, s: RoutingSizes, r: Routing, out: Float32Array): void => {
  const { headDim, channels } = s;
  eachHead(qkv, index, s, r, ({ query, head, weights, values }) => {
    for (const pixel of query) {
      const p = weights(pixel);
      const at = pixel * channels + head;
      for (let d = 0; d < headDim; d++) out[at + d] = dot(p, values, d * p.length);
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
  const g = new Float64Array(headDim);
  eachHead(qkv, index, s, r, ({ query, key, head, weights, keys, values }) => {
    const e = new Float64Array(key.length);
    const dkeys = new Float64Array(keys.length);
    const dvalues = new Float64Array(keys.length);
    for (const pixel of query) {
      const p = weights(pixel);
      const q = pixel * 3 * channels + head;
      for (let d = 0; d < headDim; d++) g[d] = dy[pixel * channels + head + d]!;
      e.fill(0);
      for (let d = 0; d < headDim; d++) addScaled(e, 0, values, d * p.length, g[d]!, p.length);
      const mean = dot(p, e, 0);
      for (let j = 0; j < p.length; j++) e[j] = p[j]! * (e[j]! - mean) * r.scale;
      for (let d = 0; d < headDim; d++) {
        dqkv[q + d] = dot(e, keys, d * p.length);
        addScaled(dkeys, d * p.length, e, 0, qkv[q + d]!, p.length);
        addScaled(dvalues, d * p.length, p, 0, g[d]!, p.length);
      }
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
  const key = new Int32Array(count);
  for (let n = 0; n < s.batch; n++) {
    for (let region = 0; region < regions; region++) {
      const query = pixelsOf(s, n, region);
      const routed = index.subarray((n * regions + region) * topk, (n * regions + region + 1) * topk);
      routed.forEach((to, i) => key.set(pixelsOf(s, n, to), i * s.pixels));
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
          const q = pixel * 3 * channels + head;
          p.fill(0);
          for (let d = 0; d < headDim; d++) addScaled(p, 0, keys, d * count, qkv[q + d]! * scale, count);
          return softmax(p);
        };
        visit({ query, key, head, keys, values, weights });
      }
    }
  }
};

const pixelsOf = ({ height, width, regionHeight, regionWidth, pixels }: RoutingSizes, n: number, region: number) => {
  const windows = width / regionWidth;
  const [top, left] = [Math.floor(region / windows) * regionHeight, (region % windows) * regionWidth];
  return Int32Array.from(
    { length: pixels },
    (_, t) => (n * height + top + Math.floor(t / regionWidth)) * width + left + (t % regionWidth),
  );
};

/** Sum of a[j] b[bAt + j] over all of a. */
const dot = (a: Float64Array, b: Float64Array, bAt: number): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[bAt + j]!;
  return sum;
};

const addScaled = (to: Float64Array, toAt: number, from: Float64Array, fromAt: number, by: number, count: number) => {
  for (let j = 0; j < count; j++) to[toAt + j]! += by * from[fromAt + j]!;
};

const softmax = (p: Float64Array): Float64Array => {
  let max = -Infinity;
  for (let j = 0; j < p.length; j++) max = Math.max(max, p[j]!);
  let sum = 0;
  for (let j = 0; j < p.length; j++) sum += p[j] = Math.exp(p[j]! - max);
  for (let j = 0; j < p.length; j++) p[j]! /= sum;
  return p;
};
