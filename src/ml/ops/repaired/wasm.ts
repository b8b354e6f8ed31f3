import '@tensorflow/tfjs-backend-wasm';
import { repairBatchMatMul } from './batchMatMul.ts';
import { repairConv2dBackpropFilter } from './conv2dBackpropFilter.ts';
import { repairConv2dBackpropInput } from './conv2dBackpropInput.ts';
import { repairMaxPoolGrad } from './maxPoolGrad.ts';

/**
 * Kernels that tfjs 4.22 lacks, has wrong or has slow on wasm, put in place under tfjs's own names: its gradients
 * then work. Import it before the backend starts.
 */
repairBatchMatMul('wasm');
repairConv2dBackpropFilter('wasm');
repairConv2dBackpropInput('wasm');
repairMaxPoolGrad();
