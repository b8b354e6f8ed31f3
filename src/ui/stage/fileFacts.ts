import type { Volume } from '../../core/volume.ts';

/** What a file says of itself, as lines for the corner. */
export interface FileFacts {
  /** Name and id of the patient; '' where the file has none. */
  readonly patient: string;
  /** Study date and series description. */
  readonly study: string;
  readonly format: string;
}

export function fileFacts({ about, modality }: Volume): FileFacts {
  const join = (...keys: string[]) =>
    keys
      .map((key) => about[key])
      .filter(Boolean)
      .join(', ');
  return {
    patient: join('patient', 'patientId'),
    study: [modality, join('studyDate', 'date', 'study', 'series')].filter(Boolean).join(', '),
    format: about.format ?? '',
  };
}
