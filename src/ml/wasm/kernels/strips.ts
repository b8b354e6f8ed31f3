import { floats } from './simd';

/**
 * Copies lines first .. first + lines - 1 of an image [height, width, channels] with zeros around, `padded` pixels a
 * line: line numbers may lie outside the image, and `left` pixels of zeros come first.
 */
export function padStrip(
  to: usize,
  x: usize,
  first: i32,
  lines: i32,
  height: i32,
  width: i32,
  channels: i32,
  left: i32,
  padded: i32,
): void {
  const inside = min(width, padded - left);
  for (let line = first; line < first + lines; line++) {
    if (line < 0 || line >= height) memory.fill(to, 0, floats(padded * channels));
    else {
      memory.fill(to, 0, floats(left * channels));
      memory.copy(to + floats(left * channels), x + floats(line * width * channels), floats(inside * channels));
      memory.fill(to + floats((left + inside) * channels), 0, floats((padded - left - inside) * channels));
    }
    to += floats(padded * channels);
  }
}
