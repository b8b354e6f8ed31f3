import { engine } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

export const geluGradient: GradConfig = {
  kernelName: 'Gelu',
  inputsToSave: ['x'],
  gradFunc: (dy, [x]) => ({ x: () => engine().runKernel('GeluGrad', { x: x!, dy: dy as Tensor }) as Tensor }),
};
