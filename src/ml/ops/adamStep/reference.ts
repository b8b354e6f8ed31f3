export interface AdamRates {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 - beta2^t after t steps: what the second moment lacks of its mean. */
  readonly correction: number;
  /** Learning rate over 1 - beta1^t. */
  readonly rate: number;
  /** What is left of the weight itself: 1, or less with decoupled decay. */
  readonly kept: number;
}

/** A weight and its moments. */
export interface AdamValues {
  readonly w: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
}

/** Fills `to` with what a step down the gradient g makes of `from`. */
export function adamStep(from: AdamValues, g: Float32Array, rates: AdamRates, to: AdamValues): void {
  const { beta1, beta2, epsilon, correction, rate, kept } = rates;
  for (let i = 0; i < g.length; i++) {
    const slope = g[i]!;
    const first = beta1 * from.m[i]! + (1 - beta1) * slope;
    const second = beta2 * from.v[i]! + (1 - beta2) * slope * slope;
    to.m[i] = first;
    to.v[i] = second;
    to.w[i] = kept * from.w[i]! - (rate * first) / (Math.sqrt(second / correction) + epsilon);
  }
}
