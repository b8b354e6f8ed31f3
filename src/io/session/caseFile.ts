import { voxelCount } from '../../core/grid.ts';
import { Problem } from '../../core/problem.ts';
import type { Volume } from '../../core/volume.ts';
import { bytesOf, kindOf, littleEndianBytes, readNumbers } from '../readNumbers.ts';
import { MAX_IMAGE_BYTES } from '../sizeLimit.ts';
import { readZip } from '../zip/readZip.ts';
import { zip } from '../zip/writeZip.ts';
import { readManifest } from './migrate.ts';
import { type CaseFacts, type Manifest, VERSION, type VolumeFacts } from './schema.ts';

/** A whole case. Both masks are on the volume's grid; edits 255 = no decision. */
export interface CaseParts {
  readonly facts: CaseFacts;
  readonly volume: Volume;
  readonly prediction: Uint8Array;
  readonly edits: Uint8Array;
}

export const manifestOf = (facts: CaseFacts, volume: VolumeFacts, type: Manifest['volume']['type']): Manifest => ({
  version: VERSION,
  id: facts.id,
  name: facts.name,
  created: facts.created,
  volume: {
    id: volume.id,
    name: volume.name,
    modality: volume.modality,
    grid: {
      ...volume.grid,
      size: [...volume.grid.size],
      spacing: [...volume.grid.spacing],
      origin: [...volume.grid.origin],
      direction: [...volume.grid.direction],
    },
    type,
    channels: volume.channels,
    slope: volume.slope,
    intercept: volume.intercept,
    unit: volume.unit,
    window: volume.window,
    about: { ...volume.about },
    warnings: [...volume.warnings],
    ...(volume.frame === undefined ? {} : { frame: volume.frame }),
    ...(volume.pet ? { pet: { ...volume.pet, corrected: volume.pet.corrected && [...volume.pet.corrected] } } : {}),
  },
  labels: facts.labels.map((l) => ({ ...l, color: [...l.color] })),
  view: facts.view,
  model: facts.model,
});

/**
 * A case from its manifest and raw bytes; a missing mask is an empty one.
 * Throws Problem `case.broken` where a length does not fit the grid.
 */
export function caseOf(
  name: string,
  manifest: Manifest,
  bytes: { readonly image: Uint8Array; readonly prediction: Uint8Array | null; readonly edits: Uint8Array | null },
): CaseParts {
  const { type, ...facts } = manifest.volume;
  const count = voxelCount(facts.grid);
  const fit = (what: string, have: number, need: number) => {
    if (have !== need) throw new Problem('case.broken', { name, reason: `${what} has ${have} of ${need} bytes.` });
  };
  fit('the image', bytes.image.length, count * facts.channels * bytesOf(type));
  const mask = (what: string, data: Uint8Array | null, empty: number) => {
    if (!data) return new Uint8Array(count).fill(empty);
    fit(what, data.length, count);
    return data;
  };
  const { id, name: title, created, labels, view, model } = manifest;
  return {
    facts: { id, name: title, created, labels, view: view ?? null, model },
    volume: { ...facts, voxels: readNumbers(bytes.image, type, true) },
    prediction: mask('the prediction', bytes.prediction, 0),
    edits: mask('the edits', bytes.edits, 255),
  };
}

/** Everything of a case in one `.limn` file: a zip of the manifest and raw little-endian arrays. */
export function writeCaseFile({ facts, volume, prediction, edits }: CaseParts): Promise<Blob> {
  const manifest = manifestOf(facts, volume, kindOf(volume.voxels));
  return zip([
    { name: 'manifest.json', data: new TextEncoder().encode(JSON.stringify(manifest, null, 1)) },
    { name: 'image.bin', data: littleEndianBytes(volume.voxels) },
    { name: 'prediction.bin', data: prediction },
    { name: 'edits.bin', data: edits },
  ]);
}

/** An image and two masks, each as large as an image may be. */
const LIMITS = { entries: 16, bytes: 3 * MAX_IMAGE_BYTES };

/** Reads such a file. Throws Problem `case.broken`, `case.newer` or those of the zip reader. */
export async function readCaseFile(file: File): Promise<CaseParts> {
  const entries = new Map((await readZip(file, LIMITS)).map((e) => [e.name, e]));
  const part = async (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw new Problem('case.broken', { name: file.name, reason: `${name} is missing.` });
    return entry.read();
  };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(await part('manifest.json')));
  } catch (e) {
    if (e instanceof Problem) throw e;
    throw new Problem('case.broken', { name: file.name, reason: 'its manifest is not JSON.' });
  }
  return caseOf(file.name, readManifest(file.name, json), {
    image: await part('image.bin'),
    prediction: await part('prediction.bin'),
    edits: await part('edits.bin'),
  });
}
