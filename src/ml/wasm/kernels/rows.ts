import { copyFloats, floats } from './simd';

/** Rows whose sum is kept in single precision before it goes to a double: rounding then does not grow with the rows. */
const BLOCK: i32 = 64;

/** Copies `count` floats of every row; strides in floats. Whole numbers of 32 bits are copied as well. */
export function copyRows(to: usize, from: usize, rows: i32, count: i32, toStride: i32, fromStride: i32): void {
  for (let row = 0; row < rows; row++) {
    copyFloats(to, from, count);
    to += floats(toStride);
    from += floats(fromStride);
  }
}

/** sums[channels] (double) = Σ over rows of x [rows, channels]. */
export function addUp(x: usize, sums: usize, rows: i32, channels: i32): void {
  memory.fill(sums, 0, 8 * channels);
  for (let first = 0; first < rows; first += BLOCK) {
    const count = min(BLOCK, rows - first);
    let c = 0;
    for (; c <= channels - 4; c += 4) {
      let at = x + floats(c);
      let sum = v128.load(at);
      for (let row = 1; row < count; row++) {
        at += floats(channels);
        sum = f32x4.add(sum, v128.load(at));
      }
      addDoubles(sums + 8 * c, sum);
    }
    for (; c < channels; c++) {
      let at = x + floats(c);
      let sum: f32 = 0;
      for (let row = 0; row < count; row++) {
        sum += load<f32>(at);
        at += floats(channels);
      }
      store<f64>(sums + 8 * c, load<f64>(sums + 8 * c) + <f64>sum);
    }
    x += floats(count * channels);
  }
}

/** Adds four lanes to four doubles. */
export function addDoubles(to: usize, v: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(v)));
  const high = i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
}

/** y[channels] = Σ over rows of x [rows, channels]. scratch: channels doubles. */
export function sumRows(x: usize, y: usize, scratch: usize, rows: i32, channels: i32): void {
  addUp(x, scratch, rows, channels);
  for (let c = 0; c < channels; c++) store<f32>(y + floats(c), <f32>load<f64>(scratch + 8 * c));
}
