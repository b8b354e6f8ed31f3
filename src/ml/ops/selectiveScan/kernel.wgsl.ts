import { WORKGROUP } from '../webgpuProgram.ts';

/**
 * A scan in parallel: the sequence is cut into chunks of T steps. Every chunk is scanned from a zero state (chunkStates),
 * the states are carried from chunk to chunk (carry), and every chunk is scanned again from its true first state.
 * Since h_T = exp(A sum d) h_0 + (h_T from zero), a chunk hands on n states and one sum. Twice the work of a plain loop,
 * independent of the length, and 2n / T values of scratch an element.
 * Lanes are neighbouring channels: u, delta and y are read and written in whole lines whatever the visiting order.
 * A run covers `span` channels of the tensors' `channels`, those from `start` on; scratch holds those alone.
 */
export interface ScanShader {
  readonly states: number;
  /** Steps of a chunk. */
  readonly chunk: number;
  /** Channels of an invocation, which read one B and C together. */
  readonly pack: 1 | 2;
  readonly cross: boolean;
  readonly softplus: boolean;
}

/**
 * softplus by log1p(y) = 2 atanh(y / (2 + y)), y = exp(-|x|) <= 1, seven terms: relative error 2e-8. WGSL's own log may
 * be off by 2^-21 near 1, which is a thousandth of a small step size.
 * A route's next position is a stride away; beyond either end of the map the next column begins.
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
fn strideOf(k : i32) -> i32 {
  ${cross ? 'return select(1, uniforms.width, k % 2 == 1) * select(1, -1, k >= 2);' : 'return 1;'}
}
fn after(pos : i32, stride : i32) -> i32 {
  let next = pos + stride;
  ${
    cross
      ? `let wrap = uniforms.steps - 1;
  return next - select(0, wrap, next > wrap) + select(0, wrap, next < 0);`
      : 'return next;'
  }
}
// Row of u, y and dy: the four directions of a cross scan share one map.
fn mapRow(sequence : i32, pos : i32) -> i32 {
  return ${cross ? '(sequence % uniforms.batch)' : 'sequence'} * uniforms.steps + pos;
}`;

/** (sequence, chunk, first channel) of an invocation; a sequence is group * batch + element, `own` the channel in scratch. */
const place = ({ pack }: ScanShader): string => `
  if (index >= uniforms.invocations) { return; }
  let lanes = uniforms.span / ${pack};
  let own = (index % lanes) * ${pack};
  let e = uniforms.start + own;
  let part = index / lanes;
  let chunk = part % uniforms.chunks;
  let sequence = part / uniforms.chunks;
  let k = sequence / uniforms.batch;
  let columns = uniforms.groups * uniforms.channels;
  let column = k * uniforms.channels + e;
  let first = chunk * T;
  let end = min(first + T, uniforms.steps);
  let stride = strideOf(k);
  var pos = position(k, first);`;

/** States of a vector: four where they divide by it. `bc` is read in these, [row, B and C, group]. */
export const stateUnit = (states: number): 1 | 4 => (states % 4 === 0 ? 4 : 1);

const vectorOf = (states: number): string => `alias V = ${stateUnit(states) === 4 ? 'vec4<f32>' : 'f32'};`;

const lines = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n    ');

/** Lines for every channel of an invocation, written out: registers then hold their values on every driver. */
const eachChannel = ({ pack }: ScanShader, line: (c: number) => string): string => lines(pack, line);

/** Lines for every group of states, written out for the same reason. */
const eachGroup = ({ states }: ScanShader, line: (g: number) => string): string =>
  lines(states / stateUnit(states), line);

/** A vector of the values at n = 4 g, 4 g + 1, ... (or g). */
const gathered = ({ states }: ScanShader, g: number, at: (n: number) => string): string => {
  const unit = stateUnit(states);
  return `V(${Array.from({ length: unit }, (_, i) => at(unit * g + i)).join(', ')})`;
};

/** Component of state n of channel c in the vectors called `name`. */
const component = ({ states }: ScanShader, name: string, c: number, n: number): string =>
  stateUnit(states) === 4 ? `${name}${c}_${Math.floor(n / 4)}.${'xyzw'[n % 4]}` : `${name}${c}_${n}`;

/** Bias, and A in the base of exp2. */
const coefficients = (shader: ScanShader): string =>
  eachChannel(
    shader,
    (c) => `let bias${c} = coefficients[(N + 1) * columns + column + ${c}];
    ${eachGroup(
      shader,
      (g) =>
        `let A${c}_${g} = ${gathered(shader, g, (n) => `coefficients[${n} * columns + column + ${c}]`)} * ${Math.LOG2E};`,
    )}`,
  );

/**
 * [sequence, chunk, r, own]: the last state of a chunk that begins at zero (n), with `adjoint` what the chunk's outputs
 * send back before its first step, sum over t of exp(A (d_1 + ... + d_t)) C_t dy_t (n), and sum of d (1).
 */
export const chunkStates = (shader: ScanShader, adjoint: boolean): string => {
  const { states } = shader;
  const groups = states / stateUnit(states);
  const store = (name: string, first: number) =>
    eachChannel(shader, (c) =>
      lines(states, (n) => `result[base + ${first + n} * uniforms.span + ${c}] = ${component(shader, name, c, n)};`),
    );
  return `${prelude(shader)}
${vectorOf(states)}
const R = ${adjoint ? '2 * N + 1' : 'N + 1'};
fn main(index : i32) {${place(shader)}
  ${coefficients(shader)}
  ${eachChannel(
    shader,
    (c) => `var total${c} = 0.0;
    ${eachGroup(shader, (g) => `var h${c}_${g} = V(0.0);${adjoint ? ` var q${c}_${g} = V(0.0); var decayed${c}_${g} = V(1.0);` : ''}`)}`,
  )}
  for (var t = first; t < end; t++) {
    let row = sequence * uniforms.steps + pos;
    let at = mapRow(sequence, pos) * uniforms.channels + e;
    ${eachChannel(
      shader,
      (c) => `let d${c} = stepSize(delta[row * uniforms.channels + e + ${c}] + bias${c});
    let dx${c} = d${c} * u[at + ${c}];
    ${adjoint ? `let grad${c} = dy[at + ${c}];` : ''}
    total${c} += d${c};`,
    )}
    let pair = row * ${2 * groups};
    ${eachGroup(
      shader,
      (g) => `{
      let B = bc[pair + ${g}];
      ${adjoint ? `let C = bc[pair + ${groups + g}];` : ''}
      ${eachChannel(
        shader,
        (c) => `let a${c} = exp2(d${c} * A${c}_${g});
      h${c}_${g} = a${c} * h${c}_${g} + dx${c} * B;
      ${adjoint ? `decayed${c}_${g} *= a${c}; q${c}_${g} += decayed${c}_${g} * C * grad${c};` : ''}`,
      )}
    }`,
    )}
    pos = after(pos, stride);
  }
  let base = (sequence * uniforms.chunks + chunk) * R * uniforms.span + own;
  ${store('h', 0)}
  ${adjoint ? store('q', states) : ''}
  ${eachChannel(shader, (c) => `result[base + (R - 1) * uniforms.span + ${c}] = total${c};`)}
}`;
};

/**
 * [sequence, chunk, r, own]: the state before the first step of every chunk (n), with `adjoint` what comes back from the
 * chunks after it (n).
 */
export const carry = (shader: ScanShader, adjoint: boolean): string => `
const N = ${shader.states};
const ROWS = ${adjoint ? '2 * N' : 'N'};
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let own = index % uniforms.span;
  let r = (index / uniforms.span) % ROWS;
  let sequence = index / (uniforms.span * ROWS);
  let k = sequence / uniforms.batch;
  let column = k * uniforms.channels + uniforms.start + own;
  let A = coefficients[(r % N) * uniforms.groups * uniforms.channels + column];
  var state = 0.0;
  for (var i = 0; i < uniforms.chunks; i++) {
    let chunk = sequence * uniforms.chunks + select(uniforms.chunks - 1 - i, i, r < N);
    result[(chunk * ROWS + r) * uniforms.span + own] = state;
    let total = chunks[(chunk * (ROWS + 1) + ROWS) * uniforms.span + own];
    state = exp(A * total) * state + chunks[(chunk * (ROWS + 1) + r) * uniforms.span + own];
  }
}`;

/** y of every sequence, [sequence, l, e]. */
export const outputs = (shader: ScanShader): string => {
  const { states } = shader;
  const unit = stateUnit(states);
  const groups = states / unit;
  const before = (c: number) => (n: number) =>
    `carried[((sequence * uniforms.chunks + chunk) * N + ${n}) * uniforms.span + own + ${c}]`;
  return `${prelude(shader)}
${vectorOf(states)}
fn main(index : i32) {${place(shader)}
  ${coefficients(shader)}
  ${eachChannel(
    shader,
    (c) => `let D${c} = coefficients[N * columns + column + ${c}];
    ${eachGroup(shader, (g) => `var h${c}_${g} = ${gathered(shader, g, before(c))};`)}`,
  )}
  for (var t = first; t < end; t++) {
    let row = sequence * uniforms.steps + pos;
    let at = mapRow(sequence, pos) * uniforms.channels + e;
    ${eachChannel(
      shader,
      (c) => `let x${c} = u[at + ${c}];
    let d${c} = stepSize(delta[row * uniforms.channels + e + ${c}] + bias${c});
    let dx${c} = d${c} * x${c};
    var y${c} = V(0.0);`,
    )}
    let pair = row * ${2 * groups};
    ${eachGroup(
      shader,
      (g) => `{
      let B = bc[pair + ${g}];
      let C = bc[pair + ${groups + g}];
      ${eachChannel(
        shader,
        (c) => `h${c}_${g} = exp2(d${c} * A${c}_${g}) * h${c}_${g} + dx${c} * B;
      y${c} += C * h${c}_${g};`,
      )}
    }`,
    )}
    ${eachChannel(
      shader,
      (c) =>
        `result[row * uniforms.channels + e + ${c}] = D${c} * x${c} + ${unit === 4 ? `(y${c}.x + y${c}.y) + (y${c}.z + y${c}.w)` : `y${c}`};`,
    )}
    pos = after(pos, stride);
  }
}`;
};

/**
 * Gradients of a chunk, packed: du and ddelta [sequence, l, own], coefficients [sequence, chunk, n + 2, own],
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
  let inside = segment * LANES + lane < uniforms.span;
  let own = min(segment * LANES + lane, uniforms.span - 1);
  let e = uniforms.start + own;
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
  let stride = strideOf(k);
  var pos = position(k, chunk * T);
  for (var t = 0; t < T; t++) {
    rows[t] = sequence * uniforms.steps + pos;
    if (t < steps && inside) {
      let at = mapRow(sequence, pos) * channels + e;
      d[t] = stepSize(delta[rows[t] * channels + e] + bias);
      x[t] = u[at];
      grad[t] = dy[at];
      du[t] = D * grad[t];
    }
    if (t < steps - 1) { pos = after(pos, stride); }
  }

  let sequences = uniforms.groups * uniforms.batch;
  let plane = sequences * uniforms.steps * uniforms.span;
  let coefficientsAt = 2 * plane + (sequence * uniforms.chunks + chunk) * (N + 2) * uniforms.span + own;
  let bcAt = 2 * plane + sequences * uniforms.chunks * (N + 2) * uniforms.span;
  for (var n = 0; n < N; n++) {
    let A = coefficients[n * columns + column];
    let state = (sequence * uniforms.chunks + chunk) * 2 * N + n;
    var h = carried[state * uniforms.span + own];
    for (var t = 0; t < T; t++) {
      decay[t] = exp(d[t] * A);
      past[t] = decay[t] * h;
      h = past[t] + d[t] * x[t] * bc[rows[t] * 2 * N + n];
    }
    var q = carried[(state + N) * uniforms.span + own];
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
    if (inside) { result[coefficientsAt + n * uniforms.span] = dA; }

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
      result[rows[t] * uniforms.span + own] = du[t];
      result[plane + rows[t] * uniforms.span + own] = dStep[t];
      dBias += dStep[t];
      dD += grad[t] * x[t];
    }
  }
  if (inside) {
    result[coefficientsAt + N * uniforms.span] = dD;
    result[coefficientsAt + (N + 1) * uniforms.span] = dBias;
  }
}`;

/**
 * Takes one tensor [outer, middle, inner] out of a packed one and adds up `count` parts of it:
 * out[o, m, i] = sum over j of packed[offset + o outerStride + m middleStride + j stride + i]. Rows of `row` values go
 * to `result` from `start` on in rows of `pitch`; with `add` they are added to what is there.
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
  let to = (index / uniforms.row) * uniforms.pitch + uniforms.start + index % uniforms.row;
  result[to] = sum + select(0.0, result[to], uniforms.add == 1);
}`;
