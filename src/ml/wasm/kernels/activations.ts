import { floats, madd } from './simd';
import { exp, storePart } from './vectors';

/**
 * Φ(x) = (1 + erf(x / sqrt 2)) / 2; e is exp(-x² / 2). The tail on the side of x is t Q(t) e / 2 with
 * t = 1 / (1 + 0.46 |x| / sqrt 2), the form of Abramowitz and Stegun 7.1.26 with two terms more: its error is 3.2e-9
 * instead of 1.5e-7. Taken from 0 or from 1, it loses nothing to cancellation.
 */
function cumulative(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, madd(f32x4.splat(0.46 * 0.7071067811865476), f32x4.abs(x), one));
  let q = madd(f32x4.splat(0.09017239), t, f32x4.splat(-0.45428544));
  q = madd(q, t, f32x4.splat(0.72092717));
  q = madd(q, t, f32x4.splat(-0.23395307));
  q = madd(q, t, f32x4.splat(0.38650175));
  q = madd(q, t, f32x4.splat(0.22853879));
  q = madd(q, t, f32x4.splat(0.26209842));
  const tail = f32x4.mul(f32x4.mul(f32x4.mul(q, t), e), f32x4.splat(0.5));
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

function gaussian(x: v128): v128 {
  return exp(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x)));
}

/** dx = dy where y > 0, else 0. */
export function reluGrad(y: usize, dy: usize, dx: usize, count: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) {
    const open = f32x4.gt(v128.load(y + floats(i)), zero);
    storePart(dx + floats(i), v128.and(v128.load(dy + floats(i)), open), count - i);
  }
}

/** y = x Φ(x), Φ(x) = (1 + erf(x / sqrt 2)) / 2. */
export function gelu(x: usize, y: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const v = v128.load(x + floats(i));
    const phi = cumulative(v, gaussian(v));
    storePart(y + floats(i), f32x4.mul(v, phi), count - i);
  }
}

/** dx = dy (Φ(x) + x φ(x)), φ(x) = exp(-x² / 2) / sqrt(2 π). */
export function geluGrad(x: usize, dy: usize, dx: usize, count: i32): void {
  const peak = f32x4.splat(0.3989422804014327);
  for (let i = 0; i < count; i += 4) {
    const v = v128.load(x + floats(i));
    const e = gaussian(v);
    const phi = cumulative(v, e);
    const slope = f32x4.add(phi, f32x4.mul(f32x4.mul(v, peak), e));
    storePart(dx + floats(i), f32x4.mul(v128.load(dy + floats(i)), slope), count - i);
  }
}
