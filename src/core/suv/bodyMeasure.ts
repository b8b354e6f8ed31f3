import type { Sex } from './petFacts.ts';

/** What a dose is divided by: body weight, lean body mass (two formulas), body surface area. */
export type SuvKind = 'bw' | 'lbm' | 'lbmJanma' | 'bsa';
export const SUV_KINDS: readonly SuvKind[] = ['bw', 'lbm', 'lbmJanma', 'bsa'];

/** SUV is in g/mL, but by surface in cm²/mL (DICOM CID 84). */
export const suvUnit = (kind: SuvKind): string => (kind === 'bsa' ? 'cm²/mL' : 'g/mL');

/** Lean body mass, kg, from kg and m: James 1976 with the constants of DICOM's SUV Type LBM (120 for men, 148 for women). */
export function leanMassJames(weight: number, size: number, sex: 'M' | 'F'): number {
  const squared = (weight / (100 * size)) ** 2;
  return sex === 'M' ? 1.1 * weight - 120 * squared : 1.07 * weight - 148 * squared;
}

/** Lean body mass, kg, from kg and m: Janmahasatian 2005 (DICOM's LBMJANMA), which holds for the very heavy too. */
export function leanMassJanma(weight: number, size: number, sex: 'M' | 'F'): number {
  const bmi = weight / size ** 2;
  return sex === 'M' ? (9270 * weight) / (6680 + 216 * bmi) : (9270 * weight) / (8780 + 244 * bmi);
}

/** Body surface, cm², from kg and m: Du Bois 1916. */
export const bodySurface = (weight: number, size: number): number => 71.84 * weight ** 0.425 * (100 * size) ** 0.725;

/** A person's measures as far as they are known. */
export interface Body {
  readonly weight: number | null;
  readonly size: number | null;
  readonly sex: Sex;
}

/** What of a body a kind of SUV asks for. */
export const BODY_INPUTS: Readonly<Record<SuvKind, readonly (keyof Body)[]>> = {
  bw: ['weight'],
  lbm: ['weight', 'size', 'sex'],
  lbmJanma: ['weight', 'size', 'sex'],
  bsa: ['weight', 'size'],
};

/** The divisor of a kind of SUV: g, or cm² by surface; null where a measure is missing (sex must be M or F). */
export function bodyMeasure(kind: SuvKind, { weight, size, sex }: Body): number | null {
  if (weight === null) return null;
  if (kind === 'bw') return 1000 * weight;
  if (size === null) return null;
  if (kind === 'bsa') return bodySurface(weight, size);
  if (sex !== 'M' && sex !== 'F') return null;
  return 1000 * (kind === 'lbm' ? leanMassJames : leanMassJanma)(weight, size, sex);
}
