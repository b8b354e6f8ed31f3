/** Sex as DICOM writes it (0010,0040); '' where it is not given. */
export type Sex = 'M' | 'F' | 'O' | '';

/**
 * What a PET series says about its numbers, its patient and its dose; null or '' where it does not say.
 * Times are seconds since 1970 of the scanner's clock, read as if it were UTC: only their differences count.
 */
export interface PetFacts {
  /** Units (0054,1001) of the rescaled values: BQML, CNTS, GML, ... ; '' = not known. */
  readonly units: string;
  /** SUV Type (0054,1006), where the values are SUV already: BW, LBM, LBMJAMES128, LBMJANMA, BSA. */
  readonly suvType: string;
  /** Corrected Image (0028,0051); null where the file does not tell. */
  readonly corrected: readonly string[] | null;
  /** Decay Correction (0054,1102): START (of the scan), ADMIN (istration) or NONE. */
  readonly decayCorrection: string;
  readonly sex: Sex;
  /** kg */
  readonly weight: number | null;
  /** m */
  readonly size: number | null;
  /** Radionuclide Total Dose (0018,1074), Bq at the time of injection. */
  readonly dose: number | null;
  /** s */
  readonly halfLife: number | null;
  readonly injectedAt: number | null;
  readonly seriesAt: number | null;
  /** Earliest acquisition of the series. */
  readonly acquiredAt: number | null;
  /** GE's Post Injection Date Time (0009,100D). */
  readonly gePostInjectionAt: number | null;
  /** Philips (7053,1000): SUVbw of one count. */
  readonly philipsSuv: number | null;
  /** Philips (7053,1009): Bq/mL of one count. */
  readonly philipsActivity: number | null;
}

/** A PET of which nothing is known but its numbers, as in NIfTI. */
export const UNKNOWN_PET: PetFacts = {
  units: '',
  suvType: '',
  corrected: null,
  decayCorrection: '',
  sex: '',
  weight: null,
  size: null,
  dose: null,
  halfLife: null,
  injectedAt: null,
  seriesAt: null,
  acquiredAt: null,
  gePostInjectionAt: null,
  philipsSuv: null,
  philipsActivity: null,
};
