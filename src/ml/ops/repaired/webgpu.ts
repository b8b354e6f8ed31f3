import '@tensorflow/tfjs-backend-webgpu';
import { repairCast } from './cast.ts';
import { replaceConv2d } from './webgpuConv2d.ts';

/** As wasm.ts, for webgpu: nothing is missing there, but one cast is wrong, and convolutions are slow. */
repairCast();
replaceConv2d();
