import * as tf from '@tensorflow/tfjs-core';
import { bce } from './bce.ts';
import { bceDice } from './bceDice.ts';
import { brau } from './brau.ts';
import { combo } from './combo.ts';
import { crossEntropy } from './crossEntropy.ts';
import { dice } from './dice.ts';
import { diceCe } from './diceCe.ts';
import { focal } from './focal.ts';
import { focalTversky } from './focalTversky.ts';
import { iou } from './iou.ts';
import type { Loss, LossSpec, Term } from './loss.ts';
import { lovaszHinge } from './lovaszHinge.ts';
import { lovaszSoftmax } from './lovaszSoftmax.ts';
import { softmaxDice } from './softmaxDice.ts';
import { tversky } from './tversky.ts';

/** Every loss. Adding one is a file and a line here. */
export const LOSSES = [
  dice,
  bce,
  bceDice,
  iou,
  focal,
  tversky,
  focalTversky,
  lovaszHinge,
  combo,
  crossEntropy,
  softmaxDice,
  diceCe,
  brau,
  lovaszSoftmax,
] as unknown as readonly LossSpec<never>[];

/** Throws for an unknown id, naming those that exist. */
export function lossSpec(id: string): LossSpec<object> {
  const found = LOSSES.find((l) => l.id === id);
  if (!found) throw new Error(`No loss is called "${id}". There are: ${LOSSES.map((l) => l.id).join(', ')}.`);
  return found as unknown as LossSpec<object>;
}

/** The loss with its default options, some of them replaced. Throws for an option that it does not have. */
export function makeLoss(id: string, options: object = {}): Loss {
  const spec = lossSpec(id);
  const known = Object.keys(spec.options);
  const stranger = Object.keys(options).find((key) => !known.includes(key));
  if (stranger !== undefined)
    throw new Error(`The loss ${id} has no option "${stranger}". It has: ${known.join(', ')}.`);
  return spec.make({ ...spec.options, ...options });
}

/** A weighted sum of losses. Throws where binary and multi-class ones are mixed: they take other truths. */
export function mix(terms: readonly Term[]): Loss {
  const kinds = new Set(terms.map(([, id]) => lossSpec(id).truth));
  if (kinds.size > 1)
    throw new Error(`Binary and multi-class losses do not mix: ${terms.map(([, id]) => id).join(', ')}.`);
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
