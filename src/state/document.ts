import type { MaskLayer } from '../core/history.ts';
import { voxelCount } from '../core/grid.ts';
import type { Volume } from '../core/volume.ts';

/** No decision: the prediction shows through. */
export const UNDECIDED = 255;

/**
 * The pixels of one case. They live here, outside the store: panels read summaries from the store, layers read pixels.
 * The label map is `edits[n] !== 255 ? edits[n] : prediction[n]`; both arrays are on the volume's own grid.
 */
export interface Document {
  readonly id: string;
  readonly created: string;
  readonly volume: Volume;
  readonly prediction: Uint8Array;
  readonly edits: Uint8Array;
}

export function newDocument(id: string, created: string, volume: Volume): Document {
  const n = voxelCount(volume.grid);
  return { id, created, volume, prediction: new Uint8Array(n), edits: new Uint8Array(n).fill(UNDECIDED) };
}

/** What the label map says at one element: a person's decision, else the network's. */
export const labelAt = (doc: Document, element: number): number => {
  const decided = doc.edits[element]!;
  return decided !== UNDECIDED ? decided : doc.prediction[element]!;
};

/** The whole label map, merged: a new array. */
export function labelMap(doc: Document): Uint8Array {
  const out = doc.prediction.slice();
  const edits = doc.edits;
  for (let n = 0; n < out.length; n++) if (edits[n] !== UNDECIDED) out[n] = edits[n]!;
  return out;
}

export const layerArray = (doc: Document, layer: MaskLayer): Uint8Array => doc[layer];
