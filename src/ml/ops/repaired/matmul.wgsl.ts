import { outerPlace, outerProduct, type FilterTile, writeOuter } from './conv2d.wgsl.ts';
import { accumulators, count, head, PLACE, step, type Tile, vector, write } from './tile.wgsl.ts';

/** Products of a batch, A [m, k] in units of k; an operand of batch 1 has batch stride 0. */
export const matMulCode = (tile: Tile): string => {
  const rows = count(tile.rows);
  return `${head(tile)}
fn main(flat : i32) {
  let each = uniforms.invocations / uniforms.batch;
  let batch = flat / each;
  let index = flat % each;${PLACE(tile)}
  if (batch >= uniforms.batch || row >= uniforms.rows || column >= uniforms.groups) { return; }
  let aAt = batch * uniforms.aBatch;
  let bAt = batch * uniforms.bBatch;
  ${rows.map((p) => `let at${p} = aAt + min(row + ${p}, uniforms.rows - 1) * uniforms.k;`).join('\n  ')}
  ${accumulators(tile)}
  for (var k = 0; k < uniforms.k; k++) {
    ${rows.map((p) => `let v${p} = a[at${p} + k];`).join('\n    ')}
    ${step(tile, tile.transposedB ? 'bAt + k' : `bAt + k * ${tile.kUnit} * uniforms.groups`, 'uniforms.k')}
  }
  ${write(tile, 'batch * uniforms.rows * uniforms.groups')}
}`;
};

/** Products of A [k, m] turned and B [k, n], over a part of k: [parts, batch, m, n]. */
export const turnedMatMulCode = (tile: FilterTile): string => `
alias V = ${vector(tile.nUnit)};
fn main(index : i32) {${outerPlace(tile)}
  let batch = rest % uniforms.batch;
  let part = rest / uniforms.batch;
  ${count(tile.columns)
    .map((c) => `let c${c} = batch * uniforms.bBatch + min(column + ${c}, uniforms.groups - 1);`)
    .join('\n  ')}
  ${count(tile.rows)
    .map((r) => `let r${r} = batch * uniforms.aBatch + min(row + ${r}, uniforms.m - 1);`)
    .join('\n  ')}
  ${accumulators({ rows: tile.rows * tile.mUnit, columns: tile.columns })}
  for (var k = part * uniforms.span; k < min((part + 1) * uniforms.span, uniforms.k); k++) {
    ${count(tile.rows)
      .map((r) => `let u${r} = a[k * uniforms.m + r${r}];`)
      .join(' ')}
    ${count(tile.columns)
      .map((c) => `let w${c} = b[k * uniforms.groups + c${c}];`)
      .join(' ')}
    ${outerProduct(tile)}
  }
  ${writeOuter(tile, `(part * uniforms.batch + batch) * uniforms.m * ${tile.mUnit}`)}
}`;
