import { labelMap, UNDECIDED } from '../document.ts';
import { diffWriter } from '../../core/diff.ts';
import { LABEL_COLORS, type Label } from '../../core/labels.ts';
import { planeOf } from '../../core/plane.ts';
import type { Volume } from '../../core/volume.ts';
import type { App } from '../app.ts';
import { flush, forgetStored, refreshCases, rememberPet } from '../autosave.ts';
import { closeCase as close, openCase as open, openVolume } from '../cases.ts';
import type { Command } from '../command.ts';
import { download, fileName } from '../download.ts';
import { runJob } from '../jobs.ts';
import { dismiss, notify, report } from '../notices.ts';
import { perform } from '../perform.ts';
import { attachPet, petToKeep, type PetKept } from '../petct.ts';
import { petctPair, petLike } from '../petctPair.ts';
import { importModel } from './model.ts';
import { needsCase, needsVolume } from './reasons.ts';

/** True when work would be lost by leaving the case: it is not in storage and not in a file. Asks first. */
function asks(app: App, command: string, args: unknown): boolean {
  const { save, current, dialog, history } = app.store.getState();
  const confirmed = dialog?.kind === 'confirm' && dialog.command === command;
  if (confirmed || !current || save.kind !== 'failed' || current.exported || history.past.length === 0) return false;
  app.store.setState({
    dialog: {
      kind: 'confirm',
      title: { key: 'confirm.leave.title', values: { name: current.name } },
      detail: { key: 'confirm.leave.detail' },
      action: { key: 'confirm.leave.action' },
      command,
      args,
    },
  });
  return true;
}

/** Opens whatever the files hold: the first volume is shown, the others are kept as cases of their own. */
export const openFiles: Command<readonly File[]> = {
  id: 'open-files',
  group: 'file',
  keys: ['$mod+o'],
  async run(app, files) {
    const checkpoint = files?.find((f) => /\.(pth?|safetensors)$/i.test(f.name));
    if (checkpoint) return importModel.run(app, checkpoint);
    if (!files?.length || asks(app, 'open-files', files)) return;
    const caseFile = files.length === 1 && files[0]!.name.toLowerCase().endsWith('.limn');
    const title = { key: 'job.open', values: { name: files.length === 1 ? files[0]!.name : String(files.length) } };
    let beside: Beside | null = null;
    await runJob(app, title, async (signal, progress) => {
      if (caseFile) {
        const { facts, volume, prediction, edits, pet } = await app.workers.io.api.readCaseFile(
          { file: files[0]! },
          { signal },
        );
        await open(app, { id: facts.id, created: facts.created, volume, prediction, edits }, facts, true);
        beside = pet;
        return;
      }
      const { volumes, problems } = await app.workers.io.api.open(
        { files: [...files] },
        { signal, onProgress: progress },
      );
      for (const p of problems) notify(app, { kind: 'error', title: { key: `problem.${p.key}`, values: p.values } });
      const [only] = volumes;
      if (only && volumes.length === 1 && petLike(only) && awaitsPet(app)) {
        beside = { volume: only };
        return;
      }
      const pair = petctPair(volumes);
      const [first, ...rest] = pair ? [pair.ct, ...volumes.filter((v) => v !== pair.ct && v !== pair.pet)] : volumes;
      if (!first) return;
      for (const other of rest) {
        await openVolume(app, other);
        await flush(app);
      }
      await openVolume(app, first, pair ? PET_LABELS : undefined);
      if (pair) beside = { volume: pair.pet };
      for (const w of first.warnings) notify(app, { kind: 'warning', title: { ...w, key: `warning.${w.key}` } });
      if (rest.length) {
        notify(app, {
          kind: 'info',
          title: { key: 'notice.openedMore', values: { count: rest.length } },
          action: { title: { key: 'command.cases' }, command: 'cases' },
        });
      }
    });
    if (app.document) await flush(app);
    if (beside) await showPetct(app, beside);
  },
};

/** Whether the open case is shown in PET/CT and has no PET yet: a PET that is dropped then belongs to it. */
const awaitsPet = (app: App): boolean =>
  app.store.getState().mode === 'petct' && app.document !== null && app.pet === null && needsVolume(app) === null;

/** A PET, and what is known of it from before. */
interface Beside {
  readonly volume: Volume;
  readonly look?: PetKept;
}

/** What is painted on a PET/CT first. */
const PET_LABELS: readonly Label[] = [
  { value: 1, name: 'Lesion', color: [144, 238, 144], visible: true, locked: false },
];

/** A PET beside the case just opened, in its workplace. */
async function showPetct(app: App, { volume, look }: Beside): Promise<void> {
  app.store.setState({ mode: 'petct' });
  await attachPet(app, volume, look);
  app.store.setState((s) => (s.save.kind === 'saved' ? { save: { kind: 'dirty' } } : {}));
}

const openFolder: Command<readonly File[]> = { ...openFiles, id: 'open-folder', keys: [] };

const openSample: Command<'nuclei' | 'abdomen' | 'thorax'> = {
  id: 'open-sample',
  group: 'file',
  hidden: true,
  async run(app, which) {
    if (asks(app, 'open-sample', which)) return;
    if (which === 'thorax') {
      const { pet } = await runJob(app, { key: 'job.sample' }, async (signal) => {
        const pair = await app.workers.samples.api.samplePetct(undefined, { signal });
        await openVolume(app, pair.ct, PET_LABELS);
        return pair;
      });
      await showPetct(app, { volume: pet });
      return;
    }
    await runJob(app, { key: 'job.sample' }, async (signal) => {
      const { volume } = await app.workers.samples.api.sample({ which }, { signal });
      await openVolume(app, volume);
    });
  },
};

export const openCase: Command<string> = {
  id: 'open-case',
  group: 'file',
  hidden: true,
  async run(app, id) {
    if (asks(app, 'open-case', id)) return;
    const beside = await runJob(app, { key: 'job.restore' }, async (signal) => {
      await flush(app);
      const { facts, volume, prediction, edits, pet } = await app.workers.io.api.restore({ id }, { signal });
      await open(app, { id: facts.id, created: facts.created, volume, prediction, edits }, facts, false);
      return pet;
    });
    if (!beside) return;
    rememberPet(id, beside.volume.id);
    await showPetct(app, beside);
  },
};

const saveDialog: Command = {
  id: 'save-dialog',
  group: 'file',
  keys: ['$mod+s'],
  disabled: needsCase,
  run: (app) => app.store.setState({ dialog: { kind: 'save' } }),
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1);

/** A command that puts a file on the user's disk: from then on the case counts as exported, until it changes again. */
const saves = (
  facts: Pick<Command, 'id' | 'keys'>,
  make: (app: App, signal: AbortSignal) => Promise<{ name: string; blob: Blob }>,
): Command => ({
  ...facts,
  group: 'file',
  disabled: needsCase,
  run: (app) =>
    runJob(app, { key: 'job.save' }, async (signal) => {
      const { name, blob } = await make(app, signal);
      download(blob, name);
      app.store.setState((s) => ({ current: s.current && { ...s.current, exported: true }, dialog: null }));
      const size = megabytes(blob.size);
      notify(app, { kind: 'success', title: { key: 'notice.exported', values: { name, size } } });
    }),
});

const saveCase = saves({ id: 'save-case', keys: ['$mod+Shift+s'] }, async (app, signal) => {
  const doc = app.document!;
  const { current, labels, view, model } = app.store.getState();
  const facts = { id: doc.id, name: current!.name, created: doc.created, labels: [...labels], view, model };
  const { volume, prediction, edits } = doc;
  const pet = petToKeep(app);
  const blob = await app.workers.io.api.caseFile({ facts, volume, prediction, edits, pet }, { signal });
  return { name: fileName(current!.name, '.limn'), blob };
});

const exportNifti = saves({ id: 'export-nifti' }, async (app, signal) => {
  const doc = app.document!;
  const labels = labelMap(doc);
  const { grid } = doc.volume;
  const blob = await app.workers.io.api.nifti({ grid, labels }, { signal, transfer: [labels.buffer] });
  return { name: fileName(app.store.getState().current!.name, '_mask.nii.gz'), blob };
});

/** 8-bit PNG files whose grey values are the labels, with the table that names them and a coloured preview. */
const exportPng = saves({ id: 'export-png' }, async (app, signal) => {
  const doc = app.document!;
  const { current, labels: table, view } = app.store.getState();
  const labels = labelMap(doc);
  const name = fileName(current!.name, '_mask');
  const plane = planeOf(doc.volume.grid, view.plane);
  const blob = await app.workers.io.api.png({ name, labels, plane, table }, { signal, transfer: [labels.buffer] });
  return { name: `${name}.zip`, blob };
});

/** Takes a label map of the same grid as the person's decisions: where it says a label, that label is decided. */
const loadLabels: Command<File> = {
  id: 'load-labels',
  group: 'file',
  hidden: true,
  disabled: needsCase,
  async run(app, file) {
    const doc = app.document!;
    const map = await app.workers.io.api.readLabels({ file, grid: doc.volume.grid });
    const writer = diffWriter();
    const found = new Set<number>();
    for (let n = 0; n < map.length; n++) {
      const value = map[n]!;
      if (value === 0 || value === UNDECIDED) continue;
      found.add(value);
      writer.put(n, doc.edits[n]!, value);
    }
    const before = app.store.getState().labels;
    const missing = [...found].filter((v) => !before.some((l) => l.value === v)).sort((a, b) => a - b);
    const named = (value: number): Label => ({
      value,
      name: `Label ${value}`,
      color: LABEL_COLORS[(value - 1) % LABEL_COLORS.length]!,
      visible: true,
      locked: false,
    });
    perform(app, {
      title: { key: 'edit.loadLabels', values: { name: file.name } },
      changes: [
        { kind: 'labels', before, after: [...before, ...missing.map(named)] },
        { kind: 'voxels', layer: 'edits', diff: writer.done() },
      ],
    });
  },
};

const casesDialog: Command = {
  id: 'cases',
  group: 'file',
  run: (app) => app.store.setState({ dialog: { kind: 'cases' } }),
};

const closeCase: Command = {
  id: 'close-case',
  group: 'file',
  disabled: needsCase,
  async run(app) {
    if (asks(app, 'close-case', undefined)) return;
    await close(app);
    await refreshCases(app);
  },
};

const deleteCase: Command<string> = {
  id: 'delete-case',
  group: 'file',
  hidden: true,
  async run(app, id) {
    if (app.document?.id === id) {
      app.store.setState({ save: { kind: 'none' } });
      await close(app);
    }
    try {
      await app.workers.io.api.remove({ id });
      forgetStored(id);
    } catch (e) {
      report(app, e);
    }
    app.store.setState({ dialog: null });
    for (const n of app.store.getState().notices) if (n.action?.args === id) dismiss(app, n.id);
    await refreshCases(app);
  },
};

export const fileCommands: readonly Command<never>[] = [
  openFiles,
  openFolder,
  openSample,
  openCase,
  saveDialog,
  saveCase,
  exportNifti,
  exportPng,
  loadLabels,
  casesDialog,
  closeCase,
  deleteCase,
];
