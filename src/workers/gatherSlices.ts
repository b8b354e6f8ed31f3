import { correctedSlices, truthOfCase, valuesOfModel, withinBytes } from '../core/corrections.ts';
import { voxelCount } from '../core/grid.ts';
import type { CorrectedSlice } from '../core/learn.ts';
import type { Plan } from '../core/plan.ts';
import { nativePlane, planeOf } from '../core/plane.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import { caseOf } from '../io/session/caseFile.ts';
import { readManifest } from '../io/session/migrate.ts';
import { listStored, readMasks, readStored } from '../io/session/opfs.ts';
import type { Manifest } from '../io/session/schema.ts';
import { scalings } from '../ml/infer/normalize.ts';
import { type LearnSlice, learnSlice } from '../ml/train/learnSlice.ts';

/** Bytes that gathered slices may take together. */
const LIMIT = 512 * 1024 * 1024;

interface Scanned {
  readonly savedAt: number;
  readonly manifest: Manifest;
  readonly slices: ReturnType<typeof correctedSlices>;
}

/** What was found in each stored case; a case is read again only after it was saved again. */
const scanned = new Map<string, Scanned>();

async function scan(id: string, savedAt: number): Promise<Scanned> {
  const known = scanned.get(id);
  if (known?.savedAt === savedAt) return known;
  const { manifest: json, prediction, edits } = await readMasks(id);
  const manifest = readManifest(id, json);
  const { grid } = manifest.volume;
  const plane = planeOf(grid, nativePlane(grid));
  const empty = () => new Uint8Array(voxelCount(grid));
  const found = { savedAt, manifest, slices: edits ? correctedSlices(plane, prediction ?? empty(), edits) : [] };
  scanned.set(id, found);
  return found;
}

/** Corrected slices of all stored cases that have the plan's labels, newest case last, so that old ones keep their place. */
export async function listCorrected(plan: Plan): Promise<Omit<CorrectedSlice, 'role'>[]> {
  const out: Omit<CorrectedSlice, 'role'>[] = [];
  const cases = await listStored();
  for (const { id, name, savedAt } of cases.reverse()) {
    const found = await scan(id, savedAt).catch(() => null);
    if (!found || !valuesOfModel(found.manifest.labels, plan.labels)) continue;
    for (const s of found.slices) out.push({ caseId: id, caseName: name, ...s });
  }
  for (const id of scanned.keys()) if (!cases.some((c) => c.id === id)) scanned.delete(id);
  return out;
}

/**
 * Images and masks of corrected slices, as the plan's network sees them. Where they take too much memory together,
 * evenly spread training slices are left out. One case is in memory at a time.
 * Throws Problem `model.channels` where the model wants other channels than an image gives.
 */
export async function gatherSlices(
  plan: Plan,
  slices: readonly CorrectedSlice[],
  job: Job,
): Promise<(LearnSlice & Pick<CorrectedSlice, 'role'>)[]> {
  const bytesOf = ({ caseId }: CorrectedSlice): number => {
    const grid = scanned.get(caseId)?.manifest.volume.grid;
    if (!grid) return 0;
    const plane = planeOf(grid, nativePlane(grid));
    return plane.width * plane.height * (4 * plan.input.channels + 1);
  };
  const wanted = withinBytes(slices, bytesOf, LIMIT);
  const out: (LearnSlice & Pick<CorrectedSlice, 'role'>)[] = [];
  for (const id of new Set(wanted.map((s) => s.caseId))) {
    const { manifest: json, ...bytes } = await readStored(id);
    const { facts, volume, prediction, edits } = caseOf(id, readManifest(id, json), bytes);
    const value = valuesOfModel(facts.labels, plan.labels);
    if (!value) continue;
    const scale = scalings(plan.input.normalization, volume, plan.input.color);
    if (scale.length !== plan.input.channels) {
      throw new Problem('model.channels', { name: plan.title, want: plan.input.channels, have: scale.length });
    }
    const of = { caseId: id, caseName: facts.name, volume, truth: truthOfCase(prediction, edits, value) };
    const plane = planeOf(volume.grid, nativePlane(volume.grid));
    for (const { slice, role } of wanted.filter((s) => s.caseId === id)) {
      job.signal.throwIfAborted();
      out.push({ ...learnSlice(of, plane, slice, scale), role });
      job.progress({ stage: 'gather', done: out.length, total: wanted.length });
    }
  }
  return out;
}
