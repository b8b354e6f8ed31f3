/** Rows are padded to `padded`, a power of two, with errors below all others. A pair is (error, index in its row). */
export const packCode = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let i = index % uniforms.padded;
  let row = index / uniforms.padded;
  var error = -3.4e38;
  if (i < uniforms.n) { error = errors[row * uniforms.n + i]; }
  result[2 * index] = error;
  result[2 * index + 1] = f32(i);
}`;

/** One pass of a bitonic sort (Batcher 1968), largest error first, ties by index: block and distance are powers of two. */
export const sortCode = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let i = index % uniforms.padded;
  let other = index ^ uniforms.distance;
  let a = vec2<f32>(pairs[2 * index], pairs[2 * index + 1]);
  let b = vec2<f32>(pairs[2 * other], pairs[2 * other + 1]);
  let before = a.x > b.x || (a.x == b.x && a.y < b.y);
  let first = (index < other) == ((i & uniforms.block) == 0);
  let kept = select(b, a, before == first);
  result[2 * index] = kept.x;
  result[2 * index + 1] = kept.y;
}`;

/** Labels in sorted order; 0 for padding. */
export const labelsCode = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let at = i32(pairs[2 * index + 1]);
  let row = index / uniforms.padded;
  result[index] = select(0.0, labels[row * uniforms.n + min(at, uniforms.n - 1)], at < uniforms.n);
}`;

/** One step of an inclusive prefix sum (Hillis and Steele 1986). */
export const sumCode = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  var sum = counts[index];
  if (index % uniforms.padded >= uniforms.distance) { sum += counts[index - uniforms.distance]; }
  result[index] = sum;
}`;

/** The weight of the element that is at place k of its row, written where the element stands. */
export const weightsCode = `
fn main(index : i32) {
  if (index >= uniforms.invocations) { return; }
  let k = index % uniforms.n;
  let row = index / uniforms.n;
  let place = row * uniforms.padded + k;
  let at = row * uniforms.n + i32(pairs[2 * place + 1]);
  let ones = counts[row * uniforms.padded + uniforms.padded - 1];
  let left = ones - counts[place];
  let joined = ones + f32(k + 1) - counts[place];
  var weight = 1.0;
  if (labels[at] > 0.5) { weight = 1.0 / joined; }
  else if (joined > 1.5) { weight = left / (joined * (joined - 1.0)); }
  result[at] = weight;
}`;
