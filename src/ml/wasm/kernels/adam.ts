import { floats, madd } from './simd';
import { storePart } from './vectors';

/**
 * m' = beta1 m + share1 g, v' = beta2 v + share2 g², w' = kept w - rate m' / (sqrt(v' / correction) + epsilon) of `count`
 * values; share is 1 - beta, from doubles.
 */
export function adamStep(
  w: usize,
  m: usize,
  v: usize,
  g: usize,
  nextW: usize,
  nextM: usize,
  nextV: usize,
  count: i32,
  beta1: f32,
  share1: f32,
  beta2: f32,
  share2: f32,
  epsilon: f32,
  correction: f32,
  rate: f32,
  kept: f32,
): void {
  for (let i = 0; i < count; i += 4) {
    const at = floats(i);
    const slope = v128.load(g + at);
    const first = madd(v128.load(m + at), f32x4.splat(beta1), f32x4.mul(slope, f32x4.splat(share1)));
    const square = f32x4.mul(slope, slope);
    const second = madd(v128.load(v + at), f32x4.splat(beta2), f32x4.mul(square, f32x4.splat(share2)));
    const root = f32x4.add(f32x4.sqrt(f32x4.div(second, f32x4.splat(correction))), f32x4.splat(epsilon));
    const down = f32x4.div(f32x4.mul(first, f32x4.splat(rate)), root);
    const rest = count - i;
    storePart(nextM + at, first, rest);
    storePart(nextV + at, second, rest);
    storePart(nextW + at, f32x4.sub(f32x4.mul(v128.load(w + at), f32x4.splat(kept)), down), rest);
  }
}
