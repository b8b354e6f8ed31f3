import type { Message } from '../problem.ts';
import { BODY_INPUTS, bodyMeasure, type SuvKind } from './bodyMeasure.ts';
import type { PetFacts } from './petFacts.ts';

/** What SUV is computed from and a person can correct. */
export interface SuvInputs extends Pick<
  PetFacts,
  'units' | 'sex' | 'weight' | 'size' | 'dose' | 'halfLife' | 'injectedAt'
> {
  /** Start of the scan, to which the values are corrected for decay. */
  readonly scannedAt: number | null;
}
export type SuvInput = keyof SuvInputs;

/** Values that a person typed; they come before the file's. */
export type TypedInputs = Partial<SuvInputs>;

/** SUV = factor * value, or the reason why there is none, with the inputs that would help. */
export type SuvFactor =
  | { readonly ok: true; readonly factor: number; readonly how: 'activity' | 'scanner' | 'stored' }
  | { readonly ok: false; readonly why: Message; readonly missing: readonly SuvInput[] };

/**
 * The start of the scan: the series' time, unless it was set later than the first acquisition (a series reconstructed
 * again); then GE's own time, else the first acquisition (QIBA FDG-PET profile, SUV pseudo-code).
 */
export function scanStart({ seriesAt, acquiredAt, gePostInjectionAt }: PetFacts): number | null {
  if (acquiredAt === null) return null;
  if (seriesAt !== null && seriesAt <= acquiredAt) return seriesAt;
  return gePostInjectionAt ?? acquiredAt;
}

/** The inputs in force: the file's, replaced by what was typed. */
export function suvInputs(facts: PetFacts, typed: TypedInputs): SuvInputs {
  const { units, sex, weight, size, dose, halfLife, injectedAt } = facts;
  return { units, sex, weight, size, dose, halfLife, injectedAt, scannedAt: scanStart(facts), ...typed };
}

/** Ranges outside of which a number was written in another unit, or by mistake. */
export const PLAUSIBLE: Readonly<Partial<Record<SuvInput, readonly [low: number, high: number]>>> = {
  weight: [0.01, 500],
  size: [0.1, 2.6],
  dose: [1e4, 1e11],
  halfLife: [10, 1e7],
};

/** Whether an input has a value that can be used. */
export function isGiven(inputs: SuvInputs, name: SuvInput): boolean {
  const value = inputs[name];
  if (value === null || value === '') return false;
  if (name === 'sex') return value === 'M' || value === 'F';
  const range = PLAUSIBLE[name];
  return !range || (Number(value) >= range[0] && Number(value) <= range[1]);
}

const STORED_KIND: Readonly<Record<string, SuvKind | undefined>> = {
  '': 'bw',
  BW: 'bw',
  LBM: 'lbm',
  LBMJANMA: 'lbmJanma',
  BSA: 'bsa',
};

/**
 * The factor from a PET's rescaled values to SUV:
 * Bq/mL: body / (dose * 2^(-(scan - injection) / half-life)), without decay where the values are corrected to the
 * administration; Philips counts: the scanner's own factor (corrected by the ratio of what was typed to what the file
 * says), else its activity factor first; SUV: by the ratio of bodies.
 * body = 1000 kg g, lean mass in g, or surface in cm².
 */
export function suvFactor(facts: PetFacts, typed: TypedInputs, kind: SuvKind): SuvFactor {
  const inputs = suvInputs(facts, typed);
  const need = (names: readonly SuvInput[]): SuvFactor | null => {
    const missing = names.filter((n) => !isGiven(inputs, n));
    return missing.length ? { ok: false, why: { key: 'suv.why.missing' }, missing } : null;
  };
  const body = BODY_INPUTS[kind];
  const refuse = (why: Message): SuvFactor => ({ ok: false, why, missing: [] });
  switch (inputs.units) {
    case 'GML':
    case 'CM2ML': {
      const stored = inputs.units === 'CM2ML' ? 'bsa' : STORED_KIND[facts.suvType];
      if (!stored) return refuse({ key: 'suv.why.suvType', values: { type: facts.suvType } });
      if (stored === kind) return { ok: true, factor: 1, how: 'stored' };
      const lack = need([...new Set([...BODY_INPUTS[stored], ...body])]);
      return lack ?? { ok: true, factor: bodyMeasure(kind, inputs)! / bodyMeasure(stored, inputs)!, how: 'stored' };
    }
    case 'BQML':
    case 'CNTS': {
      if (facts.corrected && !facts.corrected.includes('ATTN')) return refuse({ key: 'suv.why.attenuation' });
      const undecayed = facts.corrected !== null && !facts.corrected.includes('DECY');
      if (undecayed || facts.decayCorrection === 'NONE') return refuse({ key: 'suv.why.decay' });
      break;
    }
    case '':
      return { ok: false, why: { key: 'suv.why.unknownUnits' }, missing: ['units'] };
    default:
      return { ok: false, why: { key: 'suv.why.units', values: { units: inputs.units } }, missing: [] };
  }
  const { philipsSuv, philipsActivity } = facts;
  if (inputs.units === 'CNTS' && philipsSuv !== null && philipsSuv > 0) {
    const factor = philipsSuv * (perActivity(facts, inputs) / perActivity(facts, suvInputs(facts, {})) || 1);
    if (kind === 'bw') return { ok: true, factor, how: 'scanner' };
    const lack = need(body);
    return (
      lack ?? { ok: true, factor: (factor * bodyMeasure(kind, inputs)!) / (1000 * inputs.weight!), how: 'scanner' }
    );
  }
  if (inputs.units === 'CNTS' && !(philipsActivity !== null && philipsActivity > 0)) {
    return refuse({ key: 'suv.why.counts' });
  }
  const lack = need([
    ...body,
    'dose',
    ...(isAdministered(facts) ? [] : (['halfLife', 'injectedAt', 'scannedAt'] as const)),
  ]);
  if (lack) return lack;
  if (!isAdministered(facts) && inputs.scannedAt! < inputs.injectedAt!) {
    return { ok: false, why: { key: 'suv.why.order' }, missing: ['injectedAt', 'scannedAt'] };
  }
  const counts = inputs.units === 'CNTS' ? philipsActivity! : 1;
  return { ok: true, factor: (counts * bodyMeasure(kind, inputs)!) / decayedDose(facts, inputs), how: 'activity' };
}

const isAdministered = (facts: PetFacts): boolean => facts.decayCorrection === 'ADMIN';

/** Bq left of the dose at the time that the values are corrected to; NaN where an input is missing. */
function decayedDose(facts: PetFacts, { dose, halfLife, injectedAt, scannedAt }: SuvInputs): number {
  if (isAdministered(facts)) return dose ?? NaN;
  return (dose ?? NaN) * 2 ** (-((scannedAt ?? NaN) - (injectedAt ?? NaN)) / (halfLife ?? NaN));
}

/** SUVbw of 1 Bq/mL; NaN where an input is missing. */
const perActivity = (facts: PetFacts, inputs: SuvInputs): number =>
  (1000 * (inputs.weight ?? NaN)) / decayedDose(facts, inputs);
