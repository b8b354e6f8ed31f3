/** Abramowitz and Stegun 7.1.26: absolute error at most 1.5e-7. */
const erf = (x: number): number => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - poly * Math.exp(-x * x));
};

/** x Φ(x) with Φ(x) = (1 + erf(x / sqrt 2)) / 2. */
export const gelu = (x: Float32Array, y: Float32Array): void => {
  for (let i = 0; i < x.length; i++) y[i] = 0.5 * x[i]! * (1 + erf(x[i]! * Math.SQRT1_2));
};

/** dx = dy (Φ(x) + x φ(x)), φ(x) = exp(-x² / 2) / sqrt(2 π). */
export const geluGrad = (x: Float32Array, dy: Float32Array, dx: Float32Array): void => {
  const peak = 1 / Math.sqrt(2 * Math.PI);
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!;
    dx[i] = dy[i]! * (0.5 * (1 + erf(v * Math.SQRT1_2)) + v * peak * Math.exp(-0.5 * v * v));
  }
};
