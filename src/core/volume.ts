import type { Grid } from './grid.ts';
import type { PetFacts } from './suv/petFacts.ts';
import type { Warning } from './warning.ts';

export type Voxels =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** What a value means; '' where the file does not say. */
export type Unit = 'HU' | 'SUV' | 'Bq/mL' | '';

/** Grey values shown between black and white: center ± width / 2, in the volume's unit. */
export interface Window {
  readonly center: number;
  readonly width: number;
}

/**
 * An image: 2-D (size[2] = 1) or 3-D. Voxels are as stored in the file; value = slope * stored + intercept.
 * `channels` = 3 means RGB, interleaved (r, g, b for each voxel), always Uint8Array with slope 1.
 */
export interface Volume {
  readonly id: string;
  /** File or series name, as the user knows it. */
  readonly name: string;
  /** DICOM modality code (CT, MR, PT, ...), or '' if unknown. */
  readonly modality: string;
  readonly grid: Grid;
  readonly voxels: Voxels;
  readonly channels: 1 | 3;
  readonly slope: number;
  readonly intercept: number;
  readonly unit: Unit;
  readonly window: Window;
  /** Facts worth showing in the corners: patient, study date, series description, format. */
  readonly about: Readonly<Record<string, string>>;
  /** Things the reader had to assume or repair. */
  readonly warnings: readonly Warning[];
  /** Frame of Reference UID: images of one have one world; absent where the file names none. */
  readonly frame?: string;
  /** Of a PET: what SUV is computed from. */
  readonly pet?: PetFacts;
}

/** Whether black and white are exchanged on the screen: DICOM's MONOCHROME1. The voxels keep the file's values. */
export const shownInverted = (v: Pick<Volume, 'about'>): boolean => v.about.photometric === 'MONOCHROME1';

/** Whether an image is one of the project's own drawings, and no patient's. */
export const isDrawn = (v: Pick<Volume, 'about'>): boolean => v.about.format === 'drawn sample';

/** Value of one element in the volume's unit; luminance (Rec. 601) for RGB. */
export function valueAt(v: Volume, element: number): number {
  if (v.channels === 3) {
    const p = 3 * element;
    return 0.299 * v.voxels[p]! + 0.587 * v.voxels[p + 1]! + 0.114 * v.voxels[p + 2]!;
  }
  return v.slope * v.voxels[element]! + v.intercept;
}
