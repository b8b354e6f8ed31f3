import { addColumns, columnsScratch, multiplyPanels } from './matmul';
import { packPanels, packedBytes } from './panels';
import { addFloats, copyFloats, floats } from './simd';
import { dot, exp, scale, total } from './vectors';

/**
 * Attention in cells: some pixels ask (queries), some answer (keys). Windows of a map are such cells, and regions with
 * those that they are routed to. A head's part of a cell is gathered, and worked on as small matrices.
 */

/** Rows of one head, out of lines of `stride` floats that `index` numbers: [count, depth]. */
function gather(to: usize, from: usize, index: usize, count: i32, stride: i32, depth: i32): void {
  for (let i = 0; i < count; i++) {
    copyFloats(to, from + floats(load<i32>(index + floats(i)) * stride), depth);
    to += floats(depth);
  }
}

/** The way back, added to what is there. */
function scatterAdd(to: usize, from: usize, index: usize, count: i32, stride: i32, depth: i32): void {
  for (let i = 0; i < count; i++) {
    addFloats(to + floats(load<i32>(index + floats(i)) * stride), from, depth);
    from += floats(depth);
  }
}

/** Turns a row of logits into its softmax. */
function softmax(row: usize, count: i32): void {
  let top = load<f32>(row);
  for (let i = 1; i < count; i++) top = max(top, load<f32>(row + floats(i)));
  const most = f32x4.splat(top);
  let sums = f32x4.splat(0);
  let i = 0;
  for (; i <= count - 4; i += 4) {
    const e = exp(f32x4.sub(v128.load(row + floats(i)), most));
    v128.store(row + floats(i), e);
    sums = f32x4.add(sums, e);
  }
  let sum = total(sums);
  for (; i < count; i++) {
    const e = f32x4.extract_lane(exp(f32x4.splat(load<f32>(row + floats(i)) - top)), 0);
    store<f32>(row + floats(i), e);
    sum += e;
  }
  scale(row, 1 / sum, count);
}

/** Queries that are worked on together, so that their weights stay in the cache. */
const BLOCK: i32 = 64;

/** Bytes of scratch of attend and attendGrad. */
export function attendScratch(keys: i32, depth: i32): usize {
  const lines = floats((4 * BLOCK + 4 * keys) * depth + 2 * BLOCK * keys);
  return 2 * packedBytes(depth, keys) + packedBytes(keys, depth) + lines + columnsScratch(keys, depth);
}

/**
 * s[queries, keys] = softmax(q kᵀ + bias), k packed. labels: of the keys, or 0; logits of keys whose label is not the
 * query's are lowered by 100.
 */
function weigh(
  s: usize,
  q: usize,
  panels: usize,
  queries: i32,
  keys: i32,
  depth: i32,
  bias: usize,
  queryLabels: usize,
  labels: usize,
): void {
  multiplyPanels(q, floats(depth), panels, s, queries, depth, keys, -Infinity, Infinity);
  if (bias) addFloats(s, bias, queries * keys);
  for (let i = 0; i < queries; i++) {
    const row = s + floats(i * keys);
    if (labels) {
      const own = load<i32>(queryLabels + floats(i));
      for (let j = 0; j < keys; j++) {
        if (load<i32>(labels + floats(j)) != own) store<f32>(row + floats(j), load<f32>(row + floats(j)) - 100);
      }
    }
    softmax(row, keys);
  }
}

/**
 * y of every query, added: Σ_j softmax_j(scaling q·k_j + bias_j) v_j. q lies in lines of qStride floats, k and v in lines
 * of kvStride, y in lines of yStride, heads side by side. queryIndex [cells, queries] and keyIndex [cells, keys] number
 * lines. bias [heads, queries, keys] or 0; labels [cells, queries] or 0, where queries and keys are the same pixels.
 */
export function attend(
  q: usize,
  k: usize,
  v: usize,
  y: usize,
  scratch: usize,
  qStride: i32,
  kvStride: i32,
  yStride: i32,
  cells: i32,
  queryIndex: usize,
  queries: i32,
  keyIndex: usize,
  keys: i32,
  heads: i32,
  depth: i32,
  scaling: f32,
  bias: usize,
  labels: usize,
): void {
  const keyPanels = scratch;
  const valuePanels = keyPanels + packedBytes(depth, keys);
  const gathered = valuePanels + packedBytes(keys, depth);
  const qs = gathered + floats(keys * depth);
  const ys = qs + floats(BLOCK * depth);
  const s = ys + floats(BLOCK * depth);
  for (let cell = 0; cell < cells; cell++) {
    for (let head = 0; head < heads; head++) {
      const at = floats(head * depth);
      gather(gathered, k + at, keyIndex, keys, kvStride, depth);
      packPanels(keyPanels, gathered, 1, 0, depth, keys, 4, floats(depth), 0);
      gather(gathered, v + at, keyIndex, keys, kvStride, depth);
      packPanels(valuePanels, gathered, 1, 0, keys, depth, floats(depth), 4, 0);
      for (let from = 0; from < queries; from += BLOCK) {
        const count = min(BLOCK, queries - from);
        const index = queryIndex + floats(from);
        gather(qs, q + at, index, count, qStride, depth);
        scale(qs, scaling, count * depth);
        const own = bias ? bias + floats((head * queries + from) * keys) : 0;
        weigh(s, qs, keyPanels, count, keys, depth, own, labels + floats(from), labels);
        multiplyPanels(s, floats(keys), valuePanels, ys, count, keys, depth, -Infinity, Infinity);
        scatterAdd(y + at, ys, index, count, yStride, depth);
      }
    }
    queryIndex += floats(queries);
    keyIndex += floats(keys);
    if (labels) labels += floats(queries);
  }
}

/**
 * Gradients of attend, added to dq, dk, dv (lines as q, k, v) and dbias (0 for none). With p the weights of a query, g
 * its part of dy, e_j = g·v_j and a_j = p_j (e_j - p·e): dq = scaling Σ a_j k_j, dk_j = scaling a_j q, dv_j = p_j g,
 * dbias_j = a_j.
 */
export function attendGrad(
  q: usize,
  k: usize,
  v: usize,
  dy: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  dbias: usize,
  scratch: usize,
  qStride: i32,
  kvStride: i32,
  yStride: i32,
  cells: i32,
  queryIndex: usize,
  queries: i32,
  keyIndex: usize,
  keys: i32,
  heads: i32,
  depth: i32,
  scaling: f32,
  bias: usize,
  labels: usize,
): void {
  const keyPanels = scratch;
  const valuePanels = keyPanels + packedBytes(depth, keys);
  const keyRows = valuePanels + packedBytes(depth, keys);
  const gathered = keyRows + packedBytes(keys, depth);
  const dks = gathered + floats(keys * depth);
  const dvs = dks + floats(keys * depth);
  const qs = dvs + floats(keys * depth);
  const gs = qs + floats(BLOCK * depth);
  const dqs = gs + floats(BLOCK * depth);
  const s = dqs + floats(BLOCK * depth);
  const e = s + floats(BLOCK * keys);
  const packing = e + floats(BLOCK * keys);
  for (let cell = 0; cell < cells; cell++) {
    for (let head = 0; head < heads; head++) {
      const at = floats(head * depth);
      gather(gathered, k + at, keyIndex, keys, kvStride, depth);
      packPanels(keyPanels, gathered, 1, 0, depth, keys, 4, floats(depth), 0);
      packPanels(keyRows, gathered, 1, 0, keys, depth, floats(depth), 4, 0);
      gather(gathered, v + at, keyIndex, keys, kvStride, depth);
      packPanels(valuePanels, gathered, 1, 0, depth, keys, 4, floats(depth), 0);
      memory.fill(dks, 0, floats(2 * keys * depth));
      for (let from = 0; from < queries; from += BLOCK) {
        const count = min(BLOCK, queries - from);
        const index = queryIndex + floats(from);
        gather(qs, q + at, index, count, qStride, depth);
        gather(gs, dy + at, index, count, yStride, depth);
        scale(qs, scaling, count * depth);
        const offset = floats((head * queries + from) * keys);
        weigh(s, qs, keyPanels, count, keys, depth, bias ? bias + offset : 0, labels + floats(from), labels);
        multiplyPanels(gs, floats(depth), valuePanels, e, count, depth, keys, -Infinity, Infinity);
        addColumns(s, gs, 0, dvs, packing, keys, count, depth);
        for (let i = 0; i < count; i++) {
          const row = floats(i * keys);
          multiplyShifted(e + row, s + row, dot(s + row, e + row, keys), keys);
        }
        if (dbias) addFloats(dbias + offset, e, count * keys);
        addColumns(e, qs, 0, dks, packing, keys, count, depth);
        multiplyPanels(e, floats(keys), keyRows, dqs, count, keys, depth, -Infinity, Infinity);
        scale(dqs, scaling, count * depth);
        scatterAdd(dq + at, dqs, index, count, qStride, depth);
      }
      scatterAdd(dk + at, dks, keyIndex, keys, kvStride, depth);
      scatterAdd(dv + at, dvs, keyIndex, keys, kvStride, depth);
    }
    queryIndex += floats(queries);
    keyIndex += floats(keys);
    if (labels) labels += floats(queries);
  }
}

/** e = p (e - mean) */
function multiplyShifted(e: usize, p: usize, mean: f32, count: i32): void {
  const all = f32x4.splat(mean);
  let i = 0;
  for (; i <= count - 4; i += 4) {
    const at = e + floats(i);
    v128.store(at, f32x4.mul(v128.load(p + floats(i)), f32x4.sub(v128.load(at), all)));
  }
  for (; i < count; i++) store<f32>(e + floats(i), load<f32>(p + floats(i)) * (load<f32>(e + floats(i)) - mean));
}
