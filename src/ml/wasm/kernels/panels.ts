import { floats } from './simd';

/** Columns of a panel: two vectors of four. */
export const PANEL: i32 = 8;

/** Bytes of one panel: 8 starting values (a bias, or zeros), then k rows of 8. */
export function panelBytes(k: i32): usize {
  return floats((k + 1) * PANEL);
}

export function panelCount(n: i32): i32 {
  return (n + PANEL - 1) / PANEL;
}

/** Bytes of a packed matrix [k, n]. */
export function packedBytes(k: i32, n: i32): usize {
  return panelBytes(k) * panelCount(n);
}

/**
 * Packs a matrix [taps · k, n] into panels of 8 columns, filled up with zeros. Value (t, row, column) lies at
 * b + t · tapStride + row · rowStride + column · columnStride (bytes; a stride may be negative: a filter turned round).
 * bias: address of n values, or 0.
 */
export function packPanels(
  to: usize,
  b: usize,
  taps: i32,
  tapStride: isize,
  k: i32,
  n: i32,
  rowStride: isize,
  columnStride: isize,
  bias: usize,
): void {
  for (let first = 0; first < n; first += PANEL) {
    const columns = min(PANEL, n - first);
    for (let j = 0; j < PANEL; j++) {
      store<f32>(to + floats(j), bias && j < columns ? load<f32>(bias + floats(first + j)) : 0);
    }
    to += floats(PANEL);
    for (let t = 0; t < taps; t++) {
      let row = b + t * tapStride + first * columnStride;
      if (columns == PANEL && columnStride == 4) {
        for (let i = 0; i < k; i++) {
          v128.store(to, v128.load(row));
          v128.store(to, v128.load(row, 16), 16);
          to += floats(PANEL);
          row += rowStride;
        }
      } else {
        for (let i = 0; i < k; i++) {
          let at = row;
          for (let j = 0; j < PANEL; j++) {
            store<f32>(to + floats(j), j < columns ? load<f32>(at) : 0);
            at += columnStride;
          }
          to += floats(PANEL);
          row += rowStride;
        }
      }
    }
  }
}
