import { readSafetensors, writeSafetensors } from '../checkpoint/safetensors.ts';
import type { WeightValues } from '../params.ts';
import type { TuneState } from './finetune.ts';

/** Beginnings of names: weights, moments, best weights; and the numbers. */
const PARTS = { weights: 'w.', moments: 'm.', best: 'b.' } as const;
const NUMBERS = 'numbers';

const prefixed = (start: string, values: WeightValues) => [...values].map(([name, v]) => [start + name, v] as const);

/** A run's state as one safetensors file, every number bit for bit. */
export function writeTuneState({ step, watched, weights, moments, best }: TuneState): Uint8Array<ArrayBuffer> {
  // a safetensors file of weights holds no float64: the Dice goes as its two halves
  const dice = new Int32Array(new Float64Array([best?.dice ?? NaN]).buffer);
  const numbers = Int32Array.of(step, watched, best?.step ?? -1, ...dice);
  return writeSafetensors(
    new Map([
      [NUMBERS, { shape: [numbers.length], data: numbers }],
      ...prefixed(PARTS.weights, weights),
      ...prefixed(PARTS.moments, moments),
      ...(best ? prefixed(PARTS.best, best.weights) : []),
    ]),
  );
}

/** Throws the Problems of `readSafetensors`. */
export async function readTuneState(file: Blob): Promise<TuneState> {
  const all = await readSafetensors(file, 'run.safetensors');
  const part = (start: string) =>
    new Map([...all].filter(([name]) => name.startsWith(start)).map(([name, v]) => [name.slice(start.length), v]));
  const numbers = Int32Array.from(all.get(NUMBERS)?.data ?? []);
  const [step = 0, watched = -1, bestStep = -1] = numbers;
  const [dice = NaN] = new Float64Array(numbers.slice(3, 5).buffer);
  return {
    step,
    watched,
    weights: part(PARTS.weights),
    moments: part(PARTS.moments) as TuneState['moments'],
    best: bestStep < 0 ? null : { step: bestStep, dice, weights: part(PARTS.best) },
  };
}
