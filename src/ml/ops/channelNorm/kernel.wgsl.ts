/**
 * Neighbouring lanes take neighbouring channels, then neighbouring rows: part p of `parts` sees rows p, p + parts, ...,
 * so that a workgroup reads whole lines however few the channels. Channels count vectors of four where they can.
 */
const PLACE = (unit: 1 | 4): string => `
alias V = ${unit === 4 ? 'vec4<f32>' : 'f32'};
struct Place { channel : i32, part : i32 };
fn placeOf(index : i32) -> Place { return Place(index % uniforms.channels, index / uniforms.channels); }`;

/**
 * [2, parts, c]: of the rows of a part the mean, and the sum of squares about it. Both are counted from the part's first
 * value: a mean far from zero costs no figures.
 */
export const partStatisticsCode = (unit: 1 | 4): string => `${PLACE(unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let place = placeOf(index);
  let pivot = x[place.part * uniforms.channels + place.channel];
  var sum = V(0.0);
  var squares = V(0.0);
  for (var row = place.part; row < uniforms.rows; row += uniforms.parts) {
    let d = x[row * uniforms.channels + place.channel] - pivot;
    sum += d;
    squares = fma(d, d, squares);
  }
  let n = f32((uniforms.rows - place.part + uniforms.parts - 1) / uniforms.parts);
  result[index] = pivot + sum / n;
  result[uniforms.parts * uniforms.channels + index] = max(squares - sum * sum / n, squares * 0.0);
}`;

/**
 * Mean (0) or biased variance (1) of each channel out of those of the parts (Chan, Golub and LeVeque 1979):
 * M2 = Σ M2_p + Σ n_p (mean_p - mean)².
 */
export const statisticsCode = (unit: 1 | 4): string => `${PLACE(unit)}
fn sizeOf(part : i32) -> f32 { return f32((uniforms.rows - part + uniforms.parts - 1) / uniforms.parts); }
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let pivot = partial[index];
  var sum = V(0.0);
  for (var part = 1; part < uniforms.parts; part++) {
    sum += (partial[part * uniforms.channels + index] - pivot) * sizeOf(part);
  }
  let mean = pivot + sum / f32(uniforms.rows);
  if (uniforms.which == 0) {
    result[index] = mean;
    return;
  }
  var squares = V(0.0);
  for (var part = 0; part < uniforms.parts; part++) {
    let d = partial[part * uniforms.channels + index] - mean;
    squares += partial[(uniforms.parts + part) * uniforms.channels + index] + d * d * sizeOf(part);
  }
  result[index] = squares / f32(uniforms.rows);
}`;

/** NaN passes a ReLU. */
export const normaliseCode =
  (relu: boolean) =>
  (unit: 1 | 4): string => `${PLACE(unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let c = index % uniforms.channels;
  let inverse = V(1.0) / sqrt(variance[c] + uniforms.eps);
  let value = (x[index] - mean[c]) * inverse * scale[c] + offset[c];
  result[index] = ${relu ? 'select(value, V(0.0), value < V(0.0))' : 'value'};
}`;

/** dy; behind a ReLU it counts where something came out. */
const slope = (relu: boolean, at: string): string =>
  relu ? `select(V(0.0), dy[${at}], y[${at}] > V(0.0))` : `dy[${at}]`;

/** [parts, 2, c]: of the rows of a part the sums of dy · x̂ and of dy. */
export const partGradientCode =
  (relu: boolean) =>
  (unit: 1 | 4): string => `${PLACE(unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let place = placeOf(index);
  let c = place.channel;
  let m = mean[c];
  var dScale = V(0.0);
  var dOffset = V(0.0);
  for (var row = place.part; row < uniforms.rows; row += uniforms.parts) {
    let at = row * uniforms.channels + c;
    let d = ${slope(relu, 'at')};
    dScale = fma(d, x[at] - m, dScale);
    dOffset += d;
  }
  let base = 2 * place.part * uniforms.channels + c;
  result[base] = dScale / sqrt(variance[c] + uniforms.eps);
  result[base + uniforms.channels] = dOffset;
}`;

/** [2, c]: dScale and dOffset out of the sums of the parts. */
export const affineGradientCode = (unit: 1 | 4): string => `${PLACE(unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  var sum = V(0.0);
  for (var part = 0; part < uniforms.parts; part++) { sum += partial[2 * part * uniforms.channels + index]; }
  result[index] = sum;
}`;

/** dScale (0) or dOffset (1) alone. */
export const rowCode = (unit: 1 | 4): string => `${PLACE(unit)}
fn main(index : i32) {
  if (index < uniforms.invocations) { result[index] = affine[uniforms.which * uniforms.channels + index]; }
}`;

/**
 * dx = scale / sqrt(variance + eps) · (dy - E[dy] - x̂ · E[dy · x̂]), with the sums behind both means in one tensor: WebGPU
 * promises no more than eight storage buffers.
 */
export const inputGradientCode =
  (relu: boolean) =>
  (unit: 1 | 4): string => `${PLACE(unit)}
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let c = index % uniforms.channels;
  let inverse = V(1.0) / sqrt(variance[c] + uniforms.eps);
  let normed = (x[index] - mean[c]) * inverse;
  let rows = f32(uniforms.rows);
  result[index] = scale[c] * inverse * (${slope(relu, 'index')} - affine[uniforms.channels + c] / rows - normed * (affine[c] / rows));
}`;
