export { matmul, matmulScratch } from './matmul';
export {
  conv2d,
  conv2dBackpropFilter,
  conv2dBackpropInput,
  conv2dBackpropInputScratch,
  conv2dScratch,
} from './convolution';
