import '@tensorflow/tfjs-backend-wasm';
import { repairMaxPoolGrad } from './maxPoolGrad.ts';
import './reluGrad.ts';
import { replaceConv2d } from './wasmConv2d.ts';
import { replaceMatMul } from './wasmMatMul.ts';
import { replaceRowKernels } from './wasmRows.ts';

/**
 * Kernels that tfjs 4.22 lacks, has wrong or has slow on wasm, put in place under tfjs's own names: its gradients
 * then work. Import it before the backend starts.
 */
replaceConv2d();
replaceMatMul();
replaceRowKernels();
repairMaxPoolGrad();
