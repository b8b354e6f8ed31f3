import { fill, type Message, type Values } from './problem.ts';

/**
 * What a reader had to assume or repair, as English templates, one plain sentence each.
 * `ui/i18n` translates by the same keys under `warning.*`; a test holds the two lists together.
 */
export const WARNINGS = {
  note: '{{text}}',
  notFinite: '{{count}} values are not finite numbers and were set to 0.',
  rounded: 'Some 64-bit integers are beyond 2⁵³ and were rounded.',
  reducedColour: '16-bit colour was reduced to 8 bits a channel.',
  firstChannel: 'The picture has {{count}} channels: the first is open, the others are left out.',
  firstVolume: 'The file holds {{count}} volumes: the first is open, {{left}} are left out.',
  singularSform: 'Its sform matrix is singular and was left aside.',
  brokenQform: 'Its qform rotation is not a number and was left aside.',
  noPatientFrame: 'The file does not say how the patient lies: left and right cannot be told.',
  noPreamble: 'The file has no DICOM preamble.',
  noSyntax: 'The file does not name its transfer syntax; it was told from the data.',
  otherSyntax: 'The data are not written in the transfer syntax that the file names; they were read as they are.',
  highBit: 'The highest bit was given as {{given}} and taken as {{taken}}.',
  orientations: 'The series mixes {{count}} orientations: each is opened as a volume of its own.',
  mosaic: 'The picture is a mosaic: its tiles are slices side by side.',
  noPositions: 'The file gives no positions: its frames are shown one after another, in the order of their numbers.',
  samePlace: 'The series has several images at one place: the first of each is open, {{left}} are left out.',
  tilted:
    'The gantry was tilted by {{degrees}}°: slices are right, but views across them are slanted and volumes come out too large.',
  uneven: 'Slices are unevenly spaced, {{least}} to {{most}} apart: lengths and volumes across them are estimates.',
  missingSlices: 'Missing slices were left empty: {{slices}} of {{total}}.',
} as const satisfies Record<string, string>;

export type WarningKey = keyof typeof WARNINGS;

/** A warning to be said in the reader's language. */
export interface Warning extends Message {
  readonly key: WarningKey;
}

export const warning = (key: WarningKey, values?: Values): Warning => (values ? { key, values } : { key });

/** The warning as one English line. */
export const warningText = ({ key, values }: Warning): string => fill(WARNINGS[key], values);
