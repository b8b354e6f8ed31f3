import type { TensorInfo } from '@tensorflow/tfjs-core';
import { HEADER } from '../../halves.ts';
import { WORKGROUP } from '../webgpuProgram.ts';

/**
 * A product C[m, n] = Σ_k A[m, k] · B[k, n] in register tiles: an invocation computes `rows` neighbouring rows of
 * `columns` groups of columns and reads both operands straight from memory, without barriers. Lanes of a workgroup lie
 * across the columns first, so that they read whole lines of B and share what they read of A.
 */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  /** Values of k read at once, and columns of a group: 4 where the sizes are multiples of four. */
  readonly kUnit: Unit;
  readonly nUnit: Unit;
  /** B is stored [n, k], not [k, n]. */
  readonly transposedB: boolean;
  /** B is stored as halves (../../halves.ts); the sums are those of f32 all the same. */
  readonly halves: boolean;
  readonly bias: boolean;
  readonly activation: Activation;
}
export type Unit = 1 | 4;

export const unitOf = (size: number): Unit => (size % 4 === 0 ? 4 : 1);

/** Fewer invocations than this leave a graphics card idle: smaller tiles then. */
const ENOUGH = 2048;

/** Rows and groups of columns of a tile for a product of m rows and `groups` groups of columns. */
export const tileSize = (m: number, groups: number): { readonly rows: number; readonly columns: number } => {
  const large = { rows: 8, columns: groups > 1 ? 2 : 1 };
  return Math.ceil(m / large.rows) * Math.ceil(groups / large.columns) < ENOUGH ? { rows: 4, columns: 1 } : large;
};

/** How many invocations a product takes, and how its lanes lie. */
export function spread(m: number, groups: number, { rows, columns }: { rows: number; columns: number }) {
  const across = Math.ceil(groups / columns);
  let lanes = 1;
  while (lanes < across && lanes < 16) lanes *= 2;
  const blocks = Math.ceil(across / lanes);
  const down = Math.ceil(m / (rows * (WORKGROUP / lanes)));
  return { lanes, blocks, invocations: blocks * down * WORKGROUP };
}

export const count = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
export const vector = (unit: Unit): string => (unit === 4 ? 'vec4<f32>' : 'f32');
const XYZW = 'xyzw';

/** One axis, and another rank than any result: a shader then serves tensors of every shape. */
export const flat = (info: TensorInfo): TensorInfo => ({ ...info, shape: [info.shape.reduce((x, y) => x * y, 1)] });

/** What tfjs fuses with a product, but for prelu. NaN passes through all of them. */
const ACTIVATIONS = {
  linear: 'x',
  relu: 'select(x, V(0.0), x < V(0.0))',
  relu6: 'select(select(x, V(0.0), x < V(0.0)), V(6.0), x > V(6.0))',
  leakyrelu: 'select(x, uniforms.alpha * x, x < V(0.0))',
  elu: 'select(x, exp(x) - V(1.0), x < V(0.0))',
  sigmoid: 'V(1.0) / (V(1.0) + exp(-x))',
} as const;
export type Activation = keyof typeof ACTIVATIONS;
export const isActivation = (name: string): name is Activation => name in ACTIVATIONS;

/** First row and columns of an invocation; columns past the last one repeat it and are not written. */
export const PLACE = ({ rows, columns }: { rows: number; columns: number }): string => `
  let lane = index % ${WORKGROUP};
  let block = index / ${WORKGROUP};
  let down = ${WORKGROUP} / uniforms.lanes;
  let column = ((block % uniforms.blocks) * uniforms.lanes + lane % uniforms.lanes) * ${columns};
  let row = ((block / uniforms.blocks) * down + lane / uniforms.lanes) * ${rows};
  ${count(columns)
    .map((c) => `let c${c} = min(column + ${c}, uniforms.groups - 1);`)
    .join('\n  ')}`;

export const accumulators = ({ rows, columns }: { rows: number; columns: number }): string =>
  count(rows)
    .map((p) =>
      count(columns)
        .map((c) => `var s${p}_${c} = V(0.0);`)
        .join(' '),
    )
    .join('\n  ');

/**
 * One step over k: v0, v1, ... hold `kUnit` values of each row of A, B is read at `at` (an index in units, of [k, n]), or
 * for a transposed B at its row of each column, `at` + column · pitch.
 */
export function step(tile: Tile, at: string, pitch: string): string {
  const { rows, columns, kUnit, nUnit, transposedB, halves } = tile;
  const b = (index: string) => (halves ? `weight(${index})` : `b[${index}]`);
  const lines: string[] = [];
  const add = (c: number, k: number, value: string) => {
    lines.push(`let b${c}_${k} = ${value};`);
    for (const p of count(rows)) {
      const v = kUnit === 4 ? `v${p}.${XYZW[k]}` : `v${p}`;
      lines.push(`s${p}_${c} = fma(V(${v}), b${c}_${k}, s${p}_${c});`);
    }
  };
  for (const c of count(columns)) {
    if (transposedB) {
      for (const j of count(nUnit))
        lines.push(`let r${c}_${j} = ${b(`${at} + (c${c} * ${nUnit} + ${j}) * ${pitch}`)};`);
    }
    for (const k of count(kUnit)) {
      const component = kUnit === 4 ? `.${XYZW[k]}` : '';
      const across = count(nUnit).map((j) => `r${c}_${j}${component}`);
      add(c, k, transposedB ? `V(${across.join(', ')})` : b(`${at} + ${k} * uniforms.groups + c${c}`));
    }
  }
  return lines.join('\n      ');
}

/** Writes the sums of the rows below `uniforms.rows`; `from` is the index of row 0, in units. */
export const write = ({ rows, columns, bias, halves }: Tile, from = '0'): string => {
  const sum = (p: number, c: number) => `s${p}_${c}${halves ? ' * scale()' : ''}`;
  return count(rows)
    .map((p) => {
      const values = count(columns).map(
        (c) =>
          `if (column + ${c} < uniforms.groups) { result[${from} + (row + ${p}) * uniforms.groups + column + ${c}] = activate(${sum(p, c)}${bias ? ` + bias[column + ${c}]` : ''}); }`,
      );
      return `if (row + ${p} < uniforms.rows) { ${values.join(' ')} }`;
    })
    .join('\n  ');
};

/** Values of B read at once. */
const bUnit = ({ transposedB, kUnit, nUnit }: Tile): Unit => (transposedB ? kUnit : nUnit);
/** Components of an element of `b` as it is bound: a pair of words holds four halves. */
export const bComponents = (tile: Tile): 1 | 2 | 4 => (tile.halves && bUnit(tile) === 4 ? 2 : bUnit(tile));

/**
 * Halves by the unit of B. `unpack2x16float` is a part of WGSL itself, so it works on every adapter, where arithmetic in
 * f16 needs the feature shader-f16 that some lack.
 */
const HALVES: Record<Unit, string> = {
  1: `
fn scale() -> f32 { return bitcast<f32>(b[0]); }
fn weight(i : i32) -> f32 {
  let two = unpack2x16float(bitcast<u32>(b[${HEADER} + i / 2]));
  return select(two.x, two.y, i % 2 == 1);
}`,
  4: `
fn scale() -> f32 { return bitcast<f32>(b[0].x); }
fn weight(i : i32) -> vec4<f32> {
  let words = bitcast<vec2<u32>>(b[${HEADER / 2} + i]);
  return vec4<f32>(unpack2x16float(words.x), unpack2x16float(words.y));
}`,
};

export const head = (tile: Tile): string => `
alias V = ${vector(tile.nUnit)};
fn activate(x : V) -> V { return ${ACTIVATIONS[tile.activation]}; }${tile.halves ? HALVES[bUnit(tile)] : ''}`;
