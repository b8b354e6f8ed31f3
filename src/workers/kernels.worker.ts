import { type KernelThread, serveKernels } from '../ml/wasm/kernelThread.ts';

addEventListener(
  'message',
  ({ data }: MessageEvent<KernelThread>) => void serveKernels(data, () => postMessage('ready')).catch(reportError),
  {
    once: true,
  },
);
