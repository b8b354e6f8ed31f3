import { engine } from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/** The adjoint scan. The states are not saved: they are n times the size of the input and cheap to run again. */
export const selectiveScanGradient: GradConfig = {
  kernelName: 'SelectiveScan',
  inputsToSave: ['u', 'delta', 'coefficients', 'bc'],
  gradFunc: (dy, [u, delta, coefficients, bc], attrs) => {
    const inputs = { u: u!, delta: delta!, coefficients: coefficients!, bc: bc!, dy: dy as Tensor };
    const [du, dDelta, dCoefficients, dBc] = engine().runKernel('SelectiveScanGrad', inputs, attrs) as Tensor[];
    return { u: () => du!, delta: () => dDelta!, coefficients: () => dCoefficients!, bc: () => dBc! };
  },
};
