import type { Grid } from '../core/grid.ts';
import type { Label } from '../core/labels.ts';
import { abdomenPhantom } from '../core/phantom/abdomenPhantom.ts';
import { thoraxPhantom, type ThoraxPhantom } from '../core/phantom/thoraxPhantom.ts';
import { nucleiPhantom } from '../core/phantom/nucleiPhantom.ts';
import type { Phantom } from '../core/phantom/phantom.ts';
import { type PhantomSlice, phantomSlice } from '../core/phantom/phantomSlice.ts';
import type { CorrectedSlice, LearnRecord } from '../core/learn.ts';
import type { Plan } from '../core/plan.ts';
import type { Plane } from '../core/plane.ts';
import type { ProblemKey, Values } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import type { Volume, Voxels } from '../core/volume.ts';
import { writeNifti } from '../io/export/niftiWriter.ts';
import { labelPngZip } from '../io/export/pngWriter.ts';
import { openFiles } from '../io/formats/index.ts';
import { kindOf, littleEndianBytes } from '../io/readNumbers.ts';
import { readLabelMap } from '../io/readLabelMap.ts';
import {
  type CaseParts,
  type VoxelType,
  caseOf,
  manifestOf,
  readCaseFile,
  writeCaseFile,
} from '../io/session/caseFile.ts';
import { activeVersions, readRecord, removeRun, removeVersion, writeRecord } from '../io/session/learnStore.ts';
import { readManifest } from '../io/session/migrate.ts';
import { listModels, removeModel } from '../io/session/modelStore.ts';
import * as opfs from '../io/session/opfs.ts';
import type { CaseFacts, PetLook, VolumeFacts } from '../io/session/schema.ts';
import { gatherSlices, listCorrected } from './gatherSlices.ts';
import { readTruth } from './readTruth.ts';
import { moving, serve } from './rpc.ts';
import { sliceThumbnails } from './sliceThumbnails.ts';

const buffers = (...arrays: readonly Voxels[]): Transferable[] => [
  ...new Set(arrays.map((a) => a.buffer as ArrayBuffer)),
];

/** Number type of each stored case's voxels, which its image file alone does not tell. */
const types = new Map<string, VoxelType>();

const wholeCase = (parts: CaseParts) =>
  moving(
    parts,
    buffers(parts.volume.voxels, parts.prediction, parts.edits, ...(parts.pet ? [parts.pet.volume.voxels] : [])),
  );

/** Number type of a stored case's image, or of the PET beside it. */
async function typeOf(id: string, name: string, which: 'volume' | 'pet', voxels: Voxels | null): Promise<VoxelType> {
  const key = `${id}/${which}`;
  let type = voxels ? kindOf(voxels) : types.get(key);
  if (!type) {
    const manifest = readManifest(name, (await opfs.readStored(id)).manifest);
    type = which === 'volume' ? manifest.volume.type : manifest.pet!.volume.type;
  }
  types.set(key, type);
  return type;
}

/** The drawn chest, drawn once: its picture is shown before it is opened. */
let drawnChest: ThoraxPhantom | null = null;
const chest = (): ThoraxPhantom => (drawnChest ??= thoraxPhantom());

/** The slice of the drawn chest through its largest lesion. */
function thoraxSlice(): PhantomSlice {
  const { ct, truth, labels } = chest();
  return phantomSlice({ volume: ct, truth, labels }, 0.72);
}

/** What the io worker does: files, samples, and the cases kept in this browser. */
const api = {
  async open({ files }: { files: readonly File[] }, job: Job) {
    const { volumes, problems } = await openFiles(files, job);
    const said = problems.map(({ key, values }): { key: ProblemKey; values: Values } => ({ key, values }));
    return moving({ volumes, problems: said }, buffers(...volumes.map((v) => v.voxels)));
  },

  async sample({ which }: { which: 'nuclei' | 'abdomen' }): Promise<Phantom> {
    const phantom = which === 'nuclei' ? nucleiPhantom() : abdomenPhantom();
    const volume = { ...phantom.volume, id: crypto.randomUUID() };
    return moving({ ...phantom, volume }, buffers(volume.voxels, phantom.truth));
  },

  /** CT and PET of the drawn chest. */
  async samplePetct(): Promise<{ ct: Volume; pet: Volume }> {
    const fresh = (v: Volume): Volume => ({ ...v, id: crypto.randomUUID(), voxels: v.voxels.slice() });
    const pair = { ct: fresh(chest().ct), pet: fresh(chest().pet) };
    return moving(pair, buffers(pair.ct.voxels, pair.pet.voxels));
  },

  /** One slice of a sample with its labels, for the start screen. */
  async samplePicture({ which }: { which: 'nuclei' | 'abdomen' | 'thorax' }): Promise<PhantomSlice> {
    const picture =
      which === 'thorax' ? thoraxSlice() : phantomSlice(which === 'nuclei' ? nucleiPhantom() : abdomenPhantom(), 0.5);
    return moving(picture, [picture.grey.buffer as ArrayBuffer, picture.labels.buffer as ArrayBuffer]);
  },

  /** Cases kept in this browser, newest first, and the room left. */
  async list() {
    const cases = await opfs.listStored();
    const { quota, usage } = await navigator.storage.estimate();
    return { cases, freeBytes: quota !== undefined && usage !== undefined ? quota - usage : null };
  },

  /** Writes what changed of a case; voxels of the image and of the PET beside it only when they are new. */
  async store({
    facts,
    volume,
    voxels,
    pet,
    blocks,
  }: {
    facts: CaseFacts;
    volume: VolumeFacts;
    voxels: Voxels | null;
    pet: { volume: VolumeFacts; voxels: Voxels | null; look: PetLook } | null;
    blocks: readonly opfs.Block[];
  }) {
    const type = await typeOf(facts.id, facts.name, 'volume', voxels);
    const beside = pet && { ...pet, type: await typeOf(facts.id, facts.name, 'pet', pet.voxels) };
    await opfs.writeCase(facts.id, manifestOf(facts, volume, type, beside), {
      blocks,
      ...(voxels ? { image: littleEndianBytes(voxels) } : {}),
      ...(pet?.voxels ? { pet: littleEndianBytes(pet.voxels) } : {}),
    });
  },

  async restore({ id }: { id: string }): Promise<CaseParts> {
    const { manifest, ...bytes } = await opfs.readStored(id);
    const read = readManifest(id, manifest);
    types.set(`${id}/volume`, read.volume.type);
    if (read.pet) types.set(`${id}/pet`, read.pet.volume.type);
    return wholeCase(caseOf(read.name, read, bytes));
  },

  /** Corrected slices of all stored cases that have the plan's labels. */
  corrected: ({ plan }: { plan: Plan }) => listCorrected(plan),

  /** Images and masks of such slices, for the ml worker. */
  async gather({ plan, slices }: { plan: Plan; slices: readonly CorrectedSlice[] }, job: Job) {
    const found = await gatherSlices(plan, slices, job);
    return moving(found, buffers(...found.flatMap((s) => [s.values, s.truth])));
  },

  /** What learning keeps of a model; null where it never learned here. */
  learnRecord: ({ model }: { model: string }) => readRecord(model),
  storeLearnRecord: ({ record }: { record: LearnRecord }) => writeRecord(record),
  activeVersions: () => activeVersions(),
  removeVersion: ({ model, version }: { model: string; version: number }) => removeVersion(model, version),
  removeRun: ({ model }: { model: string }) => removeRun(model),

  /** Models that the user brought. */
  models: () => listModels(),
  removeModel: ({ id }: { id: string }) => removeModel(id),

  /** Small pictures of corrected slices: windowed image with the mask over it. */
  async learnThumbnails({ slices }: { slices: Parameters<typeof sliceThumbnails>[0] }) {
    const made = await sliceThumbnails(slices);
    return moving(
      made,
      made.map((m) => m.pixels.buffer),
    );
  },

  async remove({ id }: { id: string }) {
    await opfs.removeStored(id);
  },

  async readCaseFile({ file }: { file: File }): Promise<CaseParts> {
    return wholeCase(await readCaseFile(file));
  },

  caseFile: (parts: CaseParts): Promise<Blob> => writeCaseFile(parts),

  /** The label map as .nii.gz on the grid of its image. */
  nifti: ({ grid, labels }: { grid: Grid; labels: Uint8Array }): Promise<Blob> =>
    writeNifti({ grid, voxels: labels, label: true, description: 'Limn label map' }, true),

  /** The label map as PNG files with the label table, in one zip. */
  png: ({
    name,
    labels,
    plane,
    table,
  }: {
    name: string;
    labels: Uint8Array;
    plane: Plane;
    table: readonly Label[];
  }): Promise<Blob> => labelPngZip(name, labels, plane, table, { preview: true }),

  /** A true label map for an image; of one label, numbers are objects. */
  async readTruth({ file, grid, labels }: { file: File; grid: Grid; labels: readonly number[] }) {
    const truth = await readTruth(file, grid, labels);
    return moving(truth, buffers(truth.map, ...(truth.objects ? [truth.objects] : [])));
  },

  async readLabels({ file, grid }: { file: File; grid: Grid }): Promise<Uint8Array> {
    const { voxels } = await readLabelMap(file, grid);
    return moving(voxels, buffers(voxels));
  },
};

export type IoApi = typeof api;

serve(self as never, api);
