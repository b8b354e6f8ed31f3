import type { Volume } from '../../core/volume.ts';

/** What a file says of itself, as parts of the lines in the corner; '' or none where it says nothing. */
export interface FileFacts {
  /** Name and id of the patient. */
  readonly patient: readonly string[];
  /** Modality, study date, study and series description. */
  readonly study: readonly string[];
  readonly format: string;
  /** Drawn by the app itself: no file, no patient. */
  readonly drawn: boolean;
}

const said = (...facts: readonly (string | undefined)[]): readonly string[] =>
  facts.filter((f) => f !== undefined && f !== '') as string[];

export const fileFacts = ({ about, modality }: Volume): FileFacts => ({
  patient: said(about.patientName, about.patientId),
  study: said(modality, about.studyDate, about.study, about.series),
  format: about.format ?? '',
  drawn: about.format === 'drawn sample',
});
