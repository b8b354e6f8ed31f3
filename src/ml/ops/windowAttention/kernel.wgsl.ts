import { MASK } from './windows.ts';

/**
 * One invocation a query (or key) pixel and head. Index = (window * heads + head) * pixels + place in the window, so that
 * neighbours share window and head, hence the keys they read: with M = 8 a workgroup of 64 is one head of one window.
 * `unit` 4 reads vectors of four, where a head cuts into them.
 */
const COMMON = (headDim: number, unit: 1 | 4) => `
alias V = ${unit === 4 ? 'vec4<f32>' : 'f32'};
alias Head = array<V, ${headDim / unit}>;
const N = ${headDim / unit};
fn product(a : V, b : V) -> f32 { return ${unit === 4 ? 'dot(a, b)' : 'a * b'}; }
struct Cell { n : i32, top : i32, left : i32, head : i32 };
fn cellOf(index : i32) -> Cell {
  let cell = index / uniforms.pixels;
  let window = cell / uniforms.heads;
  let top = (window / uniforms.columns) % uniforms.rows;
  let left = window % uniforms.columns;
  return Cell(window / (uniforms.rows * uniforms.columns), top * uniforms.window, left * uniforms.window, cell % uniforms.heads);
}
fn pixelOf(c : Cell, t : i32) -> i32 {
  let y = (c.top + t / uniforms.window + uniforms.shift) % uniforms.height;
  let x = (c.left + t % uniforms.window + uniforms.shift) % uniforms.width;
  return (c.n * uniforms.height + y) * uniforms.width + x;
}
fn part(at : i32, size : i32) -> i32 {
  return select(select(2, 1, at < size - uniforms.shift), 0, at < size - uniforms.window);
}
fn labelOf(c : Cell, t : i32) -> i32 {
  return 3 * part(c.top + t / uniforms.window, uniforms.height) + part(c.left + t % uniforms.window, uniforms.width);
}
fn rowOf(i : i32, j : i32) -> i32 {
  let m = uniforms.window;
  return (i / m - j / m + m - 1) * (2 * m - 1) + i % m - j % m + m - 1;
}
/** Bias of the relative position, and the mask between parts that only the shift joins. */
fn biasOf(c : Cell, i : i32, j : i32) -> f32 {
  let bias = table[rowOf(i, j) * uniforms.heads + c.head];
  let apart = uniforms.shift > 0 && labelOf(c, i) != labelOf(c, j);
  return bias + select(0.0, f32(${MASK}), apart);
}
fn qAt(c : Cell, t : i32) -> i32 { return pixelOf(c, t) * uniforms.units + c.head * N; }
fn kAt(c : Cell, t : i32) -> i32 { return pixelOf(c, t) * 2 * uniforms.units + c.head * N; }
fn logitOf(c : Cell, i : i32, j : i32, qi : i32, kj : i32) -> f32 {
  var sum = 0.0;
  for (var d = 0; d < N; d++) { sum += product(q[qi + d], kv[kj + d]); }
  return sum * uniforms.scale + biasOf(c, i, j);
}`;

/** Softmax in one pass over the keys, as in FlashAttention (Dao et al. 2022, arXiv:2205.14135): no scores in memory. */
export const attendCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let c = cellOf(index);
  let i = index % uniforms.pixels;
  let own = qAt(c, i);
  var sum : Head;
  var top = -3.4e38;
  var total = 0.0;
  for (var j = 0; j < uniforms.pixels; j++) {
    let k = kAt(c, j);
    let logit = logitOf(c, i, j, own, k);
    let next = max(top, logit);
    let kept = exp(top - next);
    let p = exp(logit - next);
    total = total * kept + p;
    for (var d = 0; d < N; d++) { sum[d] = sum[d] * kept + p * kv[k + uniforms.units + d]; }
    top = next;
  }
  for (var d = 0; d < N; d++) { result[own + d] = sum[d] / total; }
}`;

/** Of each query: log of the sum of exp(logits), and dy · attention. */
export const statisticsCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let c = cellOf(index);
  let i = index % uniforms.pixels;
  let own = qAt(c, i);
  var top = -3.4e38;
  var total = 0.0;
  for (var j = 0; j < uniforms.pixels; j++) {
    let logit = logitOf(c, i, j, own, kAt(c, j));
    let next = max(top, logit);
    total = total * exp(top - next) + exp(logit - next);
    top = next;
  }
  var inner = 0.0;
  for (var d = 0; d < N; d++) { inner += product(dy[own + d], attention[own + d]); }
  result[2 * index] = top + log(total);
  result[2 * index + 1] = inner;
}`;

/** p of a pair, and a = p (dy · v - p·e): what every gradient is made of. `stats` of the query's index. */
const PAIR = `
struct Pair { p : f32, a : f32 };
fn pairOf(c : Cell, i : i32, j : i32, qi : i32, kj : i32, query : i32) -> Pair {
  let p = exp(logitOf(c, i, j, qi, kj) - stats[2 * query]);
  var e = 0.0;
  for (var d = 0; d < N; d++) { e += product(dy[qi + d], kv[kj + uniforms.units + d]); }
  return Pair(p, p * (e - stats[2 * query + 1]));
}`;

export const queryGradientCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}${PAIR}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let c = cellOf(index);
  let i = index % uniforms.pixels;
  let own = qAt(c, i);
  var dq : Head;
  for (var j = 0; j < uniforms.pixels; j++) {
    let k = kAt(c, j);
    let a = pairOf(c, i, j, own, k, index).a * uniforms.scale;
    for (var d = 0; d < N; d++) { dq[d] += a * kv[k + d]; }
  }
  for (var d = 0; d < N; d++) { result[own + d] = dq[d]; }
}`;

export const keyGradientCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}${PAIR}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let c = cellOf(index);
  let j = index % uniforms.pixels;
  let own = kAt(c, j);
  var dk : Head;
  var dv : Head;
  for (var i = 0; i < uniforms.pixels; i++) {
    let at = qAt(c, i);
    let pair = pairOf(c, i, j, at, own, index - j + i);
    let a = pair.a * uniforms.scale;
    for (var d = 0; d < N; d++) {
      dk[d] += a * q[at + d];
      dv[d] += pair.p * dy[at + d];
    }
  }
  for (var d = 0; d < N; d++) {
    result[own + d] = dk[d];
    result[own + uniforms.units + d] = dv[d];
  }
}`;

/** Sum of a over the pairs at one offset in `span` windows: [parts, offsets, heads]. */
export const tableGradientCode = (headDim: number, unit: 1 | 4): string => `${COMMON(headDim, unit)}${PAIR}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let m = uniforms.window;
  let head = index % uniforms.heads;
  let row = (index / uniforms.heads) % uniforms.offsets;
  let dy0 = row / (2 * m - 1) - m + 1;
  let dx0 = row % (2 * m - 1) - m + 1;
  let first = (index / (uniforms.heads * uniforms.offsets)) * uniforms.span;
  var sum = 0.0;
  for (var window = first; window < min(first + uniforms.span, uniforms.windows); window++) {
    let cell = (window * uniforms.heads + head) * uniforms.pixels;
    let c = cellOf(cell);
    for (var y = max(0, dy0); y < min(m, m + dy0); y++) {
      for (var x = max(0, dx0); x < min(m, m + dx0); x++) {
        let i = y * m + x;
        let j = (y - dy0) * m + x - dx0;
        sum += pairOf(c, i, j, qAt(c, i), kAt(c, j), cell + i).a;
      }
    }
  }
  result[index] = sum;
}`;
