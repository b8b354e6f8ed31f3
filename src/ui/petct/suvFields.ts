import type { Sex } from '../../core/suv/petFacts.ts';
import type { SuvInput, SuvInputs } from '../../core/suv/suvFactor.ts';

const DAY = 86_400;

/** A number that SUV is made of, as it is shown and typed: `shown` = stored / `per`, in `unit`. */
export interface SuvNumber {
  readonly name: 'weight' | 'size' | 'dose' | 'halfLife';
  readonly per: number;
  readonly unit: string;
  readonly digits: number;
}

export const SUV_NUMBERS: readonly SuvNumber[] = [
  { name: 'weight', per: 1, unit: 'kg', digits: 1 },
  { name: 'size', per: 0.01, unit: 'cm', digits: 0 },
  { name: 'dose', per: 1e6, unit: 'MBq', digits: 1 },
  { name: 'halfLife', per: 1, unit: 's', digits: 1 },
];
export const SUV_TIMES = ['injectedAt', 'scannedAt'] as const;
export const SEXES: readonly Exclude<Sex, ''>[] = ['F', 'M', 'O'];

/** Where a value comes from. */
export type Source = 'typed' | 'file' | 'none';
export const sourceOf = (name: SuvInput, inputs: SuvInputs, typed: Partial<SuvInputs>): Source =>
  name in typed ? 'typed' : inputs[name] === null || inputs[name] === '' ? 'none' : 'file';

/** HH:MM:SS of seconds since 1970. */
export function clockText(seconds: number | null): string {
  return seconds === null ? '' : new Date(Math.floor(seconds) * 1000).toISOString().slice(11, 19);
}

/** Seconds after midnight of HH:MM or HH:MM:SS; null for anything else. */
export function clockSeconds(text: string): number | null {
  const found = /^\s*(\d{1,2}):(\d{2})(?::(\d{2}))?\s*$/.exec(text);
  if (!found) return null;
  const [h, m, s] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  return h < 24 && m < 60 && s < 60 ? 3600 * h + 60 * m + s : null;
}

/**
 * A time of day as seconds since 1970: on the day of the other time, moved by a day where the injection would come after
 * the scan. Without another time, on the first day of 1970.
 */
export function timeOnDay(name: 'injectedAt' | 'scannedAt', clock: number, other: number | null): number {
  if (other === null) return clock;
  const at = Math.floor(other / DAY) * DAY + clock;
  if (name === 'injectedAt') return at > other ? at - DAY : at;
  return at < other ? at + DAY : at;
}
