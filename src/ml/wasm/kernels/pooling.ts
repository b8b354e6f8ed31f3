import { floats } from './simd';
import { storePart } from './vectors';

/**
 * Gradient of max pooling: dy [n, outHeight, outWidth, c] goes to the first largest value of each window of
 * x [n, height, width, c]; fills dx. `top` and `left` are the padding, whose zeros no window sees.
 */
export function maxPoolGrad(
  x: usize,
  dy: usize,
  dx: usize,
  n: i32,
  height: i32,
  width: i32,
  c: i32,
  outHeight: i32,
  outWidth: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const image = floats(height * width * c);
  memory.fill(dx, 0, n * image);
  for (let b = 0; b < n; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideHeight - top);
      const y1 = min(height, oy * strideHeight - top + windowHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideWidth - left);
        const x1 = min(width, ox * strideWidth - left + windowWidth);
        for (let channel = 0; channel < c; channel += 4) {
          const slope = v128.load(dy + floats(channel));
          const first = floats((y0 * width + x0) * c + channel);
          let largest = v128.load(x + first);
          let place = i32x4.splat(<i32>first);
          for (let yy = y0; yy < y1; yy++) {
            for (let xx = x0; xx < x1; xx++) {
              const at = floats((yy * width + xx) * c + channel);
              const value = v128.load(x + at);
              const larger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, larger);
              place = v128.bitselect(i32x4.splat(<i32>at), place, larger);
            }
          }
          for (let yy = y0; yy < y1; yy++) {
            for (let xx = x0; xx < x1; xx++) {
              const at = floats((yy * width + xx) * c + channel);
              const share = v128.and(slope, i32x4.eq(place, i32x4.splat(<i32>at)));
              storePart(dx + at, f32x4.add(v128.load(dx + at), share), c - channel);
            }
          }
        }
        dy += floats(c);
      }
    }
    x += image;
    dx += image;
  }
}
