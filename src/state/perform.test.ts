import { describe, expect, it } from 'vitest';
import { diffOf } from '../core/diff.ts';
import { pictureGrid } from '../core/grid.ts';
import type { Volume } from '../core/volume.ts';
import type { App, Workers } from './app.ts';
import { createApp } from './createApp.ts';
import { labelMap, newDocument, UNDECIDED } from './document.ts';
import { openEdit, perform, recount, startTally, step } from './perform.ts';

const volume = (w: number, h: number, d = 1): Volume => ({
  id: 'v',
  name: 'picture',
  modality: '',
  grid: pictureGrid(w, h, d),
  voxels: new Uint8Array(w * h * d),
  channels: 1,
  slope: 1,
  intercept: 0,
  unit: '',
  window: { center: 128, width: 256 },
  about: {},
  warnings: [],
});

function opened(w: number, h: number, d = 1): App {
  const app = createApp({} as Workers);
  app.document = newDocument('case', '2026-01-01T00:00:00Z', volume(w, h, d));
  startTally(app, app.document);
  return app;
}

/** An edit that sets the given elements of a layer. */
const setting = (app: App, layer: 'edits' | 'prediction', elements: readonly number[], value: number) => {
  const after = app.document![layer].slice();
  for (const n of elements) after[n] = value;
  return {
    title: { key: 'edit.paint' },
    changes: [{ kind: 'voxels' as const, layer, diff: diffOf(app.document![layer], after) }],
  };
};

describe('perform', () => {
  it('lets a new prediction show only where no person decided', () => {
    const app = opened(4, 1);
    perform(app, setting(app, 'prediction', [0, 1], 1));
    perform(app, setting(app, 'edits', [1], 0));
    perform(app, setting(app, 'edits', [3], 2));
    perform(app, setting(app, 'prediction', [0, 1, 2, 3], 1));
    expect([...labelMap(app.document!)]).toEqual([1, 0, 1, 2]);
  });

  it('undoes and redoes every step exactly, in both layers', () => {
    const app = opened(8, 8, 2);
    const states: string[] = [];
    const snapshot = () => [...app.document!.edits, ...app.document!.prediction].join();
    for (let n = 0; n < 20; n++) {
      states.push(snapshot());
      const layer = n % 3 ? 'edits' : 'prediction';
      perform(app, setting(app, layer, [n, n + 5, (7 * n) % 128], (n % 4) + 1));
    }
    const last = snapshot();
    for (const before of states.reverse()) {
      step(app, 'undo');
      expect(snapshot()).toBe(before);
    }
    expect(step(app, 'undo')).toBeNull();
    while (step(app, 'redo'));
    expect(snapshot()).toBe(last);
  });

  it('counts labels, added and removed pixels as they change, the same as a fresh count', async () => {
    const app = opened(8, 8, 4);
    for (let n = 0; n < 40; n++) {
      perform(
        app,
        setting(app, n % 2 ? 'edits' : 'prediction', [n * 3, n * 5, (n * 11) % 256], n % 5 === 0 ? 0 : (n % 3) + 1),
      );
    }
    step(app, 'undo');
    step(app, 'undo');
    const followed = structuredClone(app.store.getState().tally);
    await recount(app);
    expect(followed).toEqual(app.store.getState().tally);
    expect(followed!.total.some((n) => n > 0)).toBe(true);
    expect(followed!.predicted.some((n) => n > 0)).toBe(true);
  });

  it('shows a growing edit at once and takes it back whole', async () => {
    const app = opened(4, 4);
    const edit = openEdit(app, 'prediction');
    const change = setting(app, 'prediction', [1, 2], 1).changes[0]!;
    edit.add(change.diff);
    expect(app.document!.prediction[1]).toBe(1);
    await edit.cancel();
    expect([...app.document!.prediction].every((v) => v === 0)).toBe(true);
    expect(app.store.getState().history.past).toHaveLength(0);
  });

  it('keeps 250 strokes across a 2048² picture within 64 MB', () => {
    const app = opened(2048, 2048);
    const limit = app.store.getState().history.limit;
    for (let n = 0; n < 250; n++) {
      const row = (n * 8) % 2040;
      const band = Array.from({ length: 8 * 2048 }, (_, i) => row * 2048 + i);
      perform(app, setting(app, 'edits', band, n % 2 ? 1 : 0));
    }
    const { past, bytes } = app.store.getState().history;
    expect(past).toHaveLength(250);
    expect(bytes).toBeLessThan(limit);
  });

  it('forgets the oldest steps when the bytes run out, never the newest', () => {
    const app = opened(64, 64);
    app.store.setState((s) => ({ history: { ...s.history, limit: 5000 } }));
    const chess = Array.from({ length: 2048 }, (_, i) => 2 * i);
    for (let n = 0; n < 3; n++) perform(app, setting(app, 'edits', chess, n + 1));
    expect(app.store.getState().history.past).toHaveLength(1);
    step(app, 'undo');
    expect(app.document!.edits[0]).toBe(2);
    expect(app.document!.edits[1]).toBe(UNDECIDED);
  });
});
