import type { Change } from '../core/history.ts';
import { alignmentOf, mayOverlay } from '../core/registration/alignment.ts';
import { NO_MOTION, type RigidMotion } from '../core/registration/rigid.ts';
import { UNKNOWN_PET } from '../core/suv/petFacts.ts';
import { type SuvFactor, suvFactor } from '../core/suv/suvFactor.ts';
import type { Volume } from '../core/volume.ts';
import type { App } from './app.ts';
import { labelMap } from './document.ts';
import { runJob } from './jobs.ts';
import { isAbort, report } from './notices.ts';
import { NO_PETCT, type PetctState } from './petctState.ts';

export const setPetct = (app: App, change: Partial<PetctState>): void =>
  app.store.setState((s) => ({ petct: { ...s.petct, ...change } }));

/** Facts of a PET; of a NIfTI named as one, only that it may hold SUV or Bq/mL. */
const factsOf = (pet: Volume) => pet.pet ?? UNKNOWN_PET;

function highestOf({ voxels, slope, intercept }: Volume): number {
  let top = -Infinity;
  for (let n = 0; n < voxels.length; n++) if (voxels[n]! > top) top = voxels[n]!;
  return slope * top + intercept;
}

/** What a case keeps of its PET besides the voxels. */
export type PetKept = Pick<PetctState, 'typed' | 'kind' | 'motion'>;

/** The PET of the open case with what a case file keeps of it. */
export function petToKeep(app: App): { volume: Volume; look: PetKept } | null {
  if (!app.pet || app.pet.caseId !== app.document?.id) return null;
  const { typed, kind, motion } = app.store.getState().petct;
  return { volume: app.pet.volume, look: { typed, kind, motion } };
}

/** Puts a PET beside the open CT, and brings it on the CT's grid where the files let it lie there. */
export async function attachPet(app: App, pet: Volume, kept: Partial<PetKept> = {}): Promise<void> {
  const doc = app.document;
  if (!doc) return;
  app.pet = { caseId: doc.id, volume: pet, values: null, motion: NO_MOTION, fused: new Map() };
  const motion = kept.motion ?? null;
  const size = doc.volume.grid.size;
  setPetct(app, {
    ...NO_PETCT,
    fusion: { ...NO_PETCT.fusion, plan: app.store.getState().petct.fusion.plan },
    cross: [Math.floor(size[0] / 2), Math.floor(size[1] / 2), Math.floor(size[2] / 2)],
    ...kept,
    pet: {
      id: pet.id,
      name: pet.name,
      unit: pet.unit,
      facts: factsOf(pet),
      alignment: alignmentOf(doc.volume, pet, motion),
      highest: highestOf(pet),
    },
  });
  await app.workers.pet.api.load({ ct: doc.volume, pet });
  await followMotion(app);
}

/** Forgets the PET when its case is left. */
export function detachPet(app: App): void {
  app.pet = null;
  app.store.setState((s) => ({
    petct: { ...NO_PETCT, fusion: { ...NO_PETCT.fusion, plan: s.petct.fusion.plan } },
    mode: s.mode === 'petct' ? 'correct' : s.mode,
  }));
}

/** The motion whose picture should be shown now. */
export const wantedMotion = ({ motion, showBefore }: PetctState): RigidMotion =>
  showBefore ? NO_MOTION : (motion ?? NO_MOTION);

/** Resamples the PET for the motion in force, unless it may not lie on the CT at all. */
export async function followMotion(app: App): Promise<void> {
  const image = app.pet;
  const doc = app.document;
  const { petct } = app.store.getState();
  if (!image || !doc || !petct.pet) return;
  const alignment = alignmentOf(doc.volume, image.volume, petct.motion);
  if (alignment !== petct.pet.alignment) setPetct(app, { pet: { ...petct.pet, alignment } });
  if (!mayOverlay(alignment)) {
    image.values = null;
    setPetct(app, { pixels: petct.pixels + 1, measured: null });
    return;
  }
  const motion = wantedMotion(petct);
  const values = await runJob(app, { key: 'job.resamplePet' }, (signal, onProgress) =>
    app.workers.pet.api.resample({ motion }, { signal, onProgress }),
  );
  if (app.pet !== image) return;
  image.values = values;
  image.motion = motion;
  setPetct(app, { pixels: app.store.getState().petct.pixels + 1, measured: null });
}

/** Keeps the picture in step with the motion, whoever changed it: a registration, undo, redo. Returns what stops it. */
export function startPetct(app: App): () => void {
  return app.store.subscribe((now, before) => {
    if (now.current === null && before.current !== null && app.pet) detachPet(app);
    else if (now.current && app.pet && app.pet.caseId !== now.current.id) detachPet(app);
    const moved = now.petct.motion !== before.petct.motion || now.petct.showBefore !== before.petct.showBefore;
    if (!moved || now.petct.pet === null || now.petct.pet.id !== before.petct.pet?.id) return;
    followMotion(app).catch((e: unknown) => {
      if (!isAbort(e)) report(app, e);
    });
  });
}

/** SUV of one unit of the PET, or why there is none. */
export function currentFactor({ pet, typed, kind }: PetctState): SuvFactor | null {
  return pet ? suvFactor(pet.facts, typed, kind) : null;
}

export const motionChange = (before: RigidMotion | null, after: RigidMotion | null): Change => ({
  kind: 'motion',
  before,
  after,
});

/** What uptake figures depend on: as long as it is the same, so are they. */
export const measuredKey = (app: App): string => {
  const { revision, activeLabel, petct } = app.store.getState();
  return [app.document?.id, revision, activeLabel, petct.pixels].join(' ');
};

/** Measures the uptake under the active label, in the PET's unit. */
export async function measureUptake(app: App): Promise<void> {
  const doc = app.document;
  const { activeLabel } = app.store.getState();
  if (!doc || !app.pet?.values || activeLabel === 0) return;
  const key = measuredKey(app);
  const labels = labelMap(doc);
  const figures = await app.workers.pet.api.statistics({ labels, label: activeLabel }, { transfer: [labels.buffer] });
  if (measuredKey(app) === key) setPetct(app, { measured: { label: activeLabel, key, figures } });
}
