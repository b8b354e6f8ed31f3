import { addLanes, floats, madd, storeLanes } from './simd';
import { PANEL } from './panels';

/** Products whose sum is kept apart before it joins the sum of all: rounding then grows with the root of k / SPAN, not of k. */
const SPAN: i32 = 32;

/**
 * Four rows times one panel. Each row of the left matrix is `segments` runs of `length` values, `segmentStride` bytes
 * apart: the rows of a filter's window over an image, or one run for a plain matrix.
 * Results are held within [low, high] and stored at c0..c3, `columns` (1 to 8) each.
 */
export function rowsTile(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  segments: i32,
  length: i32,
  segmentStride: usize,
  panel: usize,
  c0: usize,
  c1: usize,
  c2: usize,
  c3: usize,
  columns: i32,
  low: f32,
  high: f32,
): void {
  const none = f32x4.splat(0);
  let s00 = none;
  let s01 = none;
  let s10 = none;
  let s11 = none;
  let s20 = none;
  let s21 = none;
  let s30 = none;
  let s31 = none;
  let t00 = v128.load(panel);
  let t01 = v128.load(panel, 16);
  let t10 = t00;
  let t11 = t01;
  let t20 = t00;
  let t21 = t01;
  let t30 = t00;
  let t31 = t01;
  panel += floats(PANEL);
  const skip = segmentStride - floats(length);
  for (let segment = 0; segment < segments; segment++) {
    for (let rest = length; rest > 0; rest -= SPAN) {
      const count = min(SPAN, rest);
      for (let left = count; left > 0; left--) {
        const b0 = v128.load(panel);
        const b1 = v128.load(panel, 16);
        let a = v128.load32_splat(a0);
        s00 = madd(a, b0, s00);
        s01 = madd(a, b1, s01);
        a = v128.load32_splat(a1);
        s10 = madd(a, b0, s10);
        s11 = madd(a, b1, s11);
        a = v128.load32_splat(a2);
        s20 = madd(a, b0, s20);
        s21 = madd(a, b1, s21);
        a = v128.load32_splat(a3);
        s30 = madd(a, b0, s30);
        s31 = madd(a, b1, s31);
        panel += 32;
        a0 += 4;
        a1 += 4;
        a2 += 4;
        a3 += 4;
      }
      t00 = f32x4.add(t00, s00);
      s00 = none;
      t01 = f32x4.add(t01, s01);
      s01 = none;
      t10 = f32x4.add(t10, s10);
      s10 = none;
      t11 = f32x4.add(t11, s11);
      s11 = none;
      t20 = f32x4.add(t20, s20);
      s20 = none;
      t21 = f32x4.add(t21, s21);
      s21 = none;
      t30 = f32x4.add(t30, s30);
      s30 = none;
      t31 = f32x4.add(t31, s31);
      s31 = none;
    }
    a0 += skip;
    a1 += skip;
    a2 += skip;
    a3 += skip;
  }
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  // pmax and pmin hand a NaN on
  storeLanes(c0, f32x4.pmin(f32x4.pmax(t00, least), most), f32x4.pmin(f32x4.pmax(t01, least), most), columns);
  storeLanes(c1, f32x4.pmin(f32x4.pmax(t10, least), most), f32x4.pmin(f32x4.pmax(t11, least), most), columns);
  storeLanes(c2, f32x4.pmin(f32x4.pmax(t20, least), most), f32x4.pmin(f32x4.pmax(t21, least), most), columns);
  storeLanes(c3, f32x4.pmin(f32x4.pmax(t30, least), most), f32x4.pmin(f32x4.pmax(t31, least), most), columns);
}

/**
 * A sum of outer products: c[rows <= 4, columns <= 8] += Σ a(y, x)[rows] ⊗ b(y, x)[columns] over an area of
 * height · width places. a moves by aStep a place and aRow a line, b by bStep a place without a gap between lines.
 * Reads 4 values of a and 8 of b whatever the tile holds: the allocator keeps more than that behind its last block.
 */
export function columnsTile(
  a: usize,
  aStep: usize,
  aRow: usize,
  b: usize,
  bStep: usize,
  height: i32,
  width: i32,
  c: usize,
  cStride: usize,
  rows: i32,
  columns: i32,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s10 = s00;
  let s11 = s00;
  let s20 = s00;
  let s21 = s00;
  let s30 = s00;
  let s31 = s00;
  for (let y = 0; y < height; y++) {
    let at = a;
    for (let x = 0; x < width; x++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let v = v128.load32_splat(at);
      s00 = madd(v, b0, s00);
      s01 = madd(v, b1, s01);
      v = v128.load32_splat(at, 4);
      s10 = madd(v, b0, s10);
      s11 = madd(v, b1, s11);
      v = v128.load32_splat(at, 8);
      s20 = madd(v, b0, s20);
      s21 = madd(v, b1, s21);
      v = v128.load32_splat(at, 12);
      s30 = madd(v, b0, s30);
      s31 = madd(v, b1, s31);
      at += aStep;
      b += bStep;
    }
    a += aRow;
  }
  addLanes(c, s00, s01, columns);
  if (rows > 1) addLanes(c + cStride, s10, s11, columns);
  if (rows > 2) addLanes(c + 2 * cStride, s20, s21, columns);
  if (rows > 3) addLanes(c + 3 * cStride, s30, s31, columns);
}
