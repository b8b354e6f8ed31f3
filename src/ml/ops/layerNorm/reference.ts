/** y = (x - mean) / sqrt(variance + eps) * gamma + beta over the last axis of x [rows, channels]; biased variance. */
export const layerNorm = (
  x: Float32Array,
  gamma: Float32Array,
  beta: Float32Array,
  eps: number,
  y: Float32Array,
): void => {
  const channels = gamma.length;
  for (let row = 0; row < x.length; row += channels) {
    const { mean, scale } = rowStatistics(x, row, channels, eps);
    for (let c = 0; c < channels; c++) y[row + c] = (x[row + c]! - mean) * scale * gamma[c]! + beta[c]!;
  }
};

/**
 * With z = (x - mean) * s, s = 1 / sqrt(variance + eps), g = dy * gamma:
 * dx = s (g - mean(g) - z mean(g z)), dgamma = sum over rows of dy z, dbeta = sum over rows of dy.
 */
export const layerNormGrad = (
  x: Float32Array,
  gamma: Float32Array,
  dy: Float32Array,
  eps: number,
  dx: Float32Array,
  dgamma: Float32Array,
  dbeta: Float32Array,
): void => {
  const channels = gamma.length;
  const sumGamma = new Float64Array(channels);
  const sumBeta = new Float64Array(channels);
  for (let row = 0; row < x.length; row += channels) {
    const { mean, scale } = rowStatistics(x, row, channels, eps);
    let meanG = 0;
    let meanGZ = 0;
    for (let c = 0; c < channels; c++) {
      const z = (x[row + c]! - mean) * scale;
      const d = dy[row + c]!;
      meanG += d * gamma[c]!;
      meanGZ += d * gamma[c]! * z;
      sumGamma[c]! += d * z;
      sumBeta[c]! += d;
    }
    meanG /= channels;
    meanGZ /= channels;
    for (let c = 0; c < channels; c++) {
      const z = (x[row + c]! - mean) * scale;
      dx[row + c] = scale * (dy[row + c]! * gamma[c]! - meanG - z * meanGZ);
    }
  }
  dgamma.set(sumGamma);
  dbeta.set(sumBeta);
};

const rowStatistics = (x: Float32Array, row: number, channels: number, eps: number) => {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += x[row + c]!;
  const mean = sum / channels;
  let squares = 0;
  for (let c = 0; c < channels; c++) squares += (x[row + c]! - mean) ** 2;
  return { mean, scale: 1 / Math.sqrt(squares / channels + eps) };
};
