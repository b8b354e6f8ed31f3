import { type LearnOptions, sliceKey } from '../../core/learn.ts';
import { nativePlane, planeOf } from '../../core/plane.ts';
import type { Message } from '../../core/problem.ts';
import type { App } from '../app.ts';
import type { AppState } from '../appState.ts';
import { withBackend } from '../backend.ts';
import type { Command } from '../command.ts';
import { download, fileName } from '../download.ts';
import { runJob } from '../jobs.ts';
import {
  blockedBy,
  isLearning,
  keepRecord,
  learner,
  recordOf,
  refreshLearning,
  runLearning,
  setLearn,
  stopLearning,
} from '../learn.ts';
import { notify } from '../notices.ts';
import { activated, activeOf, candidateOf, rejected } from '../versions.ts';
import { predictSlice } from './model.ts';
import { needsCase, needsModel } from './reasons.ts';

const learnOf = (app: App) => app.store.getState().learn;

/** Why nothing can be trained now. */
const cannotTrain = (app: App): Message | null => {
  if (!learner(app)) return { key: 'reason.noModel' };
  return isRunning(app) ? { key: 'reason.training' } : learnOf(app).blocked;
};
const isRunning = (app: App): boolean => learnOf(app).run?.state === 'running';
const needsRun = (app: App): Message | null => (isRunning(app) ? null : { key: 'reason.notTraining' });
const needsCandidate = (app: App): Message | null =>
  learnOf(app).versions.some((v) => v.state === 'candidate') ? null : { key: 'reason.noCandidate' };

const showMode: Command<AppState['mode']> = {
  id: 'show-mode',
  group: 'model',
  hidden: true,
  disabled: needsCase,
  run: (app, mode) => app.store.setState({ mode }),
};

const refresh: Command = { id: 'learn-refresh', group: 'model', hidden: true, run: refreshLearning };

const setOptions: Command<Partial<LearnOptions>> = {
  id: 'learn-options',
  group: 'model',
  hidden: true,
  run(app, change) {
    const { options, slices } = learnOf(app);
    setLearn(app, {
      options: { ...options, ...change },
      estimate: null,
      blocked: blockedBy({ slices, estimate: null }),
    });
  },
};

/** Measures time and memory with the options shown, by two real steps. */
async function measure(app: App): Promise<void> {
  const { plan, source, version } = learner(app)!;
  const { options, slices } = learnOf(app);
  await runJob(app, { key: 'job.estimate' }, (signal) =>
    withBackend(app, signal, async (ml) => {
      const gathered = await app.workers.io.api.gather({ plan, slices }, { signal });
      const transfer = gathered.flatMap((s) => [s.values.buffer as ArrayBuffer, s.truth.buffer as ArrayBuffer]);
      const which = { plan, source, version: options.from === 'base' ? 1 : version };
      const estimate = await ml.learnEstimate({ ...which, slices: gathered, options }, { signal, transfer });
      if (learnOf(app).options === options) setLearn(app, { estimate, blocked: blockedBy({ slices, estimate }) });
    }),
  );
}

const estimate: Command = { id: 'learn-estimate', group: 'model', hidden: true, disabled: cannotTrain, run: measure };

/** Trains on all corrections so far. Whether it fits is measured before; a version that still waited is rejected. */
const start: Command = {
  id: 'learn-start',
  group: 'model',
  disabled: cannotTrain,
  async run(app) {
    await refreshLearning(app);
    if (!learnOf(app).blocked && !learnOf(app).estimate) await measure(app);
    if (cannotTrain(app) || isLearning(app)) return;
    await rejectCandidate(app);
    await runLearning(app, learnOf(app).options, null);
  },
};

const pause: Command = {
  id: 'learn-pause',
  group: 'model',
  disabled: needsRun,
  run: (app) => app.workers.ml.api.pauseLearning(),
};

/** Goes on from the state that was saved last, with the options of that run. */
async function goOn(app: App): Promise<void> {
  const info = learner(app);
  if (!info || isLearning(app)) return;
  await refreshLearning(app);
  const { unfinished } = await recordOf(app, info.id);
  if (unfinished) await runLearning(app, unfinished.options, unfinished.step);
}

const resume: Command = {
  id: 'learn-resume',
  group: 'model',
  disabled: (app) => (learnOf(app).run?.state === 'paused' ? null : { key: 'reason.notPaused' }),
  run: goOn,
};

const resumeUnfinished: Command = {
  id: 'learn-resume-unfinished',
  group: 'model',
  hidden: true,
  disabled: (app) => (learnOf(app).unfinished ? null : { key: 'reason.notPaused' }),
  run: goOn,
};

/** Ends a run, or one that waits; nothing of it is kept. */
const stop: Command = {
  id: 'learn-stop',
  group: 'model',
  disabled: (app) => {
    const { run, unfinished } = learnOf(app);
    return run?.state === 'running' || run?.state === 'paused' || unfinished ? null : { key: 'reason.notTraining' };
  },
  async run(app) {
    if (isLearning(app)) {
      stopLearning(app);
      return;
    }
    const info = learner(app);
    if (!info) return;
    const { run } = learnOf(app);
    setLearn(app, { run: run && { ...run, state: 'stopped', left: null } });
    await keepRecord(app, { ...(await recordOf(app, info.id)), unfinished: null });
    await app.workers.io.api.removeRun({ model: info.id });
  },
};

/** The version that predicts changes: the slice shown is predicted again, edits stay on top. */
async function predictWith(app: App, id: string, version: number): Promise<void> {
  app.store.setState((s) => ({ models: s.models.map((m) => (m.id === id ? { ...m, version } : m)) }));
  setLearn(app, { worst: null, estimate: null });
  if (!needsModel(app)) await predictSlice.run(app);
}

const accept: Command = {
  id: 'learn-accept',
  group: 'model',
  disabled: needsCandidate,
  async run(app) {
    const info = learner(app)!;
    const record = await recordOf(app, info.id);
    const candidate = candidateOf(record);
    if (!candidate) return;
    await keepRecord(app, activated(record, candidate.number));
    notify(app, { kind: 'success', title: { key: 'notice.accepted', values: { n: candidate.number } } });
    await predictWith(app, info.id, candidate.number);
  },
};

async function rejectCandidate(app: App): Promise<void> {
  const info = learner(app);
  if (!info) return;
  const record = await recordOf(app, info.id);
  const candidate = candidateOf(record);
  if (!candidate) return;
  await keepRecord(app, rejected(record, candidate.number));
  setLearn(app, { worst: null });
  await app.workers.io.api.removeVersion({ model: info.id, version: candidate.number });
}

const reject: Command = { id: 'learn-reject', group: 'model', disabled: needsCandidate, run: rejectCandidate };

const rollback: Command<number> = {
  id: 'learn-rollback',
  group: 'model',
  hidden: true,
  disabled: (app) => (isRunning(app) ? { key: 'reason.training' } : null),
  async run(app, number) {
    const info = learner(app)!;
    const record = await recordOf(app, info.id);
    if (record.versions.find((v) => v.number === number)?.state !== 'stored') return;
    await keepRecord(app, activated(record, number));
    notify(app, { kind: 'success', title: { key: 'notice.rolledBack', values: { n: number } } });
    await predictWith(app, info.id, number);
  },
};

/** Grey 0..255 of the network's input, lowest to highest; the mean of its channels. */
function pictureOf(values: Float32Array, channels: number): Uint8Array {
  const grey = new Float32Array(values.length / channels);
  for (let n = 0; n < grey.length; n++) {
    for (let c = 0; c < channels; c++) grey[n]! += values[n * channels + c]! / channels;
  }
  const low = grey.reduce((a, b) => Math.min(a, b), Infinity);
  const high = grey.reduce((a, b) => Math.max(a, b), -Infinity);
  return Uint8Array.from(grey, (v) => Math.round((255 * (v - low)) / (high - low || 1)));
}

const worst: Command<number> = {
  id: 'learn-worst',
  group: 'model',
  hidden: true,
  disabled: needsCandidate,
  async run(app, index) {
    const { plan, source, id } = learner(app)!;
    const record = await recordOf(app, id);
    const [candidate, wanted] = [candidateOf(record), learnOf(app).gate?.slices[index]];
    const place = wanted && learnOf(app).slices.find((s) => sliceKey(s) === sliceKey(wanted));
    if (!candidate || !place) return;
    const [slice] = await app.workers.io.api.gather({ plan, slices: [place] });
    if (!slice) return;
    const { width, height, truth, channels } = slice;
    const picture = pictureOf(slice.values, channels);
    const versions = { before: activeOf(record).number, after: candidate.number };
    const { before, after } = await app.workers.ml.api.gateSlice({ plan, source, ...versions, slice });
    if (learnOf(app).gate) setLearn(app, { worst: { index, width, height, picture, truth, before, after } });
  },
};

/** Ranks the slices of the open volume that are not corrected by how unsure the model is of them. */
const suggest: Command = {
  id: 'learn-suggest',
  group: 'model',
  disabled: needsModel,
  run: (app) =>
    runJob(app, { key: 'job.suggest' }, async (signal, onProgress) => {
      const doc = app.document!;
      const { plan, source, version } = learner(app)!;
      const plane = planeOf(doc.volume.grid, nativePlane(doc.volume.grid));
      const done = new Set(learnOf(app).slices.flatMap((s) => (s.caseId === doc.id ? [s.slice] : [])));
      const slices = Array.from({ length: plane.slices }, (_, w) => w).filter((w) => !done.has(w));
      await withBackend(app, signal, async (ml) => {
        await ml.setVolume({ volume: doc.volume }, { signal });
        const which = { plan, source, version, plane: plane.name, slices };
        const found = await ml.uncertainty(which, { signal, onProgress });
        if (app.document === doc) setLearn(app, { suggestions: found.sort((a, b) => b.entropy - a.entropy) });
      });
    }),
};

/** The active version as a file: its plan says that it was tuned, and on how much. */
const exportModel: Command = {
  id: 'export-model',
  group: 'model',
  hidden: true,
  disabled: (app) => (learner(app) ? null : { key: 'reason.noModel' }),
  run: (app) =>
    runJob(app, { key: 'job.save' }, async (signal, onProgress) => {
      app.store.setState({ dialog: null });
      const { plan, source, version, id } = learner(app)!;
      const { slices, dice } = activeOf(await recordOf(app, id));
      const metric = { name: 'Dice', value: dice ?? 0, on: 'held-out corrected slices of its user' };
      const { trainedOn } = plan.provenance;
      const tuned = {
        ...plan,
        provenance: { ...plan.provenance, trainedOn: `${trainedOn}; tuned on ${slices} corrected slices` },
        metrics: dice === null ? [] : [metric],
      };
      const exported = version > 1 ? tuned : plan;
      const blob = await app.workers.ml.api.exportModel({ plan: exported, source, version }, { signal, onProgress });
      const name = fileName(version > 1 ? `${id}-v${version}` : id, '.zip');
      download(blob, name);
      const size = (blob.size / 1e6).toFixed(1);
      notify(app, { kind: 'success', title: { key: 'notice.exported', values: { name, size } } });
    }),
};

export const learnCommands: readonly Command<never>[] = [
  showMode,
  refresh,
  setOptions,
  estimate,
  start,
  pause,
  resume,
  resumeUnfinished,
  stop,
  accept,
  reject,
  rollback,
  worst,
  suggest,
  exportModel,
];
