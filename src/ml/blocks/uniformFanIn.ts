import type { Init } from '../params.ts';

/** PyTorch's default of convolutions, weight and bias: uniform within 1 / sqrt(fan-in), kaiming_uniform with a = sqrt(5). */
export const uniformFanIn =
  (fanIn: number): Init =>
  (shape, random) => {
    const bound = 1 / Math.sqrt(fanIn);
    return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => bound * (2 * random() - 1));
  };
