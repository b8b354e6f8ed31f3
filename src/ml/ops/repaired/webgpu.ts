import '@tensorflow/tfjs-backend-webgpu';
import { repairCast } from './cast.ts';
import { repairConv2dBackpropFilter } from './conv2dBackpropFilter.ts';

/** As wasm.ts, for webgpu: nothing is missing there, but one cast is wrong and one gradient slow. */
repairCast();
repairConv2dBackpropFilter('webgpu');
