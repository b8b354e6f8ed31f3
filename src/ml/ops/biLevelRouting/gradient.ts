import { engine } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/** By qkv alone: the routed indices, the second output, are constants (the published code detaches them). */
export const biLevelRoutingGradient: GradConfig = {
  kernelName: 'BiLevelRouting',
  inputsToSave: ['qkv'],
  outputsToSave: [true, true],
  gradFunc: (dys, [qkv, attention, routed], attrs) => {
    const inputs = { qkv: qkv!, routed: routed!, attention: attention!, dy: (dys as Tensor[])[0]! };
    return { qkv: () => engine().runKernel('BiLevelRoutingGrad', inputs, attrs) as Tensor };
  },
};
