import { diffWriter } from '../../core/diff.ts';
import type { Vec3 } from '../../core/grid.ts';
import { Problem } from '../../core/problem.ts';
import { mayOverlay } from '../../core/registration/alignment.ts';
import type { Message } from '../../core/problem.ts';
import type { SuvInput, TypedInputs } from '../../core/suv/suvFactor.ts';
import type { App } from '../app.ts';
import type { Command } from '../command.ts';
import { labelAt } from '../document.ts';
import { runJob } from '../jobs.ts';
import { notify } from '../notices.ts';
import { perform } from '../perform.ts';
import { attachPet, currentFactor, measureUptake, motionChange, setPetct } from '../petct.ts';
import type { PetctState } from '../petctState.ts';
import { petLike } from '../petctPair.ts';
import { needsLabel, needsVolume } from './reasons.ts';

/** mm from the crosshair within which a hot spot is looked for. */
const REACH = 15;

const needsPet = (app: App): Message | null =>
  needsVolume(app) ?? (app.store.getState().petct.pet ? null : { key: 'reason.noPet' });

const needsOverlay = (app: App): Message | null => {
  const { pet } = app.store.getState().petct;
  return needsPet(app) ?? (pet && mayOverlay(pet.alignment) ? null : { key: 'reason.notAligned' });
};

/** Opens files and puts the first PET among them beside the open CT. */
const addPet: Command<readonly File[]> = {
  id: 'add-pet',
  group: 'file',
  disabled: needsVolume,
  hidden: true,
  run: (app, files) =>
    runJob(app, { key: 'job.open', values: { name: files[0]?.name ?? '' } }, async (signal, onProgress) => {
      const { volumes, problems } = await app.workers.io.api.open({ files: [...files] }, { signal, onProgress });
      for (const p of problems) notify(app, { kind: 'error', title: { key: `problem.${p.key}`, values: p.values } });
      const pet = volumes.find(petLike) ?? volumes.find((v) => v.grid.size[2] > 1 && v.channels === 1);
      if (!pet) throw new Problem('pet.none', { name: files[0]?.name ?? '' });
      return pet;
    }).then((pet) => attachPet(app, pet)),
};

const set = <K extends keyof PetctState>(id: string, key: K): Command<PetctState[K]> => ({
  id,
  group: 'view',
  hidden: true,
  run: (app, value) => setPetct(app, { [key]: value } as Pick<PetctState, K>),
});

/** Moves the crosshair, kept inside the CT. */
const cross: Command<Vec3> = {
  id: 'petct-cross',
  group: 'view',
  hidden: true,
  disabled: needsVolume,
  run(app, at) {
    const { size } = app.document!.volume.grid;
    const inside = at.map((v, a) => Math.max(0, Math.min(size[a]! - 1, Math.round(v))));
    setPetct(app, { cross: inside as unknown as Vec3 });
  },
};

/** Types an input of SUV; null goes back to the file's. */
const typeInput: Command<{ name: SuvInput; value: string | number | null }> = {
  id: 'petct-type',
  group: 'view',
  hidden: true,
  disabled: needsPet,
  run(app, { name, value }) {
    const { [name]: _, ...others } = app.store.getState().petct.typed;
    setPetct(app, { typed: value === null ? others : ({ ...others, [name]: value } as TypedInputs) });
    app.store.setState({ save: { kind: 'dirty' } });
  },
};

const useFile: Command = {
  id: 'petct-file-values',
  group: 'view',
  disabled: (app) =>
    needsPet(app) ?? (Object.keys(app.store.getState().petct.typed).length ? null : { key: 'reason.nothingTyped' }),
  run(app) {
    setPetct(app, { typed: {} });
    app.store.setState({ save: { kind: 'dirty' } });
  },
};

/** Brings the PET on the CT by image content; one undo step. */
const register: Command = {
  id: 'petct-register',
  group: 'view',
  disabled: needsPet,
  async run(app) {
    const { petct } = app.store.getState();
    const found = await runJob(app, { key: 'job.register' }, (signal, onProgress) =>
      app.workers.pet.api.register({}, { signal, onProgress }),
    );
    if (!found) throw new Problem('pet.cannotRegister', { name: petct.pet!.name });
    setPetct(app, { registered: found, showBefore: false });
    perform(app, { title: { key: 'edit.register' }, changes: [motionChange(petct.motion, found.motion)] });
  },
};

/** Gives the hot region about the crosshair to the active label, in the manual layer; one undo step. */
const paintHot: Command = {
  id: 'petct-paint-hot',
  group: 'label',
  disabled: (app) => needsOverlay(app) ?? needsLabel(app) ?? needsFactorOrShare(app),
  async run(app) {
    const doc = app.document!;
    const { petct, labels, activeLabel } = app.store.getState();
    const label = labels.find((l) => l.value === activeLabel)!;
    if (label.locked) throw new Problem('paint.locked', { label: label.name });
    if (!label.visible) throw new Problem('paint.hidden', { label: label.name });
    const suv = currentFactor(petct);
    const { kind, suv: wanted, percent } = petct.hot;
    const rule =
      kind === 'share'
        ? ({ kind, share: percent / 100 } as const)
        : ({ kind, value: wanted / (suv?.ok ? suv.factor : 1) } as const);
    const found = await app.workers.pet.api.hot({ seed: petct.cross, rule, reach: REACH });
    if (!found) throw new Problem('pet.notHot', { reach: REACH });
    const locked = new Set(labels.filter((l) => l.locked).map((l) => l.value));
    const writer = diffWriter();
    for (const n of found.elements.sort()) {
      if (!locked.has(labelAt(doc, n))) writer.put(n, doc.edits[n]!, activeLabel);
    }
    const diff = writer.done();
    setPetct(app, { cross: found.hottest });
    if (diff.count === 0) return;
    perform(app, {
      title: { key: 'edit.paintHot', values: { label: label.name } },
      changes: [{ kind: 'voxels', layer: 'edits', diff }],
    });
  },
};

/** A fixed SUV means nothing where SUV cannot be computed. */
const needsFactorOrShare = (app: App): Message | null => {
  const { petct } = app.store.getState();
  return petct.hot.kind === 'share' || currentFactor(petct)?.ok ? null : { key: 'reason.noSuv' };
};

const measure: Command = {
  id: 'petct-measure',
  group: 'label',
  hidden: true,
  disabled: needsOverlay,
  run: measureUptake,
};

/** Shows the picture that a network makes of both, or the plain blend again. */
const showFusion: Command<'blend' | 'learned'> = {
  id: 'petct-fusion',
  group: 'view',
  hidden: true,
  disabled: needsOverlay,
  run: (app, show) => setPetct(app, { fusion: { ...app.store.getState().petct.fusion, show } }),
};

export const petCommands: readonly Command<never>[] = [
  addPet,
  cross,
  typeInput,
  useFile,
  register,
  paintHot,
  measure,
  showFusion,
  set('petct-kind', 'kind'),
  set('petct-zoom', 'zoom'),
  set('petct-layout', 'layout'),
  set('petct-top', 'top'),
  set('petct-pet-colors', 'petColors'),
  set('petct-fused-colors', 'fusedColors'),
  set('petct-blend', 'blend'),
  set('petct-mip-angle', 'mipAngle'),
  set('petct-hot', 'hot'),
  set('petct-show-before', 'showBefore'),
];
