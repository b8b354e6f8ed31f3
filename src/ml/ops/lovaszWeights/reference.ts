/**
 * Weights of the Lovász extension of the Jaccard loss (Berman, Triki, Blaschko 2018, arXiv:1705.08790, algorithm 1),
 * where the elements stand: errors and labels (0 or 1) [rows, n]; each row is sorted by falling error, ties by index.
 * With I and U the intersection and union once the first k + 1 elements are got wrong, and J = 1 - I / U:
 * weight = J_k - J_{k-1}, which is 1 / U for a label of 1 and I / (U (U - 1)) for 0: no difference of near equals.
 * A row without a 1 puts all weight on its largest error.
 */
export function lovaszWeights(errors: Float32Array, labels: Float32Array, n: number, weights: Float32Array): void {
  const order = new Uint32Array(n);
  for (let row = 0; row < errors.length; row += n) {
    for (let i = 0; i < n; i++) order[i] = row + i;
    order.sort((a, b) => errors[b]! - errors[a]! || a - b);
    let left = 0;
    for (let i = row; i < row + n; i++) left += labels[i]!;
    let union = left;
    for (let k = 0; k < n; k++) {
      const at = order[k]!;
      if (labels[at]! > 0.5) {
        left--;
        weights[at] = 1 / union;
      } else {
        union++;
        weights[at] = union === 1 ? 1 : left / (union * (union - 1));
      }
    }
  }
}
