import { WORKGROUP } from '../webgpuProgram.ts';

/**
 * A scan in parallel: the sequence is cut into chunks of T steps. Every chunk is scanned from a zero state (chunkStates),
 * the states are carried from chunk to chunk (carry), and every chunk is scanned again from its true first state.
 * Since h_T = exp(A sum d) h_0 + (h_T from zero), a chunk hands on n states and one sum. Twice the work of a plain loop,
 * independent of the length, and 2n / T values of scratch an element.
 * Lanes are neighbouring channels: u, delta and y are read and written in whole lines whatever the visiting order.
 */
export interface ScanShader {
  readonly states: number;
  /** Steps of a chunk. */
  readonly chunk: number;
  readonly cross: boolean;
  readonly softplus: boolean;
}

/**
 * softplus by log1p(y) = 2 atanh(y / (2 + y)), y = exp(-|x|) <= 1, seven terms: relative error 2e-8. WGSL's own log may
 * be off by 2^-21 near 1, which is a thousandth of a small step size.
 */
const prelude = ({ states, chunk, cross, softplus }: ScanShader): string => `
const N = ${states};
const T = ${chunk};
fn stepSize(raw : f32) -> f32 {
  ${
    softplus
      ? `let y = exp(-abs(raw));
  let s = y / (2.0 + y);
  let z = s * s;
  let series = 1.0 + z * (1.0 / 3.0 + z * (0.2 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z / 13.0)))));
  return max(raw, 0.0) + 2.0 * s * series;`
      : 'return raw;'
  }
}
fn position(k : i32, t : i32) -> i32 {
  ${
    cross
      ? `let s = select(t, uniforms.steps - 1 - t, k >= 2);
  return select((s % uniforms.height) * uniforms.width + s / uniforms.height, s, k % 2 == 0);`
      : 'return t;'
  }
}
// Row of u, y and dy: the four directions of a cross scan share one map.
fn mapRow(sequence : i32, pos : i32) -> i32 {
  return ${cross ? '(sequence % uniforms.batch)' : 'sequence'} * uniforms.steps + pos;
}`;

/** (sequence, chunk, channel) of an invocation; a sequence is group * batch + element. */
const PLACE = `
  if (index >= uniforms.invocations) { return; }
  let e = index % uniforms.channels;
  let part = index / uniforms.channels;
  let chunk = part % uniforms.chunks;
  let sequence = part / uniforms.chunks;
  let k = sequence / uniforms.batch;
  let columns = uniforms.groups * uniforms.channels;
  let column = k * uniforms.channels + e;
  let bias = coefficients[(N + 1) * columns + column];
  let first = chunk * T;
  let end = min(first + T, uniforms.steps);`;

/** States of a vector: four where they divide by it. `bc` is read in these, [row, B and C, group]. */
export const stateUnit = (states: number): 1 | 4 => (states % 4 === 0 ? 4 : 1);

/** Lines for every group of states, written out: registers then hold them on every driver. */
const eachGroup = (states: number, line: (g: number) => string): string =>
  Array.from({ length: states / stateUnit(states) }, (_, g) => line(g)).join('\n    ');

const vectorOf = (states: number): string => `alias V = ${stateUnit(states) === 4 ? 'vec4<f32>' : 'f32'};`;

/** A vector of the values at n = 4 g, 4 g + 1, ... (or g). */
const gathered = (states: number, g: number, at: (n: number) => string): string => {
  const unit = stateUnit(states);
  return `V(${Array.from({ length: unit }, (_, i) => at(unit * g + i)).join(', ')})`;
};

/** Component of state n in the vectors called `name`. */
const component = (states: number, name: string, n: number): string =>
  stateUnit(states) === 4 ? `${name}${Math.floor(n / 4)}.${'xyzw'[n % 4]}` : `${name}${n}`;

/** A in the base of exp2. */
const rates = (states: number): string =>
  eachGroup(
    states,
    (g) => `let A${g} = ${gathered(states, g, (n) => `coefficients[${n} * columns + column]`)} * ${Math.LOG2E};`,
  );

/**
 * [sequence, chunk, r, e]: the last state of a chunk that begins at zero (n), with `adjoint` what the chunk's outputs
 * send back before its first step, sum over t of exp(A (d_1 + ... + d_t)) C_t dy_t (n), and sum of d (1).
 */
export const chunkStates = (shader: ScanShader, adjoint: boolean): string => {
  const { states } = shader;
  const groups = states / stateUnit(states);
  const store = (name: string, first: number) =>
    Array.from(
      { length: states },
      (_, n) => `result[base + ${first + n} * uniforms.channels] = ${component(states, name, n)};`,
    ).join('\n  ');
  return `${prelude(shader)}
${vectorOf(states)}
const R = ${adjoint ? '2 * N + 1' : 'N + 1'};
fn main(index : i32) {${PLACE}
  ${rates(states)}
  ${eachGroup(states, (g) => `var h${g} = V(0.0);${adjoint ? ` var q${g} = V(0.0); var decayed${g} = V(1.0);` : ''}`)}
  var total = 0.0;
  for (var t = first; t < end; t++) {
    let pos = position(k, t);
    let row = sequence * uniforms.steps + pos;
    let at = mapRow(sequence, pos) * uniforms.channels + e;
    let d = stepSize(delta[row * uniforms.channels + e] + bias);
    let dx = d * u[at];
    ${adjoint ? 'let grad = dy[at];' : ''}
    total += d;
    let pair = row * ${2 * groups};
    ${eachGroup(
      states,
      (g) => `{
      let a = exp2(d * A${g});
      h${g} = a * h${g} + dx * bc[pair + ${g}];
      ${adjoint ? `decayed${g} *= a; q${g} += decayed${g} * bc[pair + ${groups + g}] * grad;` : ''}
    }`,
    )}
  }
  let base = (sequence * uniforms.chunks + chunk) * R * uniforms.channels + e;
  ${store('h', 0)}
  ${adjoint ? store('q', states) : ''}
  result[base + (R - 1) * uniforms.channels] = total;
}`;
};

/**
 * [sequence, chunk, r, e]: the state before the first step of every chunk (n), with `adjoint` what comes back from the
 * chunks after it (n).
 */
export const carry = (shader: ScanShader, adjoint: boolean): string => `
const N = ${shader.states};
const ROWS = ${adjoint ? '2 * N' : 'N'};
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let e = index % uniforms.channels;
  let r = (index / uniforms.channels) % ROWS;
  let sequence = index / (uniforms.channels * ROWS);
  let k = sequence / uniforms.batch;
  let A = coefficients[(r % N) * uniforms.groups * uniforms.channels + k * uniforms.channels + e];
  var state = 0.0;
  for (var i = 0; i < uniforms.chunks; i++) {
    let chunk = sequence * uniforms.chunks + select(uniforms.chunks - 1 - i, i, r < N);
    result[(chunk * ROWS + r) * uniforms.channels + e] = state;
    let total = chunks[(chunk * (ROWS + 1) + ROWS) * uniforms.channels + e];
    state = exp(A * total) * state + chunks[(chunk * (ROWS + 1) + r) * uniforms.channels + e];
  }
}`;

/** y of every sequence, [sequence, l, e]. */
export const outputs = (shader: ScanShader): string => {
  const { states } = shader;
  const unit = stateUnit(states);
  const groups = states / unit;
  const before = (n: number) => `carried[((sequence * uniforms.chunks + chunk) * N + ${n}) * uniforms.channels + e]`;
  return `${prelude(shader)}
${vectorOf(states)}
fn main(index : i32) {${PLACE}
  ${rates(states)}
  ${eachGroup(states, (g) => `var h${g} = ${gathered(states, g, before)};`)}
  let D = coefficients[N * columns + column];
  for (var t = first; t < end; t++) {
    let pos = position(k, t);
    let row = sequence * uniforms.steps + pos;
    let x = u[mapRow(sequence, pos) * uniforms.channels + e];
    let d = stepSize(delta[row * uniforms.channels + e] + bias);
    let dx = d * x;
    var y = V(0.0);
    let pair = row * ${2 * groups};
    ${eachGroup(
      states,
      (g) => `h${g} = exp2(d * A${g}) * h${g} + dx * bc[pair + ${g}];
    y += bc[pair + ${groups + g}] * h${g};`,
    )}
    result[row * uniforms.channels + e] = D * x + ${unit === 4 ? '(y.x + y.y) + (y.z + y.w)' : 'y'};
  }
}`;
};

/**
 * Gradients of a chunk, packed: du [sequence, l, e], ddelta [sequence, l, e], coefficients [sequence, chunk, n + 2, e],
 * bc [sequence, segment, l, 2n]. A workgroup is 64 channels (a segment) of one chunk. The states of one n at a time are
 * run forward, kept for the T steps of the chunk, and run back; dB and dC are added up over the segment in workgroup
 * memory, in rows of 2T + 1 so that neighbouring lanes hit different banks.
 */
export const gradients = (shader: ScanShader): string => `${prelude(shader)}
const LANES = ${WORKGROUP};
const PITCH = 2 * T + 1;
var<workgroup> terms : array<f32, LANES * PITCH>;
fn main(index : i32) {
  let lane = index % LANES;
  let segment = (index / LANES) % uniforms.segments;
  let part = index / (LANES * uniforms.segments);
  let chunk = part % uniforms.chunks;
  let sequence = part / uniforms.chunks;
  let k = sequence / uniforms.batch;
  let channels = uniforms.channels;
  let columns = uniforms.groups * channels;
  let steps = min(T, uniforms.steps - chunk * T);
  // Lanes past the last channel and steps past the last one stay at zero and add nothing.
  let inside = segment * LANES + lane < channels;
  let e = min(segment * LANES + lane, channels - 1);
  let column = k * channels + e;
  let bias = coefficients[(N + 1) * columns + column];
  let D = coefficients[N * columns + column];

  var rows : array<i32, T>;
  var d : array<f32, T>;
  var x : array<f32, T>;
  var grad : array<f32, T>;
  var du : array<f32, T>;
  var dStep : array<f32, T>;
  var decay : array<f32, T>;
  var past : array<f32, T>;
  for (var t = 0; t < T; t++) {
    let pos = position(k, chunk * T + min(t, steps - 1));
    rows[t] = sequence * uniforms.steps + pos;
    if (t < steps && inside) {
      let at = mapRow(sequence, pos) * channels + e;
      d[t] = stepSize(delta[rows[t] * channels + e] + bias);
      x[t] = u[at];
      grad[t] = dy[at];
      du[t] = D * grad[t];
    }
  }

  let sequences = uniforms.groups * uniforms.batch;
  let plane = sequences * uniforms.steps * channels;
  let coefficientsAt = 2 * plane + (sequence * uniforms.chunks + chunk) * (N + 2) * channels + e;
  let bcAt = 2 * plane + sequences * uniforms.chunks * (N + 2) * channels;
  for (var n = 0; n < N; n++) {
    let A = coefficients[n * columns + column];
    let state = (sequence * uniforms.chunks + chunk) * 2 * N + n;
    var h = carried[state * channels + e];
    for (var t = 0; t < T; t++) {
      decay[t] = exp(d[t] * A);
      past[t] = decay[t] * h;
      h = past[t] + d[t] * x[t] * bc[rows[t] * 2 * N + n];
    }
    var q = carried[(state + N) * channels + e];
    var dA = 0.0;
    for (var t = T - 1; t >= 0; t--) {
      let B = bc[rows[t] * 2 * N + n];
      let g = bc[rows[t] * 2 * N + N + n] * grad[t] + q;
      let dx = d[t] * x[t];
      terms[lane * PITCH + t] = g * dx;
      terms[lane * PITCH + T + t] = grad[t] * (past[t] + dx * B);
      du[t] += d[t] * g * B;
      dStep[t] += g * (B * x[t] + A * past[t]);
      dA += g * d[t] * past[t];
      q = decay[t] * g;
    }
    if (inside) { result[coefficientsAt + n * channels] = dA; }

    workgroupBarrier();
    if (lane < 2 * T) {
      let t = lane % T;
      var sum = 0.0;
      for (var other = 0; other < LANES; other++) { sum += terms[other * PITCH + lane]; }
      if (t < steps) {
        let row = rows[t] + (sequence * (uniforms.segments - 1) + segment) * uniforms.steps;
        result[bcAt + row * 2 * N + select(N, 0, lane < T) + n] = sum;
      }
    }
    workgroupBarrier();
  }

  var dD = 0.0;
  var dBias = 0.0;
  for (var t = 0; t < T; t++) {
    if (t < steps && inside) {
      ${shader.softplus ? 'dStep[t] *= 1.0 / (1.0 + exp(-delta[rows[t] * channels + e] - bias));' : ''}
      result[rows[t] * channels + e] = du[t];
      result[plane + rows[t] * channels + e] = dStep[t];
      dBias += dStep[t];
      dD += grad[t] * x[t];
    }
  }
  if (inside) {
    result[coefficientsAt + N * channels] = dD;
    result[coefficientsAt + (N + 1) * channels] = dBias;
  }
}`;

/**
 * Takes one tensor [outer, middle, inner] out of a packed one and adds up `count` parts of it:
 * result[o, m, i] = sum over j of packed[offset + o outerStride + m middleStride + j stride + i].
 */
export const GATHER_SUM = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let block = index / uniforms.inner;
  var at = uniforms.offset + index % uniforms.inner
    + (block / uniforms.middle) * uniforms.outerStride + (block % uniforms.middle) * uniforms.middleStride;
  var sum = 0.0;
  for (var j = 0; j < uniforms.count; j++) {
    sum += packed[at];
    at += uniforms.stride;
  }
  result[index] = sum;
}`;
