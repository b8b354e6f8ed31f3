import { packPanels, PANEL, panelBytes, packedBytes } from './panels';
import { floats } from './simd';
import { columnsTile, rowsTile } from './tiles';

/** Bytes of the left matrix that are worked through while they stay in the nearer cache. */
const BLOCK_BYTES: i32 = 1 << 16;

/** c[m, n] = a[m, k] · panels, rows of a `rowStride` bytes apart, within [low, high]. */
export function multiplyPanels(
  a: usize,
  rowStride: usize,
  panels: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  low: f32,
  high: f32,
): void {
  const block = max(16, (BLOCK_BYTES / (k << 2)) & ~3);
  for (let from = 0; from < m; from += block) {
    const to = min(m, from + block);
    let panel = panels;
    for (let column = 0; column < n; column += PANEL) {
      const columns = min(PANEL, n - column);
      for (let i = from; i < to; i += 4) {
        const row = a + i * rowStride;
        const out = c + floats(i * n + column);
        const last = to - 1 - i;
        // past the end the last row is computed again
        const i1 = min(1, last);
        const i2 = min(2, last);
        const i3 = min(3, last);
        rowsTile(
          row,
          row + i1 * rowStride,
          row + i2 * rowStride,
          row + i3 * rowStride,
          1,
          k,
          0,
          panel,
          out,
          out + floats(i1 * n),
          out + floats(i2 * n),
          out + floats(i3 * n),
          columns,
          low,
          high,
        );
      }
      panel += panelBytes(k);
    }
  }
}

/** Bytes of scratch that matmul needs. */
export function matmulScratch(m: i32, k: i32, n: i32, transposeA: bool): usize {
  return packedBytes(k, n) + (transposeA ? columnsScratch(m, n) : 0);
}

/**
 * c[batch, m, n] = a · b + bias, within [low, high]. a is [m, k], or [k, m] where transposeA; b is [k, n], or [n, k]
 * where transposeB; aBatch and bBatch are the bytes from one matrix to the next, 0 for one that serves the whole batch.
 * bias: n values, or 0; bias and limits are for a matrix `a` that is not transposed.
 */
export function matmul(
  a: usize,
  b: usize,
  bias: usize,
  c: usize,
  scratch: usize,
  batch: i32,
  m: i32,
  k: i32,
  n: i32,
  aBatch: usize,
  bBatch: usize,
  transposeA: bool,
  transposeB: bool,
  low: f32,
  high: f32,
): void {
  for (let i = 0; i < batch; i++) {
    if (!transposeA || transposeB) {
      if (i == 0 || bBatch) {
        packPanels(scratch, b, 1, 0, k, n, transposeB ? 4 : floats(n), transposeB ? floats(k) : 4, bias);
      }
    }
    if (transposeA) {
      memory.fill(c, 0, floats(m * n));
      addColumns(a, b, transposeB ? scratch : 0, c, scratch + packedBytes(k, n), m, k, n);
    } else multiplyPanels(a, floats(k), scratch, c, m, k, n, low, high);
    a += aBatch;
    b += bBatch;
    c += floats(m * n);
  }
}

/** Rows of both matrices, and bytes, that addColumns works through at a time. */
function columnsDepth(m: i32, n: i32): i32 {
  return max(32, BLOCK_BYTES / ((m + n) << 2));
}

/** Bytes of scratch of addColumns. */
export function columnsScratch(m: i32, n: i32): usize {
  return floats((m + n + 12) * columnsDepth(m, n));
}

/** Columns of a matrix, `width` together, come one below the other: rows far apart would share few lines of the cache. */
function packColumns(to: usize, from: usize, depth: i32, columns: i32, width: i32): void {
  for (let first = 0; first < columns; first += width) {
    let at = from + floats(first);
    for (let row = 0; row < depth; row++) {
      v128.store(to, v128.load(at));
      if (width == PANEL) v128.store(to, v128.load(at, 16), 16);
      to += floats(width);
      at += floats(columns);
    }
  }
}

/** c[m, n] += aᵀ · b with a [k, m]; b [k, n] as it lies, or packed where `panels` is not 0. */
export function addColumns(a: usize, b: usize, panels: usize, c: usize, scratch: usize, m: i32, k: i32, n: i32): void {
  const block = columnsDepth(m, n);
  // narrow rows lie close together as they are
  const packs = m + n > 64;
  for (let from = 0; from < k; from += block) {
    const depth = min(block, k - from);
    let left = a + floats(from * m);
    let right = panels ? panels + floats((from + 1) * PANEL) : b + floats(from * n);
    let leftStep = floats(m);
    let leftNext = floats(4);
    let rightStep = panels ? floats(PANEL) : floats(n);
    let rightNext = panels ? panelBytes(k) : floats(PANEL);
    if (packs) {
      packColumns(scratch, left, depth, m, 4);
      left = scratch;
      leftStep = floats(4);
      leftNext = floats(4 * depth);
      if (!panels) {
        const to = scratch + ((m + 3) >> 2) * leftNext;
        packColumns(to, right, depth, n, PANEL);
        right = to;
        rightStep = floats(PANEL);
        rightNext = floats(PANEL * depth);
      }
    }
    for (let column = 0; column < n; column += PANEL) {
      let at = left;
      for (let i = 0; i < m; i += 4) {
        columnsTile(
          at,
          leftStep,
          0,
          right,
          rightStep,
          1,
          depth,
          c + floats(i * n + column),
          floats(n),
          min(4, m - i),
          min(PANEL, n - column),
        );
        at += leftNext;
      }
      right += rightNext;
    }
  }
}
