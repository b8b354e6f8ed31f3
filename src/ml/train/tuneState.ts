import { readSafetensors, writeSafetensors } from '../checkpoint/safetensors.ts';
import type { WeightValues } from '../params.ts';
import type { TuneState } from './finetune.ts';

/** Beginnings of names: weights, moments, best weights; and the numbers. */
const PARTS = { weights: 'w.', moments: 'm.', best: 'b.' } as const;
const NUMBERS = 'numbers';

const prefixed = (start: string, values: WeightValues) => [...values].map(([name, v]) => [start + name, v] as const);

/** A run's state as one safetensors file, every number bit for bit. */
export function writeTuneState({ step, watched, weights, moments, best, trend }: TuneState): Uint8Array<ArrayBuffer> {
  // a safetensors file of weights holds no float64: each goes as its two halves
  const halves = new Int32Array(Float64Array.of(best?.dice ?? NaN, trend.sum, trend.best).buffer);
  const numbers = Int32Array.of(step, watched, best?.step ?? -1, ...halves, trend.summed, trend.worse);
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
  const [dice = NaN, sum = 0, lowest = Infinity] = new Float64Array(numbers.slice(3, 9).buffer);
  const [summed = 0, worse = 0] = numbers.slice(9);
  return {
    step,
    watched,
    weights: part(PARTS.weights),
    moments: part(PARTS.moments) as TuneState['moments'],
    trend: { sum, summed, best: lowest, worse },
    best: bestStep < 0 ? null : { step: bestStep, dice, weights: part(PARTS.best) },
  };
}
