import { addFloats, floats } from './simd';
import { exp, storePart, total } from './vectors';

/** Steps whose sum is kept apart before it joins the sum of all: rounding then grows little with the length. */
const SPAN: i32 = 64;

/**
 * Selective scan, four channels side by side (lanes past the last channel work on what lies behind and are not stored).
 * u [1 or k, b, l, e], delta [k, b, l, e], coefficients [states + 2, k e] (A, D, bias), bc [k, b, l, 2 states].
 * route: l numbers of the positions in the order of the visit. One call is one group and one element of the batch.
 */

/** log(1 + e^x) of four lanes; x itself above 20, as PyTorch's. log1p by a series in s = y / (2 + y), y = e^-|x|. */
function softplus(x: v128): v128 {
  const y = exp(f32x4.neg(f32x4.abs(x)));
  const s = f32x4.div(y, f32x4.add(y, f32x4.splat(2)));
  const q = f32x4.mul(s, s);
  // log1p(y) = 2 (s + s³/3 + s⁵/5 + ...), s <= 1/3
  let p = f32x4.add(f32x4.mul(q, f32x4.splat(1.0 / 13)), f32x4.splat(1.0 / 11));
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(1.0 / 9));
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(1.0 / 7));
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(1.0 / 5));
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(1.0 / 3));
  p = f32x4.add(f32x4.mul(q, p), f32x4.splat(1));
  const log = f32x4.mul(f32x4.mul(s, f32x4.splat(2)), p);
  return f32x4.add(f32x4.pmax(f32x4.splat(0), x), log);
}

function stepSize(raw: v128, soft: bool): v128 {
  return soft ? softplus(raw) : raw;
}

/** Bytes of scratch of scan. */
export function scanScratch(states: i32): usize {
  return 32 * states;
}

/**
 * y += Σ C·h + D u with h_t = exp(d A) h_(t-1) + d B u, d = softplus(delta + bias) or delta + bias. Addresses are those of
 * this group's and element's first row; `column` is the group's first in the coefficients, `width` all of them.
 */
export function scan(
  u: usize,
  delta: usize,
  coefficients: usize,
  bc: usize,
  y: usize,
  route: usize,
  scratch: usize,
  length: i32,
  channels: i32,
  states: i32,
  column: i32,
  width: i32,
  soft: bool,
): void {
  const rates = scratch + 16 * states;
  for (let first = 0; first < channels; first += 4) {
    const count = channels - first;
    const own = coefficients + floats(column + first);
    memory.fill(scratch, 0, 16 * states);
    for (let n = 0; n < states; n++) v128.store(rates + 16 * n, v128.load(own + floats(n * width)));
    const pass = v128.load(own + floats(states * width));
    const bias = v128.load(own + floats((states + 1) * width));
    for (let t = 0; t < length; t++) {
      const row = load<i32>(route + floats(t));
      const at = floats(row * channels + first);
      const x = v128.load(u + at);
      const d = stepSize(f32x4.add(v128.load(delta + at), bias), soft);
      const dx = f32x4.mul(d, x);
      let sum = f32x4.mul(pass, x);
      let b = bc + floats(2 * row * states);
      for (let n = 0; n < states; n++) {
        const h = scratch + 16 * n;
        const a = exp(f32x4.mul(d, v128.load(rates + 16 * n)));
        const state = f32x4.add(f32x4.mul(a, v128.load(h)), f32x4.mul(dx, v128.load32_splat(b)));
        v128.store(h, state);
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(b + floats(states)), state));
        b += 4;
      }
      storePart(y + at, f32x4.add(v128.load(y + at), sum), count);
    }
  }
}

/** Bytes of scratch of scanGrad: two trajectories, the adjoint, the rates, their gradient and a span's share of it. */
export function scanGradScratch(length: i32, states: i32): usize {
  return 16 * states * (2 * length + 4);
}

/** Adds four lanes, the first `count` of them, to one place. */
function addTotal(to: usize, v: v128, mask: v128): void {
  store<f32>(to, load<f32>(to) + total(v128.and(v, mask)));
}

/**
 * The adjoint of scan, added to du, dBc and dCoefficients, stored in dDelta: g_t = C dy + exp(d_(t+1) A) g_(t+1),
 * dC = dy h, dB = g d u, du = D dy + d (B·g), dA = Σ g d p, dd = Σ_states g (B u + A p), p = exp(d A) h_(t-1).
 */
export function scanGrad(
  u: usize,
  delta: usize,
  coefficients: usize,
  bc: usize,
  dy: usize,
  du: usize,
  dDelta: usize,
  dCoefficients: usize,
  dBc: usize,
  route: usize,
  scratch: usize,
  length: i32,
  channels: i32,
  states: i32,
  column: i32,
  width: i32,
  soft: bool,
): void {
  const line = 16 * states;
  const decays = scratch;
  const pasts = decays + line * length;
  const q = pasts + line * length;
  const rates = q + line;
  const dA = rates + line;
  const recent = dA + line;
  const none = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let first = 0; first < channels; first += 4) {
    const count = min(4, channels - first);
    const mask = i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
    const own = coefficients + floats(column + first);
    memory.fill(q, 0, line);
    memory.fill(dA, 0, 2 * line);
    for (let n = 0; n < states; n++) v128.store(rates + 16 * n, v128.load(own + floats(n * width)));
    const pass = v128.load(own + floats(states * width));
    const bias = v128.load(own + floats((states + 1) * width));
    // q holds h on the way there, and decay · g on the way back
    for (let t = 0; t < length; t++) {
      const row = load<i32>(route + floats(t));
      const at = floats(row * channels + first);
      const d = stepSize(f32x4.add(v128.load(delta + at), bias), soft);
      const dx = f32x4.mul(d, v128.load(u + at));
      let b = bc + floats(2 * row * states);
      let decay = decays + line * t;
      let past = pasts + line * t;
      for (let n = 0; n < states; n++) {
        const h = q + 16 * n;
        const a = exp(f32x4.mul(d, v128.load(rates + 16 * n)));
        const p = f32x4.mul(a, v128.load(h));
        v128.store(decay, a);
        v128.store(past, p);
        v128.store(h, f32x4.add(p, f32x4.mul(dx, v128.load32_splat(b))));
        b += 4;
        decay += 16;
        past += 16;
      }
    }

    memory.fill(q, 0, line);
    let dPass = none;
    let dBias = none;
    let recentPass = none;
    let recentBias = none;
    for (let t = length - 1; t >= 0; t--) {
      const row = load<i32>(route + floats(t));
      const at = floats(row * channels + first);
      const x = v128.load(u + at);
      const grad = v128.load(dy + at);
      const d = stepSize(f32x4.add(v128.load(delta + at), bias), soft);
      const dx = f32x4.mul(d, x);
      let along = none;
      let dStep = none;
      let b = floats(2 * row * states);
      let decay = decays + line * t;
      let past = pasts + line * t;
      for (let n = 0; n < states; n++) {
        const B = v128.load32_splat(bc + b);
        const p = v128.load(past);
        const g = f32x4.add(f32x4.mul(v128.load32_splat(bc + b + floats(states)), grad), v128.load(q + 16 * n));
        addTotal(dBc + b, f32x4.mul(g, dx), mask);
        addTotal(dBc + b + floats(states), f32x4.mul(grad, f32x4.add(p, f32x4.mul(dx, B))), mask);
        along = f32x4.add(along, f32x4.mul(g, B));
        const rate = v128.load(rates + 16 * n);
        dStep = f32x4.add(dStep, f32x4.mul(g, f32x4.add(f32x4.mul(B, x), f32x4.mul(rate, p))));
        v128.store(recent + 16 * n, f32x4.add(v128.load(recent + 16 * n), f32x4.mul(f32x4.mul(g, d), p)));
        v128.store(q + 16 * n, f32x4.mul(v128.load(decay), g));
        b += 4;
        decay += 16;
        past += 16;
      }
      const share = f32x4.add(f32x4.mul(pass, grad), f32x4.mul(d, along));
      storePart(du + at, f32x4.add(v128.load(du + at), share), count);
      // softplus' = sigmoid
      let raw = dStep;
      if (soft) {
        const z = f32x4.add(v128.load(delta + at), bias);
        raw = f32x4.div(dStep, f32x4.add(one, exp(f32x4.neg(z))));
      }
      storePart(dDelta + at, raw, count);
      recentBias = f32x4.add(recentBias, raw);
      recentPass = f32x4.add(recentPass, f32x4.mul(grad, x));
      if (t % SPAN == 0) {
        addFloats(dA, recent, 4 * states);
        memory.fill(recent, 0, line);
        dBias = f32x4.add(dBias, recentBias);
        dPass = f32x4.add(dPass, recentPass);
        recentBias = none;
        recentPass = none;
      }
    }
    const to = dCoefficients + floats(column + first);
    for (let n = 0; n < states; n++) addPart(to + floats(n * width), v128.load(dA + 16 * n), count);
    addPart(to + floats(states * width), dPass, count);
    addPart(to + floats((states + 1) * width), dBias, count);
  }
}

function addPart(to: usize, v: v128, count: i32): void {
  storePart(to, f32x4.add(v128.load(to), v), count);
}
