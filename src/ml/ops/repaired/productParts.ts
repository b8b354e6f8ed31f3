import { evenParts } from '../../wasm/evenParts.ts';

/** c[batch, m, n] = a · b as the kernel takes it; strides: bytes from one matrix to the next of a and of b. */
interface Product {
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly strides: readonly [a: number, b: number];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** A smaller product. a, b, c: where its matrices lie, bytes from the whole's. */
interface ProductPart {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly batch: number;
  readonly m: number;
  readonly k: number;
  /** Whether it is a share of all of c, to be added to the others. */
  readonly adds: boolean;
}

/** Rows below which packing the right matrix once more costs too much. */
const LEAST_ROWS = 16;

/**
 * Cuts a product into about `count` parts: matrices of the batch; where there are too few, rows of each; and where the
 * left one lies transposed, the sum over k.
 */
export function cutProduct(product: Product, count: number): readonly ProductPart[] {
  const { batch, m, k, n, strides, transposeA, transposeB } = product;
  const whole = { a: 0, b: 0, c: 0, batch, m, k, adds: false };
  if (count === 1) return [whole];
  if (batch >= count) {
    return evenParts(batch, count).map(([from, to]) => ({
      ...whole,
      a: from * strides[0],
      b: from * strides[1],
      c: 4 * from * m * n,
      batch: to - from,
    }));
  }
  if (!transposeA) {
    const rows = evenParts(m, Math.min(count, Math.floor(m / LEAST_ROWS)), 4);
    const matrices = Array.from({ length: batch }, (_, i) => i);
    return matrices.flatMap((i) =>
      rows.map(([from, to]) => ({
        ...whole,
        a: i * strides[0] + 4 * from * k,
        b: i * strides[1],
        c: 4 * (i * m + from) * n,
        batch: 1,
        m: to - from,
      })),
    );
  }
  if (batch > 1 || transposeB || k < 4 * LEAST_ROWS * count) return [whole];
  return evenParts(k, count, 4).map(([from, to]) => ({
    ...whole,
    a: 4 * from * m,
    b: 4 * from * n,
    k: to - from,
    adds: true,
  }));
}
