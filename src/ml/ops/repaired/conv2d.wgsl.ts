import { accumulators, count, head, PLACE, step, type Tile, type Unit, vector, write } from './tile.wgsl.ts';

/**
 * For a row (pixel) of the product: whether the tap at (ky, kx) joins it to a pixel of `a`, and at which row of `a`.
 * The conditions are joined by &, not &&: branches of that many rows take SwiftShader a minute to compile.
 */
interface Gather {
  readonly setup: (p: number) => string;
  readonly tap: (p: number) => string;
}

/** Image and place of pixel m of a map uniforms.height x uniforms.width. */
const pixel = (p: number): string => `
  let m${p} = min(row + ${p}, uniforms.rows - 1);
  let i${p} = m${p} / (uniforms.width * uniforms.height) * uniforms.aHeight;
  let y${p} = (m${p} / uniforms.width) % uniforms.height`;

/** An output pixel looks at input pixel y · stride + ky - pad. */
const FORWARD: Gather = {
  setup: (p) => `${pixel(p)} * uniforms.strideY - uniforms.top;
  let x${p} = m${p} % uniforms.width * uniforms.strideX - uniforms.left;`,
  tap: (p) => `
      let ty${p} = y${p} + ky;
      let tx${p} = x${p} + kx;
      let in${p} = (ty${p} >= 0) & (ty${p} < uniforms.aHeight) & (tx${p} >= 0) & (tx${p} < uniforms.aWidth);`,
};

/** An input pixel was looked at by output pixel (y + pad - ky) / stride, where that is whole. */
const BACKWARD: Gather = {
  setup: (p) => `${pixel(p)} + uniforms.top;
  let x${p} = m${p} % uniforms.width + uniforms.left;`,
  tap: (p) => `
      let ay${p} = y${p} - ky;
      let ax${p} = x${p} - kx;
      let ty${p} = ay${p} / uniforms.strideY;
      let tx${p} = ax${p} / uniforms.strideX;
      let in${p} = (ay${p} >= 0) & (ax${p} >= 0) & (ty${p} < uniforms.aHeight) & (tx${p} < uniforms.aWidth)
        & (ty${p} * uniforms.strideY == ay${p}) & (tx${p} * uniforms.strideX == ax${p});`,
};

/**
 * A convolution, or its gradient by the input, as a product of gathered pixels [pixels, taps · k] and the filter; k counts
 * the channels of `a` in units. Forward b is [taps, k, n], backward [taps, n, k].
 */
export const conv2dCode = (tile: Tile, direction: 'forward' | 'backward'): string => {
  const gather = direction === 'forward' ? FORWARD : BACKWARD;
  const rows = count(tile.rows);
  const zero = `${vector(tile.kUnit)}(0.0)`;
  return `${head(tile)}
fn main(index : i32) {${PLACE(tile)}
  if (row >= uniforms.rows || column >= uniforms.groups) { return; }
  ${rows.map(gather.setup).join('')}
  ${accumulators(tile)}
  for (var ky = 0; ky < uniforms.kernelY; ky++) {
    for (var kx = 0; kx < uniforms.kernelX; kx++) {
      ${rows.map(gather.tap).join('')}
      ${rows.map((p) => `let at${p} = select(0, ((i${p} + ty${p}) * uniforms.aWidth + tx${p}) * uniforms.k, in${p});`).join('\n      ')}
      let tap = (ky * uniforms.kernelX + kx) * uniforms.k * uniforms.groups * ${tile.transposedB ? tile.nUnit : tile.kUnit};
      for (var k = 0; k < uniforms.k; k++) {
      ${rows.map((p) => `let v${p} = select(${zero}, a[at${p} + k], in${p});`).join('\n      ')}
      ${step(tile, tile.transposedB ? 'tap + k' : `tap + k * ${tile.kUnit} * uniforms.groups`, 'uniforms.k')}
      }
    }
  }
  ${write(tile)}
}`;
};

/** A tile of the filter's gradient: groups of input channels times groups of output channels. */
export interface FilterTile {
  readonly rows: number;
  readonly columns: number;
  readonly mUnit: Unit;
  readonly nUnit: Unit;
}

/** First row and column of a tile, and which of the tiles of that place it is. */
export const outerPlace = ({ rows, columns }: FilterTile): string => `
  if (index >= uniforms.invocations) { return; }
  let column = (index % uniforms.across) * ${columns};
  let row = ((index / uniforms.across) % uniforms.down) * ${rows};
  let rest = index / (uniforms.across * uniforms.down);`;

/** Sums of outer products: for every vector of x (u0, u1, ...) and of dy (w0, w1, ...). */
export const outerProduct = ({ rows, columns, mUnit }: FilterTile): string =>
  count(rows)
    .flatMap((r) =>
      count(mUnit).flatMap((j) =>
        count(columns).map((c) => {
          const s = `s${r * mUnit + j}_${c}`;
          return `${s} = fma(V(u${r}${mUnit === 4 ? `.${'xyzw'[j]}` : ''}), w${c}, ${s});`;
        }),
      ),
    )
    .join('\n        ');

/**
 * Gradient of the filter over a part of the image rows, [parts, taps, in, out]: dW[ky, kx, i, o] = Σ x[y · s + ky - pad, ..., i] ·
 * dy[y, x, o]. Every invocation visits only those pixels of a row that its tap joins.
 */
export const filterGradientCode = (tile: FilterTile): string => `
alias V = ${vector(tile.nUnit)};
fn main(index : i32) {${outerPlace(tile)}
  let taps = uniforms.kernelY * uniforms.kernelX;
  let tap = rest % taps;
  let part = rest / taps;
  let ky = tap / uniforms.kernelX - uniforms.top;
  let kx = tap % uniforms.kernelX - uniforms.left;
  let first = select(0, (uniforms.strideX - 1 - kx) / uniforms.strideX, kx < 0);
  let reach = uniforms.aWidth - 1 - kx;
  let end = select(0, min(uniforms.width, reach / uniforms.strideX + 1), reach >= 0);
  ${count(tile.columns)
    .map((c) => `let c${c} = min(column + ${c}, uniforms.groups - 1);`)
    .join('\n  ')}
  ${count(tile.rows)
    .map((r) => `let r${r} = min(row + ${r}, uniforms.m - 1);`)
    .join('\n  ')}
  ${accumulators({ rows: tile.rows * tile.mUnit, columns: tile.columns })}
  for (var line = part * uniforms.span; line < min((part + 1) * uniforms.span, uniforms.lines); line++) {
    let ay = line % uniforms.height * uniforms.strideY + ky;
    if (ay >= 0 && ay < uniforms.aHeight) {
      let source = (line / uniforms.height * uniforms.aHeight + ay) * uniforms.aWidth + kx;
      for (var at = first; at < end; at++) {
        let x = (source + at * uniforms.strideX) * uniforms.m;
        let y = (line * uniforms.width + at) * uniforms.groups;
        ${count(tile.rows)
          .map((r) => `let u${r} = a[x + r${r}];`)
          .join(' ')}
        ${count(tile.columns)
          .map((c) => `let w${c} = dy[y + c${c}];`)
          .join(' ')}
        ${outerProduct(tile)}
      }
    }
  }
  ${writeOuter(tile, `(part * taps + tap) * uniforms.m * ${tile.mUnit}`)}
}`;

/** Writes a tile of outer products; `from` is the row of the result where it begins. */
export const writeOuter = ({ rows, columns, mUnit }: FilterTile, from: string): string =>
  count(rows * mUnit)
    .map((p) => {
      const values = count(columns).map(
        (c) =>
          `if (column + ${c} < uniforms.groups) { result[(${from} + row * ${mUnit} + ${p}) * uniforms.groups + column + ${c}] = s${p}_${c}; }`,
      );
      return `if (row + ${Math.floor(p / mUnit)} < uniforms.m) { ${values.join(' ')} }`;
    })
    .join('\n  ');
