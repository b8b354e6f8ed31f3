import '@tensorflow/tfjs-backend-webgpu';
import { repairCast } from './cast.ts';
import { replaceChannelwise } from './webgpuChannelwise.ts';
import { replaceConv2d } from './webgpuConv2d.ts';
import './reluGrad.ts';
import { replaceMatMul } from './webgpuMatMul.ts';

/** As wasm.ts, for webgpu: nothing is missing there, but one cast is wrong, and convolutions and products are slow. */
repairCast();
replaceConv2d();
replaceChannelwise();
replaceMatMul();
