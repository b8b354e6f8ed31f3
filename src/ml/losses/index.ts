import * as tf from '@tensorflow/tfjs-core';
import { bce } from './bce.ts';
import { dice } from './dice.ts';
import type { Loss, LossSpec, Term } from './loss.ts';

/** Every loss. Adding one is a file and a line here. */
export const LOSSES: readonly LossSpec<never>[] = [dice, bce] as unknown as readonly LossSpec<never>[];

/** Throws for an unknown id, naming those that exist. */
export function lossSpec(id: string): LossSpec<object> {
  const found = LOSSES.find((l) => l.id === id);
  if (!found) throw new Error(`No loss is called "${id}". There are: ${LOSSES.map((l) => l.id).join(', ')}.`);
  return found as unknown as LossSpec<object>;
}

/** The loss with its default options, some of them replaced. */
export function makeLoss(id: string, options: object = {}): Loss {
  const spec = lossSpec(id);
  return spec.make({ ...spec.options, ...options });
}

/** A weighted sum of losses. */
export function mix(terms: readonly Term[]): Loss {
  const made = terms.map(([weight, id, options]) => [weight, makeLoss(id, options)] as const);
  return (logits, truth) =>
    tf.tidy(() => tf.addN(made.map(([weight, loss]) => tf.mul(loss(logits, truth), weight))) as tf.Scalar);
}

/** Reads `dice+bce` or `0.6*dice+0.4*focal`. */
export const parseMix = (text: string): Term[] =>
  text.split('+').map((part): Term => {
    const [first, second] = part.trim().split('*');
    const term: Term = second === undefined ? [1, first!.trim()] : [Number(first), second.trim()];
    if (!Number.isFinite(term[0])) throw new Error(`"${part.trim()}" is not weight*loss, as in 0.5*dice.`);
    lossSpec(term[1]);
    return term;
  });
