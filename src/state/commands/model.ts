import type { Change } from '../../core/history.ts';
import type { Plan } from '../../core/plan.ts';
import { planeOf } from '../../core/plane.ts';
import { isDrawn } from '../../core/volume.ts';
import { sliceDiff } from '../../core/sliceDiff.ts';
import type { App } from '../app.ts';
import type { BackendStatus, ModelInfo } from '../appState.ts';
import { startBackend, withBackend } from '../backend.ts';
import type { Command } from '../command.ts';
import { fromTheMiddle } from '../fromTheMiddle.ts';
import { runJob } from '../jobs.ts';
import { notify } from '../notices.ts';
import { openEdit } from '../perform.ts';
import { placeLabels } from '../placeLabels.ts';
import { changeSettings } from '../settings.ts';
import { needsModel, needsVolume } from './reasons.ts';

async function predict(app: App, whole: boolean): Promise<void> {
  const doc = app.document!;
  const { view, model, models, labels } = app.store.getState();
  const info = models.find((m) => m.id === model)!;
  const plane = planeOf(doc.volume.grid, view.plane);
  const slices = whole ? fromTheMiddle(plane.slices, view.slice) : [view.slice];
  const placed = placeLabels(labels, info.plan);
  const key = whole ? 'job.predictVolume' : 'job.predictSlice';
  const started = performance.now();
  const modality = info.plan.input.modality;
  if (modality !== '' && doc.volume.modality !== '' && modality !== doc.volume.modality) {
    notify(app, {
      kind: 'warning',
      title: {
        key: 'notice.otherModality',
        values: { model: info.plan.title, trained: modality, image: doc.volume.modality },
      },
    });
  }
  if (info.plan.provenance.drawn && !isDrawn(doc.volume)) {
    notify(app, { kind: 'warning', title: { key: 'notice.drawnModel', values: { model: info.plan.title } } });
  }
  await runJob(app, { key, values: { slice: view.slice + 1, slices: slices.length } }, async (signal, progress) => {
    const edit = openEdit(app, 'prediction');
    try {
      await withBackend(app, signal, async (ml) => {
        await ml.setVolume({ volume: doc.volume }, { signal });
        for (const [n, w] of slices.entries()) {
          const out = await ml.predictSlice(
            { plan: info.plan, source: info.source, version: info.version, plane: plane.name, slice: w },
            {
              signal,
              onProgress: (p) =>
                p.stage === 'predict'
                  ? progress({ stage: 'predict', done: n * p.total + p.done, total: slices.length * p.total })
                  : progress(p),
            },
          );
          for (let i = 0; i < out.labels.length; i++) out.labels[i] = placed.value[out.labels[i]!]!;
          const diff = sliceDiff(doc.prediction, plane, w, out.labels);
          if (diff.count > 0) edit.add(diff);
        }
      });
    } catch (e) {
      await edit.cancel();
      throw e;
    }
    const change: Change | undefined =
      placed.labels === labels ? undefined : { kind: 'labels', before: labels, after: placed.labels };
    edit.commit(
      {
        key: whole ? 'edit.predictVolume' : 'edit.predictSlice',
        values: { slice: view.slice + 1, slices: slices.length },
      },
      change,
    );
    const seconds = (performance.now() - started) / 1000;
    app.store.setState({ lastRun: { seconds, slices: slices.length } });
    notify(app, {
      kind: 'success',
      title: { key: 'notice.predicted', values: { count: slices.length, seconds: seconds.toFixed(1) } },
    });
  });
}

export const predictSlice: Command = {
  id: 'predict-slice',
  group: 'model',
  keys: ['Enter'],
  disabled: needsModel,
  run: (app) => predict(app, false),
};

const predictVolume: Command = {
  id: 'predict-volume',
  group: 'model',
  keys: ['Shift+Enter'],
  disabled: (app) => needsModel(app) ?? needsVolume(app),
  run: (app) => predict(app, true),
};

/** Looks at a checkpoint file and asks what it cannot know: how its input is normalised, what its labels are called. */
export const importModel: Command<File> = {
  id: 'import-model',
  group: 'model',
  run: (app, file) =>
    runJob(app, { key: 'job.inspect', values: { name: file.name } }, async (signal, onProgress) => {
      const found = await app.workers.ml.api.inspectCheckpoint({ file }, { signal, onProgress });
      app.store.setState({ dialog: { kind: 'import', found } });
      // its weights wait in the worker while the dialog is open
      const stop = app.store.subscribe(({ dialog }) => {
        if (dialog?.kind === 'import') return;
        stop();
        void app.workers.ml.api.forgetCheckpoint();
      });
    }),
};

/** Keeps the checkpoint just looked at under the plan that the dialog made, and chooses it. */
const keepModel: Command<Plan> = {
  id: 'keep-model',
  group: 'model',
  hidden: true,
  async run(app, plan) {
    const { bytes } = await app.workers.ml.api.keepCheckpoint({ plan });
    const info: ModelInfo = { id: plan.id, plan, source: 'imported', bytes, version: 1 };
    app.store.setState((s) => ({
      models: [...s.models.filter((m) => m.id !== plan.id), info],
      model: plan.id,
      dialog: null,
    }));
    notify(app, { kind: 'success', title: { key: 'notice.modelKept', values: { name: plan.title } } });
  },
};

const deleteModel: Command<string> = {
  id: 'delete-model',
  group: 'model',
  hidden: true,
  async run(app, id) {
    await app.workers.io.api.removeModel({ id });
    app.store.setState((s) => ({
      models: s.models.filter((m) => m.id !== id || m.source !== 'imported'),
      model: s.model === id ? null : s.model,
      dialog: null,
    }));
  },
};

const stopJob: Command = {
  id: 'stop-job',
  group: 'model',
  disabled: (app) => (app.store.getState().job ? null : { key: 'reason.nothingRuns' }),
  run: (app) => app.running?.abort(),
};

const chooseModel: Command<string> = {
  id: 'choose-model',
  group: 'model',
  hidden: true,
  run: (app, id) => app.store.setState({ model: id }),
};

const chooseBackend: Command<BackendStatus['choice']> = {
  id: 'choose-backend',
  group: 'model',
  hidden: true,
  run: (app, choice) => startBackend(app, choice),
};

/** Whether weights are half floats on WebGPU; the engine starts afresh with them. */
const halveWeights: Command<boolean> = {
  id: 'halve-weights',
  group: 'model',
  hidden: true,
  async run(app, halfWeights) {
    changeSettings(app, { halfWeights });
    await startBackend(app, app.store.getState().backend.choice);
  },
};

export const modelCommands: readonly Command<never>[] = [
  predictSlice,
  predictVolume,
  stopJob,
  chooseModel,
  importModel,
  keepModel,
  deleteModel,
  chooseBackend,
  halveWeights,
];
