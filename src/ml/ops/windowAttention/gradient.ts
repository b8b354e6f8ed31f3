import { engine } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

export const windowAttentionGradient: GradConfig = {
  kernelName: 'WindowAttention',
  inputsToSave: ['q', 'kv', 'table'],
  outputsToSave: [true],
  gradFunc: (dy, [q, kv, table, attention], attrs) => {
    const inputs = { q: q!, kv: kv!, table: table!, attention: attention!, dy: dy as Tensor };
    const [dq, dkv, dtable] = engine().runKernel('WindowAttentionGrad', inputs, attrs) as Tensor[];
    return { q: () => dq!, kv: () => dkv!, table: () => dtable! };
  },
};
