import type { Plan } from '../../core/plan.ts';
import { describe } from '../describe.ts';
import { LOSSES } from '../losses/index.ts';
import type { LossSpec } from '../losses/loss.ts';
import { netById } from '../nets/index.ts';

/** Losses for the outputs of a plan's network: of one channel a label binary ones, with a background channel those of classes. */
export function fittingLosses(plan: Plan): readonly Pick<LossSpec, 'id' | 'title'>[] {
  const net = netById(plan.net);
  const { outputs } = describe(net, { ...net.defaults, ...plan.config } as object);
  const kind = outputs[0]!.at(-1) === plan.labels.length + 1 ? 'classes' : 'binary';
  return LOSSES.filter((l) => l.truth === kind).map(({ id, title }) => ({ id, title }));
}
