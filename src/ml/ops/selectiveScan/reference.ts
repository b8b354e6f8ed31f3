import { crossRoute, type ScanAttrs, type ScanSize } from './scanSize.ts';

/** Row-major values. u [k or 1, b, l, e], delta [k, b, l, e], coefficients [n + 2, k e] (A, D, bias), bc [k, b, l, 2n]. */
export interface ScanValues {
  readonly u: Float32Array;
  readonly delta: Float32Array;
  readonly coefficients: Float32Array;
  readonly bc: Float32Array;
}

// Channels scanned side by side: neighbours in memory, so that a step uses whole cache lines and the states stay in
// the first cache. The gradient keeps the trajectory of its block as well and takes fewer.
const FORWARD_BLOCK = 16;
const GRADIENT_BLOCK = 4;

/**
 * h_t = exp(d_t A) h_(t-1) + d_t B_t u_t, y_t = C_t . h_t + D u_t, with d = softplus(delta + bias) and h_0 = 0
 * (Mamba, arXiv:2312.00752, eq. 2 with the simplified discretisation of B). Float64 inside.
 */
export const scan = (values: ScanValues, size: ScanSize, attrs: ScanAttrs, y: Float32Array): void => {
  const { u, delta, bc } = values;
  const { length, channels, states } = size;
  y.fill(0);
  for (const block of blocks(values, size, attrs, FORWARD_BLOCK)) {
    const { route, row0, uRow0, first, count, rates, D, bias } = block;
    const h = new Float64Array(count * states);
    for (let t = 0; t < length; t++) {
      const row = row0 + route[t]!;
      const at = row * channels + first;
      const uAt = (uRow0 + route[t]!) * channels + first;
      const b = row * 2 * states;
      const c = b + states;
      for (let i = 0; i < count; i++) {
        const x = u[uAt + i]!;
        const d = stepSize(delta[at + i]! + bias[i]!, attrs.softplus);
        const dx = d * x;
        let sum = D[i]! * x;
        for (let n = 0, j = i * states; n < states; n++, j++) {
          const state = power(d * rates[j]!) * h[j]! + dx * bc[b + n]!;
          h[j] = state;
          sum += bc[c + n]! * state;
        }
        y[uAt + i]! += sum;
      }
    }
  }
};

/**
 * Gradient of `scan` into `out` (shapes of `values`), by the adjoint recurrence g_t = C_t dy_t + exp(d_(t+1) A) g_(t+1):
 * dC_t = dy_t h_t, dB_t = g_t d_t u_t, du_t = D dy_t + d_t (B_t . g_t), dA = sum g_t d_t p_t,
 * dd_t = sum over states of g_t (B_t u_t + A p_t), where p_t = exp(d_t A) h_(t-1).
 */
export const scanGrad = (
  values: ScanValues,
  dy: Float32Array,
  size: ScanSize,
  attrs: ScanAttrs,
  out: ScanValues,
): void => {
  const { u, delta, bc } = values;
  const { groups, length, channels, states } = size;
  const width = groups * channels;
  out.u.fill(0);
  out.bc.fill(0);
  out.coefficients.fill(0);
  const decay = new Float32Array(length * GRADIENT_BLOCK * states);
  const past = new Float32Array(length * GRADIENT_BLOCK * states);
  for (const block of blocks(values, size, attrs, GRADIENT_BLOCK)) {
    const { route, row0, uRow0, first, count, column, rates, A, D, bias } = block;
    const stride = count * states;
    const h = new Float64Array(stride);
    for (let t = 0; t < length; t++) {
      const row = row0 + route[t]!;
      const at = row * channels + first;
      const uAt = (uRow0 + route[t]!) * channels + first;
      const b = row * 2 * states;
      for (let i = 0; i < count; i++) {
        const d = stepSize(delta[at + i]! + bias[i]!, attrs.softplus);
        const dx = d * u[uAt + i]!;
        for (let n = 0, j = i * states; n < states; n++, j++) {
          const a = power(d * rates[j]!);
          const p = a * h[j]!;
          decay[t * stride + j] = a;
          past[t * stride + j] = p;
          h[j] = p + dx * bc[b + n]!;
        }
      }
    }

    const q = new Float64Array(stride);
    const dA = new Float64Array(stride);
    const dD = new Float64Array(count);
    const dBias = new Float64Array(count);
    for (let t = length - 1; t >= 0; t--) {
      const row = row0 + route[t]!;
      const at = row * channels + first;
      const uAt = (uRow0 + route[t]!) * channels + first;
      const b = row * 2 * states;
      const c = b + states;
      for (let i = 0; i < count; i++) {
        const x = u[uAt + i]!;
        const grad = dy[uAt + i]!;
        const d = stepSize(delta[at + i]! + bias[i]!, attrs.softplus);
        const dx = d * x;
        let along = 0;
        let dStep = 0;
        for (let n = 0, j = i * states; n < states; n++, j++) {
          const B = bc[b + n]!;
          const p = past[t * stride + j]!;
          const g = bc[c + n]! * grad + q[j]!;
          out.bc[b + n]! += g * dx;
          out.bc[c + n]! += grad * (p + dx * B);
          along += g * B;
          dStep += g * (B * x + A[j]! * p);
          dA[j]! += g * d * p;
          q[j] = decay[t * stride + j]! * g;
        }
        out.u[uAt + i]! += D[i]! * grad + d * along;
        // softplus' = sigmoid = 1 - exp(-softplus)
        const dRaw = attrs.softplus ? -Math.expm1(-d) * dStep : dStep;
        out.delta[at + i] = dRaw;
        dBias[i]! += dRaw;
        dD[i]! += grad * x;
      }
    }
    for (let i = 0; i < count; i++) {
      for (let n = 0; n < states; n++) out.coefficients[n * width + column + i]! += dA[i * states + n]!;
      out.coefficients[states * width + column + i]! += dD[i]!;
      out.coefficients[(states + 1) * width + column + i]! += dBias[i]!;
    }
  }
};

/** Channels `first` to `first + count` of one group and one element of the batch, with their coefficients. */
interface Block {
  readonly route: Int32Array;
  /** First row of this sequence in delta and bc, and in u and y. */
  readonly row0: number;
  readonly uRow0: number;
  readonly first: number;
  readonly count: number;
  /** Column of channel `first` in the coefficients. */
  readonly column: number;
  /** [count, states] */
  readonly A: Float64Array;
  /** A as `power` takes it. */
  readonly rates: Float64Array;
  readonly D: Float64Array;
  readonly bias: Float64Array;
}

function* blocks(
  { coefficients }: ScanValues,
  { groups, batch, length, channels, states }: ScanSize,
  { grid }: ScanAttrs,
  block: number,
): Generator<Block> {
  const width = groups * channels;
  for (let k = 0; k < groups; k++) {
    const route = grid ? crossRoute(k, ...grid) : Int32Array.from({ length }, (_, t) => t);
    for (let b = 0; b < batch; b++) {
      const row0 = (k * batch + b) * length;
      const uRow0 = grid ? b * length : row0;
      for (let first = 0; first < channels; first += block) {
        const count = Math.min(block, channels - first);
        const column = k * channels + first;
        const A = Float64Array.from({ length: count * states }, (_, j) => {
          const [i, n] = [Math.floor(j / states), j % states];
          return coefficients[n * width + column + i]!;
        });
        const rowOf = (n: number) => Float64Array.from(coefficients.subarray(n * width + column).subarray(0, count));
        const rates = A.map((a) => a * POWER_SCALE);
        yield { route, row0, uRow0, first, count, column, A, rates, D: rowOf(states), bias: rowOf(states + 1) };
      }
    }
  }
}

const stepSize = (raw: number, softplus: boolean): number =>
  // PyTorch's softplus is the identity above 20.
  !softplus || raw > 20 ? raw : Math.log1p(Math.exp(raw));

// exp(x) = 2^(z / 32) with z = x 32 / ln 2 = j + r, |r| <= 1/2: two tables and a cubic, relative error 6e-10. Powers take
// two thirds of a scan's time and Math.exp is about three times slower. A is kept times POWER_SCALE.
const PER_OCTAVE = 32;
const POWER_SCALE = PER_OCTAVE / Math.LN2;
const EXPONENTS = 1022;
const fractions = Float64Array.from({ length: PER_OCTAVE }, (_, i) => 2 ** (i / PER_OCTAVE));
const octaves = Float64Array.from({ length: 2 * EXPONENTS + 1 }, (_, i) => 2 ** (i - EXPONENTS));
const LARGEST = PER_OCTAVE * EXPONENTS;
const C1 = Math.LN2 / PER_OCTAVE;
const C2 = C1 ** 2 / 2;
const C3 = C1 ** 3 / 6;

/** 2^(z / 32) */
const power = (z: number): number => {
  const bounded = z < -LARGEST ? -LARGEST : z > LARGEST ? LARGEST : z;
  const j = Math.floor(bounded + 0.5);
  const r = bounded - j;
  return fractions[j & (PER_OCTAVE - 1)]! * octaves[(j >> 5) + EXPONENTS]! * (1 + r * (C1 + r * (C2 + r * C3)));
};
