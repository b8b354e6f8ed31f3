/** The kernels of both backends that have them; the norm alone, and with a ReLU behind it. */
export const KERNELS = [
  { forward: 'ChannelNorm', backward: 'ChannelNormGrad', relu: false },
  { forward: 'ChannelNormRelu', backward: 'ChannelNormReluGrad', relu: true },
] as const;
