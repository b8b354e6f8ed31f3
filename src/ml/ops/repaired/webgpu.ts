import '@tensorflow/tfjs-backend-webgpu';
import { repairConv2dBackpropFilter } from './conv2dBackpropFilter.ts';

/** As wasm.ts, for webgpu: nothing is missing there, but one gradient is slow. */
repairConv2dBackpropFilter('webgpu');
