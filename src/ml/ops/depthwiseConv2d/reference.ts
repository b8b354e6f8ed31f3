/** Sizes of a depthwise convolution of stride 1 with zero padding that keeps the size; odd kernels. */
export interface DepthwiseShape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
}

/** Calls `visit` for every pair of an input and an output pixel that a tap [ky, kx] joins; offsets count floats. */
const overTaps = (s: DepthwiseShape, visit: (input: number, output: number, tap: number) => void): void => {
  const [padY, padX] = [(s.kernelHeight - 1) / 2, (s.kernelWidth - 1) / 2];
  const pixel = (n: number, y: number, x: number) => ((n * s.height + y) * s.width + x) * s.channels;
  for (let n = 0; n < s.batch; n++) {
    for (let ky = 0; ky < s.kernelHeight; ky++) {
      for (let kx = 0; kx < s.kernelWidth; kx++) {
        const [dy, dx] = [ky - padY, kx - padX];
        const [firstX, endX] = [Math.max(0, -dx), Math.min(s.width, s.width - dx)];
        for (let y = Math.max(0, -dy); y < Math.min(s.height, s.height - dy); y++) {
          for (let x = firstX; x < endX; x++) {
            visit(pixel(n, y + dy, x + dx), pixel(n, y, x), (ky * s.kernelWidth + kx) * s.channels);
          }
        }
      }
    }
  }
};

/** y[n, i, j, c] = sum over ky, kx of x[n, i + ky - pad, j + kx - pad, c] filter[ky, kx, c, 0]. */
export const depthwiseConv2d = (x: Float32Array, filter: Float32Array, s: DepthwiseShape, y: Float32Array): void => {
  y.fill(0);
  overTaps(s, (input, output, tap) => {
    for (let c = 0; c < s.channels; c++) y[output + c]! += x[input + c]! * filter[tap + c]!;
  });
};

/** dfilter[ky, kx, c, 0] = sum over n, i, j of x[n, i + ky - pad, j + kx - pad, c] dy[n, i, j, c]. */
export const depthwiseConv2dFilterGrad = (
  x: Float32Array,
  dy: Float32Array,
  s: DepthwiseShape,
  dfilter: Float32Array,
): void => {
  const sum = new Float64Array(dfilter.length);
  overTaps(s, (input, output, tap) => {
    for (let c = 0; c < s.channels; c++) sum[tap + c]! += x[input + c]! * dy[output + c]!;
  });
  dfilter.set(sum);
};
