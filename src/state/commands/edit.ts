import { diffWriter } from '../../core/diff.ts';
import { sliceDiff } from '../../core/sliceDiff.ts';
import { indexAt, planeOf } from '../../core/plane.ts';
import type { Command } from '../command.ts';
import { labelAt, UNDECIDED } from '../document.ts';
import { refreshLearning } from '../learn.ts';
import { perform, step } from '../perform.ts';
import { needsCase } from './reasons.ts';

const undo: Command = {
  id: 'undo',
  group: 'edit',
  keys: ['$mod+z'],
  disabled: (app) => (app.store.getState().history.past.length ? null : { key: 'reason.nothingToUndo' }),
  run: (app) => void step(app, 'undo'),
};

const redo: Command = {
  id: 'redo',
  group: 'edit',
  keys: ['$mod+Shift+z', '$mod+y'],
  disabled: (app) => (app.store.getState().history.future.length ? null : { key: 'reason.nothingToRedo' }),
  run: (app) => void step(app, 'redo'),
};

/** Steps back, or forward where negative: a click in the history list. */
const undoTo: Command<number> = {
  id: 'undo-to',
  group: 'edit',
  hidden: true,
  run(app, steps) {
    for (let n = 0; n < Math.abs(steps); n++) step(app, steps > 0 ? 'undo' : 'redo');
  },
};

const revertSlice: Command = {
  id: 'revert-slice',
  group: 'edit',
  disabled: needsCase,
  run(app) {
    const doc = app.document!;
    const { view } = app.store.getState();
    const plane = planeOf(doc.volume.grid, view.plane);
    const none = new Uint8Array(plane.width * plane.height).fill(UNDECIDED);
    const diff = sliceDiff(doc.edits, plane, view.slice, none);
    if (diff.count === 0) return;
    perform(app, {
      title: { key: 'edit.revertSlice', values: { slice: view.slice + 1 } },
      changes: [{ kind: 'voxels', layer: 'edits', diff }],
    });
  },
};

/** Every pixel of the slice becomes a decision: "I looked at it, it is right". */
const confirmSlice: Command = {
  id: 'confirm-slice',
  group: 'edit',
  disabled: needsCase,
  async run(app) {
    const doc = app.document!;
    const { view, mode } = app.store.getState();
    const plane = planeOf(doc.volume.grid, view.plane);
    const decided = new Uint8Array(plane.width * plane.height);
    for (let v = 0, at = 0; v < plane.height; v++) {
      for (let u = 0; u < plane.width; u++) decided[at++] = labelAt(doc, indexAt(plane, u, v, view.slice));
    }
    const diff = sliceDiff(doc.edits, plane, view.slice, decided);
    if (diff.count === 0) return;
    perform(app, {
      title: { key: 'edit.confirmSlice', values: { slice: view.slice + 1 } },
      changes: [{ kind: 'voxels', layer: 'edits', diff }],
    });
    if (mode === 'learn') await refreshLearning(app);
  },
};

const clearPrediction: Command = {
  id: 'clear-prediction',
  group: 'edit',
  disabled: needsCase,
  run(app) {
    const { prediction } = app.document!;
    const writer = diffWriter();
    for (let n = 0; n < prediction.length; n++) if (prediction[n] !== 0) writer.put(n, prediction[n]!, 0);
    const diff = writer.done();
    if (diff.count === 0) return;
    perform(app, { title: { key: 'edit.clearPrediction' }, changes: [{ kind: 'voxels', layer: 'prediction', diff }] });
  },
};

export const editCommands: readonly Command<never>[] = [undo, redo, undoTo, revertSlice, confirmSlice, clearPrediction];
