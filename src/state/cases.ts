import { newLabel, type Label } from '../core/labels.ts';
import { emptyHistory } from '../core/history.ts';
import { nativePlane, planeOf } from '../core/plane.ts';
import { shownInverted, type Volume } from '../core/volume.ts';
import type { App } from './app.ts';
import type { ToolOptions, View } from './appState.ts';
import { FIRST_VIEW } from './createApp.ts';
import { type Document, newDocument } from './document.ts';
import { stopRunning } from './jobs.ts';
import { modelFor } from './models.ts';
import { recount, startTally } from './perform.ts';
import { flush } from './autosave.ts';

/** What a stored case or a case file brings back besides its pixels. */
export interface CaseFacts {
  readonly name: string;
  readonly labels: readonly Label[];
  readonly view: unknown;
  readonly model: string | null;
}

/** First look at a volume: its own plane, the middle slice, its own window, fitted. */
export function firstView(volume: Volume): View {
  const plane = nativePlane(volume.grid);
  return {
    ...FIRST_VIEW,
    plane,
    slice: Math.floor((planeOf(volume.grid, plane).slices - 1) / 2),
    window: volume.window,
    invert: shownInverted(volume),
  };
}

/** A brush of about 1/25 of the picture, in mm where they are known; a paint range of soft tissue or of the brighter half. */
function firstBrush(volume: Volume, options: ToolOptions): ToolOptions {
  const plane = planeOf(volume.grid, nativePlane(volume.grid));
  const across = Math.min(plane.width * plane.spacing[0], plane.height * plane.spacing[1]);
  const { center, width } = volume.window;
  const [low, high] = volume.unit === 'HU' ? [-20, 120] : [Math.round(center), Math.round(center + width / 2)];
  return { ...options, size: Math.max(1, Math.round(across / 25)), paintOnly: { on: false, low, high } };
}

/** A stored view, kept where it still fits the volume. */
function restoredView(volume: Volume, stored: unknown): View {
  const first = firstView(volume);
  if (stored === null || typeof stored !== 'object') return first;
  const view = { ...first, ...(stored as Partial<View>) };
  const { slices } = planeOf(volume.grid, view.plane);
  return { ...view, slice: Math.max(0, Math.min(slices - 1, Math.round(view.slice))) };
}

function show(app: App, doc: Document, facts: CaseFacts): void {
  app.document = doc;
  app.changed.clear();
  app.store.setState((s) => ({
    current: { id: doc.id, name: facts.name, exported: false },
    labels: facts.labels,
    activeLabel: facts.labels[0]?.value ?? 0,
    model: facts.model,
    view: restoredView(doc.volume, facts.view),
    options: firstBrush(doc.volume, s.options),
    history: emptyHistory(s.history.limit),
    tally: null,
    probe: null,
    rulers: [],
    lastRun: null,
    notices: s.notices.filter((n) => n.kind === 'error'),
    dialog: null,
    revision: s.revision + 1,
  }));
}

/** Opens a volume as a new case: empty masks, and the labels given, or those of the model that suits it. */
export async function openVolume(app: App, volume: Volume, given?: readonly Label[]): Promise<void> {
  await flush(app);
  const model = given ? null : modelFor(app.store.getState().models, volume);
  const labels: readonly Label[] =
    given ??
    (model ? model.plan.labels.map((l) => ({ ...l, visible: true, locked: false })) : [newLabel([], 'Label 1')]);
  const doc = newDocument(volume.id, new Date().toISOString(), volume);
  show(app, doc, { name: volume.name, labels, view: null, model: model?.id ?? null });
  startTally(app, doc);
  app.changed.markRange('prediction', 0, doc.prediction.length);
  app.changed.markRange('edits', 0, doc.edits.length);
  app.store.setState({ save: { kind: 'dirty' } });
}

/** Opens a case as it was left. `fromFile`: nothing of it is in the browser's storage yet. */
export async function openCase(app: App, doc: Document, facts: CaseFacts, fromFile: boolean): Promise<void> {
  await flush(app);
  show(app, doc, facts);
  if (fromFile) {
    app.changed.markRange('prediction', 0, doc.prediction.length);
    app.changed.markRange('edits', 0, doc.edits.length);
  }
  app.store.setState({ save: fromFile ? { kind: 'dirty' } : { kind: 'saved', at: Date.now() } });
  await recount(app);
}

/** Back to the start screen; what is stored stays stored. */
export async function closeCase(app: App): Promise<void> {
  await stopRunning(app);
  await flush(app);
  app.document = null;
  app.changed.clear();
  app.store.setState((s) => ({
    current: null,
    labels: [],
    tally: null,
    probe: null,
    rulers: [],
    history: emptyHistory(s.history.limit),
    save: { kind: 'none' },
    dialog: null,
  }));
}
