/** Values of the maps of one batch: x [batch, positions, channels]. */
export interface MapSize {
  readonly batch: number;
  /** height * width */
  readonly positions: number;
  readonly channels: number;
}

/** z = (x - mean) / sqrt(variance + eps) over the positions of every element and channel; biased variance. */
export const instanceNorm = (x: Float32Array, size: MapSize, eps: number, z: Float32Array): void => {
  const { batch, positions, channels } = size;
  const map = positions * channels;
  for (let b = 0; b < batch; b++) {
    const { mean, scale } = statistics(x, b * map, size, eps);
    for (let at = b * map; at < (b + 1) * map; at += channels) {
      for (let c = 0; c < channels; c++) z[at + c] = (x[at + c]! - mean[c]!) * scale[c]!;
    }
  }
};

/** With s = 1 / sqrt(variance + eps): dx = s (dz - mean(dz) - z mean(dz z)). */
export const instanceNormGrad = (
  x: Float32Array,
  dz: Float32Array,
  size: MapSize,
  eps: number,
  dx: Float32Array,
): void => {
  const { batch, positions, channels } = size;
  const map = positions * channels;
  for (let b = 0; b < batch; b++) {
    const { mean, scale } = statistics(x, b * map, size, eps);
    const meanDz = new Float64Array(channels);
    const meanDzZ = new Float64Array(channels);
    for (let at = b * map; at < (b + 1) * map; at += channels) {
      for (let c = 0; c < channels; c++) {
        const d = dz[at + c]! / positions;
        meanDz[c]! += d;
        meanDzZ[c]! += d * (x[at + c]! - mean[c]!) * scale[c]!;
      }
    }
    for (let at = b * map; at < (b + 1) * map; at += channels) {
      for (let c = 0; c < channels; c++) {
        const z = (x[at + c]! - mean[c]!) * scale[c]!;
        dx[at + c] = scale[c]! * (dz[at + c]! - meanDz[c]! - z * meanDzZ[c]!);
      }
    }
  }
};

const statistics = (x: Float32Array, start: number, { positions, channels }: MapSize, eps: number) => {
  const end = start + positions * channels;
  const mean = new Float64Array(channels);
  for (let at = start; at < end; at += channels) {
    for (let c = 0; c < channels; c++) mean[c]! += x[at + c]! / positions;
  }
  const variance = new Float64Array(channels);
  for (let at = start; at < end; at += channels) {
    for (let c = 0; c < channels; c++) variance[c]! += (x[at + c]! - mean[c]!) ** 2 / positions;
  }
  return { mean, scale: variance.map((v) => 1 / Math.sqrt(v + eps)) };
};
