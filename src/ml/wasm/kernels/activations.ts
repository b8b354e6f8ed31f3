import { floats } from './simd';
import { exp, storePart } from './vectors';

/** erf(x / sqrt 2) after Abramowitz and Stegun 7.1.26, absolute error at most 1.5e-7; e is exp(-x² / 2). */
function erfOfHalf(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(f32x4.splat(0.3275911 * 0.7071067811865476), f32x4.abs(x))));
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.061405429), t), f32x4.splat(-1.453152027));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.421413741));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.284496736));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.254829592));
  const size = f32x4.sub(one, f32x4.mul(f32x4.mul(p, t), e));
  // with the sign of x
  return v128.bitselect(size, x, i32x4.splat(0x7fffffff));
}

function gaussian(x: v128): v128 {
  return exp(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x)));
}

/** y = x Φ(x), Φ(x) = (1 + erf(x / sqrt 2)) / 2. */
export function gelu(x: usize, y: usize, count: i32): void {
  const half = f32x4.splat(0.5);
  for (let i = 0; i < count; i += 4) {
    const v = v128.load(x + floats(i));
    const phi = f32x4.add(half, f32x4.mul(half, erfOfHalf(v, gaussian(v))));
    storePart(y + floats(i), f32x4.mul(v, phi), count - i);
  }
}

/** dx = dy (Φ(x) + x φ(x)), φ(x) = exp(-x² / 2) / sqrt(2 π). */
export function geluGrad(x: usize, dy: usize, dx: usize, count: i32): void {
  const half = f32x4.splat(0.5);
  const peak = f32x4.splat(0.3989422804014327);
  for (let i = 0; i < count; i += 4) {
    const v = v128.load(x + floats(i));
    const e = gaussian(v);
    const phi = f32x4.add(half, f32x4.mul(half, erfOfHalf(v, e)));
    const slope = f32x4.add(phi, f32x4.mul(f32x4.mul(v, peak), e));
    storePart(dx + floats(i), f32x4.mul(v128.load(dy + floats(i)), slope), count - i);
  }
}
