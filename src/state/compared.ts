import type { Letter } from './compareState.ts';

/** The pixels of a comparison: label maps on the grid of the open case, in the labels of `compare.labels`. */
export interface Compared {
  /** The case that they are of. */
  caseId: string | null;
  readonly masks: Map<Letter, Uint8Array>;
  /** The files of a folder that was compared, by the key of their case. */
  files: ReadonlyMap<string, { readonly image: File; readonly truth: File }>;
  /** A truth that was loaded; `objects` where its numbers are objects of one label. */
  truth: { readonly map: Uint8Array; readonly objects: Uint32Array | null } | null;
}

export const nothingCompared = (): Compared => ({ caseId: null, masks: new Map(), truth: null, files: new Map() });
