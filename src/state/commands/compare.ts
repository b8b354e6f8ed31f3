import type { TestTime } from '../../core/compare/testTime.ts';
import { nextDifference } from '../../core/compare/disagreement.ts';
import type { Change } from '../../core/history.ts';
import { diffOf } from '../../core/diff.ts';
import type { Message } from '../../core/problem.ts';
import { isDrawn } from '../../core/volume.ts';
import type { App } from '../app.ts';
import { runBatch } from '../batch.ts';
import type { Command } from '../command.ts';
import {
  comparedPlane,
  compareOf,
  contender,
  countDiffering,
  freeLetter,
  judge,
  masksOf,
  plansOf,
  refreshComparison,
  runContenders,
  setCompare,
  setContender,
} from '../compare.ts';
import { bestPerLabel } from '../compareFigures.ts';
import { comparisonCsv, comparisonJson } from '../compareExport.ts';
import type { CompareLayout, CompareState, Contender, Letter, Source } from '../compareState.ts';
import { download, fileName } from '../download.ts';
import { runJob } from '../jobs.ts';
import { notify } from '../notices.ts';
import { perform, recount } from '../perform.ts';
import { openCase, openFiles } from './file.ts';
import { needsCase, needsVolume } from './reasons.ts';

const needsContender = (app: App): Message | null =>
  needsCase(app) ?? (compareOf(app).contenders.length > 0 ? null : { key: 'reason.noContender' });
const needsMasks = (app: App): Message | null =>
  needsCase(app) ?? (compareOf(app).contenders.some((c) => c.state === 'done') ? null : { key: 'reason.notCompared' });
const needsFigures = (app: App): Message | null =>
  compareOf(app).rows || compareOf(app).batch?.cases.some((c) => c.state === 'done')
    ? null
    : { key: 'reason.noFigures' };

const hidden = <A>(id: string, run: Command<A>['run'], disabled = needsCase): Command<A> => ({
  id,
  group: 'model',
  hidden: true,
  disabled,
  run,
});

/** Figures again, where the masks are as they were; never in place of another job, which may end with judging anyway. */
const judgeAgain = (app: App): Promise<void> =>
  masksOf(app).length === 0 || app.running !== null
    ? Promise.resolve()
    : runJob(app, { key: 'job.judge' }, (signal, progress) => judge(app, signal, progress));

async function refreshed(app: App): Promise<void> {
  await refreshComparison(app);
  if (compareOf(app).reference) await judgeAgain(app);
}

/** Puts a model, or the mask of the case, at the next free place. */
const add = hidden<Source>(
  'compare-add',
  async (app, of) => {
    const { contenders } = compareOf(app);
    const letter = freeLetter(contenders);
    if (!letter) return;
    const next = [...contenders, contender(app, letter, of)].sort((a, b) => (a.letter < b.letter ? -1 : 1));
    setCompare(app, { contenders: next, rows: null });
    await refreshed(app);
  },
  (app) => needsCase(app) ?? (freeLetter(compareOf(app).contenders) ? null : { key: 'reason.fourContenders' }),
);

const remove = hidden<Letter>('compare-remove', async (app, letter) => {
  app.compared.masks.delete(letter);
  const { contenders, rows } = compareOf(app);
  const { [letter]: _, ...kept } = rows ?? {};
  setCompare(app, {
    contenders: contenders.filter((c) => c.letter !== letter),
    rows: rows && kept,
    pixels: compareOf(app).pixels + 1,
  });
  await countDiffering(app);
});

const set = hidden<{ letter: Letter } & Partial<Pick<Contender, 'opacity'>>>(
  'compare-set',
  (app, { letter, ...change }) => setContender(app, letter, change),
);

const runAll: Command = {
  id: 'compare-run',
  group: 'model',
  disabled: needsContender,
  run: runContenders,
};

type Shown = Partial<Pick<CompareState, 'pair' | 'part' | 'linked' | 'outlines' | 'metric' | 'set' | 'views'>> & {
  readonly layout?: CompareLayout;
};
const show = hidden<Shown>('compare-show', (app, change) => setCompare(app, change));

const chooseLabel = hidden<number>('compare-label', (app, label) => {
  setCompare(app, { label, pixels: compareOf(app).pixels + 1 });
  return countDiffering(app);
});

/** Other options make other masks: those that the models drew are no longer theirs. */
const setOptions = hidden<Partial<TestTime>>('compare-options', async (app, change) => {
  const { options, contenders, pixels } = compareOf(app);
  for (const c of contenders) if (c.of.kind === 'model') app.compared.masks.delete(c.letter);
  setCompare(app, {
    options: { ...options, ...change },
    contenders: contenders.map((c) => (c.of.kind === 'model' ? { ...c, state: 'waiting', run: null } : c)),
    rows: null,
    pixels: pixels + 1,
  });
  await countDiffering(app);
});

const setTolerance = hidden<number>('compare-tolerance', (app, tolerance) => {
  setCompare(app, { tolerance });
  return judgeAgain(app);
});

/** A label map that is known to be right, on the grid of the image. */
const loadTruth = hidden<File>('compare-load-truth', async (app, file) => {
  const doc = app.document!;
  const labels = compareOf(app).labels.map((l) => l.value);
  const truth = await app.workers.io.api.readTruth({ file, grid: doc.volume.grid, labels });
  if (app.document !== doc) return;
  app.compared.truth = truth;
  setCompare(app, { reference: { kind: 'file', name: file.name }, set: 'whole', rows: null });
  await judgeAgain(app);
});

/** What a drawn sample was drawn from. */
const drawnTruth: Command = {
  id: 'compare-drawn-truth',
  group: 'model',
  hidden: true,
  disabled: (app) => (app.document && isDrawn(app.document.volume) ? null : { key: 'reason.notDrawn' }),
  run: (app) =>
    runJob(app, { key: 'job.sample' }, async (signal, progress) => {
      const doc = app.document!;
      const which = doc.volume.grid.size[2] > 1 ? 'abdomen' : 'nuclei';
      const { truth } = await app.workers.samples.api.sample({ which }, { signal });
      if (app.document !== doc || truth.length !== doc.prediction.length) return;
      const [only] = compareOf(app).labels;
      const single = compareOf(app).labels.length === 1 && only;
      app.compared.truth = { map: single ? truth.map((v) => (v > 0 ? only.value : 0)) : truth, objects: null };
      setCompare(app, { reference: { kind: 'file', name: '' }, set: 'whole', rows: null });
      await judge(app, signal, progress);
    }),
};

/** Back to the corrected mask as the reference. */
const useEdits = hidden<void>('compare-use-edits', async (app) => {
  app.compared.truth = null;
  setCompare(app, { reference: null });
  await refreshed(app);
});

const nextDiffering: Command = {
  id: 'next-difference',
  group: 'view',
  keys: ['f'],
  disabled: (app) => needsVolume(app) ?? (compareOf(app).differing ? null : { key: 'reason.notCompared' }),
  run(app) {
    const { differing } = compareOf(app);
    const next = differing && nextDifference(differing, app.store.getState().view.slice);
    if (next !== null) app.store.setState((s) => ({ view: { ...s.view, slice: next } }));
  },
};

/** Slices are judged in the plane of the acquisition: that plane, and the slice. */
const showSlice = hidden<number>('compare-slice', async (app, slice) => {
  const { name } = comparedPlane(app.document!);
  if (app.store.getState().view.plane !== name) {
    app.store.setState((s) => ({ view: { ...s.view, plane: name, zoom: 0, pan: [0, 0] } }));
    await recount(app);
    await countDiffering(app);
  }
  app.store.setState((s) => ({ view: { ...s.view, slice }, compare: { ...s.compare, views: {} } }));
});

/** A case of the batch on the stages: a stored one, or the image of a folder with its truth as the reference. */
const openCompared = hidden<string>('compare-open-case', async (app, key) => {
  const { batch: shown } = compareOf(app);
  const id = shown?.cases.find((c) => c.key === key)?.id;
  if (id) {
    await openCase.run(app, id);
    return;
  }
  const files = app.compared.files.get(key);
  if (!files) return;
  await openFiles.run(app, [files.image]);
  await refreshComparison(app);
  await loadTruth.run(app, files.truth);
});

/** Makes `map` the prediction of the case, one undo step; edits stay on top. */
async function replacePrediction(app: App, map: Uint8Array, title: Message): Promise<void> {
  const doc = app.document!;
  const before = app.store.getState().labels;
  const used = new Set(map);
  const more = compareOf(app).labels.filter((l) => used.has(l.value) && !before.some((b) => b.value === l.value));
  const labels: Change[] = more.length > 0 ? [{ kind: 'labels', before, after: [...before, ...more] }] : [];
  perform(app, {
    title,
    changes: [...labels, { kind: 'voxels', layer: 'prediction', diff: diffOf(doc.prediction, map) }],
  });
  notify(app, {
    kind: 'success',
    title: { key: 'notice.maskUsed' },
    action: { title: { key: 'command.undo' }, command: 'undo' },
  });
  if (compareOf(app).reference?.kind === 'edits') await refreshed(app);
}

const useMask = hidden<Letter>(
  'compare-use',
  async (app, letter) => {
    const mask = app.compared.masks.get(letter);
    const chosen = compareOf(app).contenders.find((c) => c.letter === letter);
    if (!mask || !chosen) return;
    if (chosen.of.kind === 'model') app.store.setState({ model: chosen.of.id });
    await replacePrediction(app, mask, { key: 'edit.useModel', values: { letter, name: chosen.title } });
  },
  needsMasks,
);

const useBest: Command = {
  id: 'compare-use-best',
  group: 'model',
  hidden: true,
  disabled: (app) => needsMasks(app) ?? (compareOf(app).rows ? null : { key: 'reason.noFigures' }),
  run(app) {
    const best = bestPerLabel(compareOf(app));
    const out = new Uint8Array(app.document!.prediction.length);
    for (const [label, letter] of best) {
      const mask = app.compared.masks.get(letter);
      if (mask) for (let n = 0; n < out.length; n++) if (out[n] === 0 && mask[n] === label) out[n] = label;
    }
    return replacePrediction(app, out, { key: 'edit.useBest', values: { count: best.size } });
  },
};

/** Every stored case that was corrected, or the images of a folder with their truths. */
const batch = hidden<readonly File[] | 'stored'>(
  'compare-batch',
  runBatch,
  (app) => needsCase(app) ?? (plansOf(app).length > 0 ? null : { key: 'reason.noContender' }),
);

const closeBatch = hidden<void>('compare-batch-close', (app) => setCompare(app, { batch: null }));

function exportText(id: string, ending: string, type: string, text: (app: App) => string): Command {
  return {
    id,
    group: 'file',
    disabled: needsFigures,
    run(app) {
      const name = fileName(app.store.getState().current?.name ?? 'limn', `_compare${ending}`);
      download(new Blob([text(app)], { type }), name);
      notify(app, { kind: 'success', title: { key: 'notice.saved', values: { name } } });
    },
  };
}

/** The masks of all contenders as NIfTI on the grid of the image: `NAME_A.nii.gz`. */
const saveMasks: Command = {
  id: 'compare-save-masks',
  group: 'file',
  disabled: needsMasks,
  run: (app) =>
    runJob(app, { key: 'job.save' }, async (signal) => {
      const { grid } = app.document!.volume;
      const { name } = app.store.getState().current!;
      for (const { letter, mask } of masksOf(app)) {
        const blob = await app.workers.io.api.nifti({ grid, labels: mask }, { signal });
        download(blob, fileName(name, `_${letter}.nii.gz`));
      }
    }),
};

export const compareCommands: readonly Command<never>[] = [
  hidden<void>('compare-refresh', refreshed),
  add,
  remove,
  set,
  runAll,
  show,
  chooseLabel,
  setOptions,
  setTolerance,
  loadTruth,
  drawnTruth,
  useEdits,
  nextDiffering,
  showSlice,
  openCompared,
  useMask,
  useBest,
  batch,
  closeBatch,
  exportText('compare-csv', '.csv', 'text/csv', (app) => comparisonCsv(app.store.getState())),
  exportText('compare-json', '.json', 'application/json', (app) => comparisonJson(app.store.getState())),
  saveMasks,
];
