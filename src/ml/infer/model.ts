import type { Plan } from '../../core/plan.ts';
import { weightSpecs } from '../describe.ts';
import { netById } from '../nets/index.ts';
import type { WeightValues } from '../params.ts';
import { Weights } from '../weights.ts';
import { finestForward } from './finestForward.ts';
import type { Forward } from './predictSlice.ts';

/** A network with its weights on the backend in use. */
export interface Model {
  readonly forward: Forward;
  dispose(): void;
}

/**
 * Puts a checkpoint on the backend, ready to predict. Of several outputs the finest is used.
 * Throws Problem `weights.mismatch` where the checkpoint is not one of the plan's network.
 */
export function makeModel(plan: Plan, values: WeightValues): Model {
  const net = netById(plan.net);
  const config = { ...net.defaults, ...plan.config } as object;
  const weights = Weights.fromValues(weightSpecs(net, config), values, plan.title);
  const params = weights.params();
  const finest = finestForward(net, params, config);
  return {
    forward: finest.forward,
    dispose() {
      finest.dispose();
      weights.dispose();
    },
  };
}
