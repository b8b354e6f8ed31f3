import { voxelCount } from '../../core/grid.ts';
import { Problem } from '../../core/problem.ts';
import type { Volume } from '../../core/volume.ts';
import { bytesOf, kindOf, littleEndianBytes, readNumbers } from '../readNumbers.ts';
import { MAX_IMAGE_BYTES } from '../sizeLimit.ts';
import { readZip } from '../zip/readZip.ts';
import { zip } from '../zip/writeZip.ts';
import { readManifest } from './migrate.ts';
import { type CaseFacts, type Manifest, type PetLook, VERSION, type VolumeFacts } from './schema.ts';

/** A whole case. Both masks are on the volume's grid; edits 255 = no decision. */
export interface CaseParts {
  readonly facts: CaseFacts;
  readonly volume: Volume;
  readonly prediction: Uint8Array;
  readonly edits: Uint8Array;
  /** The PET beside the image. */
  readonly pet: { readonly volume: Volume; readonly look: PetLook } | null;
}

/** Number type of stored voxels. */
export type VoxelType = Manifest['volume']['type'];

export const manifestOf = (
  facts: CaseFacts,
  volume: VolumeFacts,
  type: VoxelType,
  pet: { readonly volume: VolumeFacts; readonly type: VoxelType; readonly look: PetLook } | null,
): Manifest => ({
  version: VERSION,
  id: facts.id,
  name: facts.name,
  created: facts.created,
  volume: volumeEntry(volume, type),
  labels: facts.labels.map((l) => ({ ...l, color: [...l.color] })),
  view: facts.view,
  model: facts.model,
  ...(pet ? { pet: petEntry(volumeEntry(pet.volume, pet.type), pet.look) } : {}),
});

function petEntry(volume: Manifest['volume'], { typed, kind, motion }: PetLook): NonNullable<Manifest['pet']> {
  const given = Object.fromEntries(Object.entries(typed).filter(([, v]) => v !== null)) as NonNullable<
    Manifest['pet']
  >['typed'];
  return {
    volume,
    typed: given,
    kind,
    motion: motion && { angles: [...motion.angles], shift: [...motion.shift], center: [...motion.center] },
  };
}

const volumeEntry = (volume: VolumeFacts, type: VoxelType): Manifest['volume'] => ({
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
});

/**
 * A case from its manifest and raw bytes; a missing mask is an empty one.
 * Throws Problem `case.broken` where a length does not fit the grid.
 */
export function caseOf(
  name: string,
  manifest: Manifest,
  bytes: {
    readonly image: Uint8Array;
    readonly prediction: Uint8Array | null;
    readonly edits: Uint8Array | null;
    readonly pet?: Uint8Array | null;
  },
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
    pet: petOf(name, manifest.pet, bytes.pet ?? null),
  };
}

/** Null where the case has no PET, or its pixels were left out. */
function petOf(name: string, entry: Manifest['pet'], bytes: Uint8Array | null): CaseParts['pet'] {
  if (!entry || !bytes) return null;
  const { type, ...facts } = entry.volume;
  const need = voxelCount(facts.grid) * facts.channels * bytesOf(type);
  if (bytes.length !== need) {
    throw new Problem('case.broken', { name, reason: `the PET has ${bytes.length} of ${need} bytes.` });
  }
  const { typed, kind, motion } = entry;
  return { volume: { ...facts, voxels: readNumbers(bytes, type, true) }, look: { typed, kind, motion } };
}

/** Everything of a case in one `.limn` file: a zip of the manifest and raw little-endian arrays. */
export function writeCaseFile({ facts, volume, prediction, edits, pet }: CaseParts): Promise<Blob> {
  const beside = pet && { ...pet, type: kindOf(pet.volume.voxels) };
  const manifest = manifestOf(facts, volume, kindOf(volume.voxels), beside);
  return zip([
    { name: 'manifest.json', data: new TextEncoder().encode(JSON.stringify(manifest, null, 1)) },
    { name: 'image.bin', data: littleEndianBytes(volume.voxels) },
    { name: 'prediction.bin', data: prediction },
    { name: 'edits.bin', data: edits },
    ...(pet ? [{ name: 'pet.bin', data: littleEndianBytes(pet.volume.voxels) }] : []),
  ]);
}

/** An image, two masks and a PET, each as large as an image may be. */
const LIMITS = { entries: 16, bytes: 4 * MAX_IMAGE_BYTES };

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
    pet: (await entries.get('pet.bin')?.read()) ?? null,
  });
}
