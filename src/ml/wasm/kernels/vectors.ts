import { floats, madd } from './simd';

const LOG2_E: f32 = 1.4426950408889634;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440054690583e-4;

/**
 * e^x of four lanes. The product x / ln 2 alone would lose the low bits of a large x: what is left of x after the whole
 * octaves is taken from x itself (Cody and Waite). There e^r = 1 + r + r² q(r), q of degree 4 with the least relative error
 * within |r| <= ln 2 / 2, 3.1e-9: a Taylor polynomial of the same degree leaves 1.7e-7, more than rounding does.
 */
export function exp(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.37)), f32x4.splat(-87.33));
  const whole = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
  let r = f32x4.sub(x, f32x4.mul(whole, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(whole, f32x4.splat(LN2_LOW)));
  let q = madd(f32x4.splat(0.0013814540579915047), r, f32x4.splat(0.00836874544620514));
  q = madd(q, r, f32x4.splat(0.04166838899254799));
  q = madd(q, r, f32x4.splat(0.1666652113199234));
  q = madd(q, r, f32x4.splat(0.4999999403953552));
  // 1 comes last: what is small is added up first
  const p = f32x4.add(madd(f32x4.mul(r, r), q, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** Sum of the four lanes. */
export function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** Two sums in double precision, with the four lanes of v added to them. */
export function addWide(sums: v128, v: v128): v128 {
  const high = i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  return f64x2.add(sums, f64x2.add(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(high)));
}

/** Sum of the two lanes of doubles. */
export function totalWide(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** (x - mean) · scale of four lanes, rounded once: mean and scale are the same double in both lanes. */
export function normalised(x: v128, mean: v128, scale: v128): v128 {
  const high = i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  const a = f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(x), mean), scale);
  const b = f64x2.mul(f64x2.sub(f64x2.promote_low_f32x4(high), mean), scale);
  const first = f32x4.demote_f64x2_zero(a);
  const second = f32x4.demote_f64x2_zero(b);
  return i8x16.shuffle(first, second, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** Σ a b over `count` values. */
export function dot(a: usize, b: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i <= count - 4; i += 4) sum = f32x4.add(sum, f32x4.mul(v128.load(a + floats(i)), v128.load(b + floats(i))));
  let rest = total(sum);
  for (; i < count; i++) rest += load<f32>(a + floats(i)) * load<f32>(b + floats(i));
  return rest;
}

/** x *= by over `count` values. */
export function scale(x: usize, by: f32, count: i32): void {
  const all = f32x4.splat(by);
  let i = 0;
  for (; i <= count - 4; i += 4) v128.store(x + floats(i), f32x4.mul(v128.load(x + floats(i)), all));
  for (; i < count; i++) store<f32>(x + floats(i), load<f32>(x + floats(i)) * by);
}

/** The first `count` (1 to 4) lanes of v go to `to`. */
export function storePart(to: usize, v: v128, count: i32): void {
  if (count >= 4) v128.store(to, v);
  else {
    v128.store32_lane(to, v, 0);
    if (count > 1) v128.store32_lane(to, v, 1, 4);
    if (count > 2) v128.store32_lane(to, v, 2, 8);
  }
}
