import { mulberry32, normal } from '../core/random.ts';
import { fnv1a } from './fnv1a.ts';
import type { WeightSpec } from './params.ts';

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * Inputs that one output value sums over. A transposed convolution with kernel = stride (the only kind here)
 * adds each input once, so its fan-in is the number of input channels.
 */
function fans({ shape, layout }: WeightSpec): { fanIn: number; fanOut: number } {
  const [a = 1, b = 1, ...kernel] = shape;
  if (layout === 'convT') return { fanIn: a, fanOut: b * size(kernel) };
  return { fanIn: b * size(kernel), fanOut: a * size(kernel) };
}

/** First values of a weight, in published layout: its own stream of chance, whatever the order of creation. */
export function initialValues(spec: WeightSpec, seed: number): Float32Array | Int32Array {
  const n = size(spec.shape);
  if (spec.dtype === 'int64' && typeof spec.init !== 'function') return new Int32Array(n);
  const random = mulberry32(fnv1a(spec.path) ^ Math.imul(seed, 0x9e3779b1));
  const { fanIn, fanOut } = fans(spec);
  const drawn = (draw: () => number) => Float32Array.from({ length: n }, draw);
  switch (spec.init) {
    case 'zeros':
      return new Float32Array(n);
    case 'ones':
      return new Float32Array(n).fill(1);
    // He et al. 2015, arXiv:1502.01852
    case 'he': {
      const std = Math.sqrt(2 / fanIn);
      return drawn(() => std * normal(random));
    }
    // Glorot and Bengio 2010
    case 'xavier': {
      const bound = Math.sqrt(6 / (fanIn + fanOut));
      return drawn(() => bound * (2 * random() - 1));
    }
    // truncated at two standard deviations, by drawing again
    case 'truncated': {
      return drawn(() => {
        let z = normal(random);
        while (Math.abs(z) > 2) z = normal(random);
        return 0.02 * z;
      });
    }
    default: {
      const values = spec.init(spec.shape, random);
      return spec.dtype === 'int64' ? Int32Array.from(values) : values;
    }
  }
}
