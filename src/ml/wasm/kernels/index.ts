export { matmul, matmulScratch } from './matmul';
export { conv2d, conv2dBackpropFilter, conv2dScratch } from './convolution';
export { conv2dBackpropInput, conv2dBackpropInputScratch } from './direct';
export { attend, attendGrad, attendScratch } from './attention';
export { gelu, geluGrad } from './activations';
export { layerNorm, layerNormGrad } from './norms';
export { channelNorm, channelNormGrad, channelNormScratch } from './channelNorm';
export { copyRows, sumRows } from './rows';
export { scan, scanGrad, scanGradScratch, scanScratch } from './scan';
