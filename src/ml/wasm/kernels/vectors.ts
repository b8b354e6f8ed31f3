import { floats } from './simd';

const LOG2_E: f32 = 1.4426950408889634;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440054690583e-4;

/**
 * e^x of four lanes. The product x / ln 2 alone would lose the low bits of a large x: what is left of x after the whole
 * octaves is taken from x itself (Cody and Waite).
 */
export function exp(x: v128): v128 {
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.37)), f32x4.splat(-87.33));
  const whole = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
  let r = f32x4.sub(x, f32x4.mul(whole, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(whole, f32x4.splat(LN2_LOW)));
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 720), r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** Sum of the four lanes. */
export function total(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
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
