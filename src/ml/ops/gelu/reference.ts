/** In the form of Abramowitz and Stegun 7.1.26 with two terms more: absolute error at most 3.2e-9. */
const erf = (x: number): number => {
  const t = 1 / (1 + 0.46 * Math.abs(x));
  const q = ERF.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0);
  return Math.sign(x) * (1 - q * Math.exp(-x * x));
};
const ERF = [0.26209842, 0.22853879, 0.38650175, -0.23395307, 0.72092717, -0.45428544, 0.09017239];

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
