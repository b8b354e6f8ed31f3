import { describe, expect, it } from 'vitest';
import { bodyMeasure } from './bodyMeasure.ts';
import { type PetFacts, UNKNOWN_PET } from './petFacts.ts';
import { type SuvFactor, suvFactor, type TypedInputs } from './suvFactor.ts';

/** 70 kg, 1.75 m; 350 MBq of 18F at 9:00, scan at 10:00 by the series, 10:00:01 by the acquisition. */
const SIEMENS: PetFacts = {
  ...UNKNOWN_PET,
  units: 'BQML',
  corrected: ['NORM', 'DTIM', 'ATTN', 'SCAT', 'DECY', 'RAN'],
  decayCorrection: 'START',
  sex: 'M',
  weight: 70,
  size: 1.75,
  dose: 350e6,
  halfLife: 6586.2,
  injectedAt: 32_400,
  seriesAt: 36_000,
  acquiredAt: 36_001,
};
const PHILIPS: PetFacts = { ...SIEMENS, units: 'CNTS', philipsSuv: 0.0005, philipsActivity: 1.6 };

const factor = (facts: PetFacts, kind: Parameters<typeof suvFactor>[2] = 'bw', typed: TypedInputs = {}): number => {
  const suv = suvFactor(facts, typed, kind);
  if (!suv.ok) throw new Error(suv.why.key);
  return suv.factor;
};
const refusal = (suv: SuvFactor) => (suv.ok ? null : [suv.why.key, ...suv.missing]);

/** 70000 / (350e6 * 2^(-seconds / 6586.2)) */
const after = (seconds: number) => 70000 / (350e6 * Math.exp((-Math.LN2 * seconds) / 6586.2));

describe('the factor from Bq/mL to SUV', () => {
  it('is body weight over the dose left at the start of the scan', () => {
    expect(factor(SIEMENS)).toBeCloseTo(after(3600), 12);
    expect(after(3600)).toBeCloseTo(2.921273492e-4, 12);
  });

  it('starts the scan at the series’ time, unless that is later than the first acquisition: then GE’s own, else that', () => {
    const late = { ...SIEMENS, seriesAt: 40_000, acquiredAt: 36_100 };
    expect(factor(late)).toBeCloseTo(after(3700), 12);
    expect(factor({ ...late, gePostInjectionAt: 36_050 })).toBeCloseTo(after(3650), 12);
  });

  it('leaves decay out where the values are corrected to the time of administration', () => {
    const bare = { ...SIEMENS, decayCorrection: 'ADMIN', halfLife: null, injectedAt: null, acquiredAt: null };
    expect(factor(bare)).toBeCloseTo(70000 / 350e6, 12);
  });

  it('takes Philips’ own factor for counts, else its factor to Bq/mL', () => {
    expect(factor(PHILIPS)).toBe(0.0005);
    expect(factor({ ...PHILIPS, philipsSuv: null })).toBeCloseTo(1.6 * after(3600), 12);
    expect(refusal(suvFactor({ ...PHILIPS, philipsSuv: null, philipsActivity: null }, {}, 'bw'))).toEqual([
      'suv.why.counts',
    ]);
  });

  it('counts with lean body mass and surface, also from a scanner’s own factor', () => {
    const squared = (70 / 175) ** 2;
    expect(factor(SIEMENS, 'lbm') / factor(SIEMENS)).toBeCloseTo((77 - 120 * squared) / 70, 10);
    expect(factor(PHILIPS, 'lbm') / factor(PHILIPS)).toBeCloseTo((77 - 120 * squared) / 70, 10);
    // Janmahasatian 2005: 55.857 kg; Du Bois 1916: 1.848 m²
    expect(bodyMeasure('lbmJanma', SIEMENS)).toBeCloseTo(55857.107723, 5);
    expect(bodyMeasure('bsa', SIEMENS)! / 1e4).toBeCloseTo(1.848, 2);
    expect(bodyMeasure('lbm', { ...SIEMENS, sex: 'F' })).toBeCloseTo(1000 * (74.9 - 148 * squared), 6);
  });

  it('is 1 where the values are SUV already, and turns one kind into another', () => {
    const stored = { ...SIEMENS, units: 'GML', corrected: null, dose: null, injectedAt: null };
    expect(factor(stored)).toBe(1);
    expect(factor({ ...stored, suvType: 'LBM' })).toBeCloseTo(1 / factor(stored, 'lbm'), 12);
  });
});

describe('inputs that a person types', () => {
  it('each change the result', () => {
    const changes: TypedInputs[] = [
      { weight: 77 },
      { dose: 385e6 },
      { halfLife: 6500 },
      { injectedAt: 32_000 },
      { scannedAt: 36_500 },
    ];
    for (const facts of [SIEMENS, PHILIPS, { ...PHILIPS, philipsSuv: null }]) {
      const results = changes.map((typed) => factor(facts, 'bw', typed));
      expect(new Set([factor(facts), ...results]).size).toBe(6);
      expect(results[0]! / factor(facts)).toBeCloseTo(1.1, 10);
      expect(results[1]! / factor(facts)).toBeCloseTo(1 / 1.1, 10);
    }
    expect(factor(SIEMENS, 'lbm', { sex: 'F' })).not.toBe(factor(SIEMENS, 'lbm'));
    expect(factor(SIEMENS, 'bsa', { size: 1.9 })).not.toBe(factor(SIEMENS, 'bsa'));
  });

  it('make SUV of a file that says nothing', () => {
    expect(refusal(suvFactor(UNKNOWN_PET, {}, 'bw'))).toEqual(['suv.why.unknownUnits', 'units']);
    expect(refusal(suvFactor(UNKNOWN_PET, { units: 'BQML' }, 'lbm'))).toEqual([
      'suv.why.missing',
      'weight',
      'size',
      'sex',
      'dose',
      'halfLife',
      'injectedAt',
      'scannedAt',
    ]);
    const { weight, dose, halfLife, injectedAt } = SIEMENS;
    const typed = { units: 'BQML', weight, dose, halfLife, injectedAt, scannedAt: 36_000 };
    expect(factor(UNKNOWN_PET, 'bw', typed)).toBeCloseTo(after(3600), 12);
    expect(factor(UNKNOWN_PET, 'bw', { units: 'GML' })).toBe(1);
  });
});

describe('no SUV, and the reason', () => {
  const why = (change: Partial<PetFacts>, typed: TypedInputs = {}) =>
    refusal(suvFactor({ ...SIEMENS, ...change }, typed, 'bw'));

  it('names each missing input', () => {
    expect(why({ weight: null })).toEqual(['suv.why.missing', 'weight']);
    expect(why({ dose: null, halfLife: null })).toEqual(['suv.why.missing', 'dose', 'halfLife']);
    expect(why({ acquiredAt: null })).toEqual(['suv.why.missing', 'scannedAt']);
    expect(why({ weight: null }, { weight: 70 })).toBeNull();
  });

  it('takes a number of another unit for missing: a dose in MBq, a height in cm, a weight in g', () => {
    expect(why({ dose: 350 })).toEqual(['suv.why.missing', 'dose']);
    expect(why({ weight: 70000 })).toEqual(['suv.why.missing', 'weight']);
    expect(refusal(suvFactor({ ...SIEMENS, size: 175 }, {}, 'bsa'))).toEqual(['suv.why.missing', 'size']);
  });

  it('asks for values corrected for attenuation and decay, in units that it knows', () => {
    expect(why({ corrected: ['DECY'] })).toEqual(['suv.why.attenuation']);
    expect(why({ corrected: ['ATTN'] })).toEqual(['suv.why.decay']);
    expect(why({ decayCorrection: 'NONE' })).toEqual(['suv.why.decay']);
    expect(why({ units: 'PROPCPS' })).toEqual(['suv.why.units']);
  });

  it('does not let a scan begin before the injection', () => {
    expect(why({ injectedAt: 36_500 })).toEqual(['suv.why.order', 'injectedAt', 'scannedAt']);
  });
});
