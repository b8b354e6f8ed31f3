import type { Plan } from '../../core/plan.ts';
import { weightSpecs } from '../describe.ts';
import { HalfWeights } from '../halfWeights.ts';
import { netById } from '../nets/index.ts';
import type { WeightValues } from '../params.ts';
import { Weights } from '../weights.ts';
import { finestForward, finestOutput } from './finestForward.ts';
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
  const { net, config } = networkOf(plan);
  return modelOf(plan, Weights.fromValues(weightSpecs(net, config), values, plan.title));
}

/** As `makeModel`, with the weights in half precision (`HalfWeights`), on WebGPU. Throws an Error on another backend. */
export async function makeHalfModel(plan: Plan, values: WeightValues): Promise<Model> {
  const { net, config } = networkOf(plan);
  const { size, channels } = net.input(config);
  const weights = await HalfWeights.fromValues(
    weightSpecs(net, config),
    values,
    (p, x) => finestOutput(net, p, x, config),
    [1, ...size, channels],
    plan.title,
  );
  return modelOf(plan, weights);
}

function networkOf(plan: Plan) {
  const net = netById(plan.net);
  return { net, config: { ...net.defaults, ...plan.config } as object };
}

function modelOf(plan: Plan, weights: Weights | HalfWeights): Model {
  const { net, config } = networkOf(plan);
  const finest = finestForward(net, weights.params(), config);
  return {
    forward: finest.forward,
    dispose() {
      finest.dispose();
      weights.dispose();
    },
  };
}
