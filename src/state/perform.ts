import { applyDiff, invertDiff, type VoxelDiff } from '../core/diff.ts';
import { diffBox } from '../core/diffBox.ts';
import type { Change, Edit, History, MaskLayer } from '../core/history.ts';
import * as history from '../core/history.ts';
import { planeOf } from '../core/plane.ts';
import type { Message } from '../core/problem.ts';
import type { App } from './app.ts';
import { type Document, layerArray } from './document.ts';
import { countDiff, countSlice, emptyTally, type Tally, viewOf } from './tally.ts';

/** The tally of each open document, beside the pixels that it counts. */
const tallies = new WeakMap<Document, Tally>();

/** Applies changes to the pixels and to the summaries; the store is told once, by the caller. */
function apply(app: App, doc: Document, changes: readonly Change[]): void {
  for (const c of changes) {
    if (c.kind === 'labels') {
      const active = app.store.getState().activeLabel;
      const kept = c.after.some((l) => l.value === active);
      app.store.setState({ labels: c.after, activeLabel: kept ? active : (c.after[0]?.value ?? 0) });
      continue;
    }
    if (c.kind === 'motion') {
      app.store.setState((s) => ({ petct: { ...s.petct, motion: c.after, showBefore: false } }));
      continue;
    }
    const tally = tallies.get(doc);
    if (tally) countDiff(tally, doc, c.layer, c.diff);
    applyDiff(layerArray(doc, c.layer), c.diff);
    if (app.document === doc) app.changed.mark(c.layer, c.diff);
  }
}

/** Redraws what `changes` touch of the slice shown; everything where labels changed. */
function repaint(app: App, doc: Document, changes: readonly Change[]): void {
  const { plane: name, slice } = app.store.getState().view;
  const plane = planeOf(doc.volume.grid, name);
  if (changes.some((c) => c.kind === 'labels')) {
    app.repaint.emit(null);
    return;
  }
  for (const c of changes) {
    if (c.kind !== 'voxels') continue;
    const box = diffBox(c.diff, doc.volume.grid, plane, slice);
    if (box) app.repaint.emit(box);
  }
}

function publish(app: App, doc: Document, changes: readonly Change[], next: Partial<{ history: History }>): void {
  if (app.document !== doc) return;
  const tally = tallies.get(doc);
  app.store.setState((s) => ({
    ...next,
    revision: s.revision + 1,
    tally: tally ? viewOf(tally) : s.tally,
    save: { kind: 'dirty' },
    current: s.current && { ...s.current, exported: false },
  }));
  repaint(app, doc, changes);
}

/**
 * The one door for changes: applies the edit, records it, tells the panels, marks the autosave. `drawn`: the stage shows
 * it already, as a stroke does while it goes on.
 */
export function perform(app: App, edit: Edit, drawn = false): void {
  const doc = app.document;
  if (!doc || edit.changes.length === 0) return;
  apply(app, doc, edit.changes);
  const next = { history: history.record(app.store.getState().history, edit, Date.now()) };
  publish(app, doc, drawn ? [] : edit.changes, next);
}

/** Takes back the last edit, or does the next one again. Returns its title, or null when there is none. */
export function step(app: App, direction: 'undo' | 'redo'): Message | null {
  const doc = app.document;
  const moved = history[direction](app.store.getState().history);
  if (!doc || !moved) return null;
  apply(app, doc, moved.edit.changes);
  publish(app, doc, moved.edit.changes, { history: moved.history });
  return moved.edit.title;
}

/** An edit that grows while a job runs: shown as it comes, one undo step at the end, or taken back whole. */
export interface OpenEdit {
  /** Shows a further change. */
  add(diff: VoxelDiff): void;
  /** Records everything added as one step. */
  commit(title: Message, labels?: Change): void;
  /** Takes everything back, a slice at a time so that the page stays quick. */
  cancel(): Promise<void>;
}

export function openEdit(app: App, layer: MaskLayer): OpenEdit {
  const doc = app.document;
  if (!doc) throw new Error('No case is open.');
  const done: Change[] = [];
  return {
    add(diff) {
      const change: Change = { kind: 'voxels', layer, diff };
      apply(app, doc, [change]);
      done.push(change);
      publish(app, doc, [change], {});
    },
    commit(title, labels) {
      if (labels) apply(app, doc, [labels]);
      const edit: Edit = { title, changes: labels ? [labels, ...done] : done };
      publish(app, doc, labels ? [labels] : [], {
        history: history.record(app.store.getState().history, edit, Date.now()),
      });
    },
    async cancel() {
      for (const change of done.reverse()) {
        if (change.kind !== 'voxels') continue;
        const back: Change = { ...change, diff: invertDiff(change.diff) };
        apply(app, doc, [back]);
        publish(app, doc, [back], {});
        await breath();
      }
    },
  };
}

/** Lets the page draw and answer before more work is done. */
export const breath = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

let counting = 0;

/** Counts the open document afresh for the plane shown, a few ms at a time; edits made meanwhile start it over. */
export async function recount(app: App): Promise<void> {
  const doc = app.document;
  if (!doc) return;
  const mine = ++counting;
  tallies.delete(doc);
  const plane = planeOf(doc.volume.grid, app.store.getState().view.plane);
  let tally = emptyTally(plane);
  let revision = app.store.getState().revision;
  let until = performance.now() + 8;
  for (let w = 0; w < plane.slices; w++) {
    countSlice(tally, doc, w);
    if (performance.now() < until) continue;
    await breath();
    if (mine !== counting || app.document !== doc) return;
    until = performance.now() + 8;
    if (app.store.getState().revision === revision) continue;
    revision = app.store.getState().revision;
    tally = emptyTally(plane);
    w = -1;
  }
  tallies.set(doc, tally);
  app.store.setState({ tally: viewOf(tally) });
}

/** A case without any label needs no counting. */
export function startTally(app: App, doc: Document): void {
  counting++;
  const tally = emptyTally(planeOf(doc.volume.grid, app.store.getState().view.plane));
  tallies.set(doc, tally);
  app.store.setState({ tally: viewOf(tally) });
}
