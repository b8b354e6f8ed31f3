/** y[n, s i + a, s j + b, c] = x[n, i, j, (a s + b) channels + c]; x [batch, height, width, s² channels]. */
export const patchExpand = (x: Float32Array, shape: readonly number[], s: number, y: Float32Array): void => {
  const [batch, height, width, packed] = shape as [number, number, number, number];
  const channels = packed / (s * s);
  let from = 0;
  for (let row = 0; row < batch * height; row++) {
    for (let j = 0; j < width; j++) {
      for (let a = 0; a < s; a++) {
        for (let b = 0; b < s; b++) {
          for (let c = 0; c < channels; c++) y[(((row * s + a) * width + j) * s + b) * channels + c] = x[from++]!;
        }
      }
    }
  }
};
