import { type Message, Problem } from '../core/problem.ts';
import type { Volume } from '../core/volume.ts';
import type { App } from './app.ts';
import { notify } from './notices.ts';
import type { PetctState } from './petctState.ts';

/** ms of quiet after the last change before it is written; well inside the promised 2 s. */
const QUIET = 600;
/** ms after which a change is written even while more keep coming. */
const LATEST = 1500;

/** Cases whose image is already in storage. */
const imageStored = new Set<string>();
/** PETs that are in storage beside their case's image, as `case pet`. */
const petStored = new Set<string>();
/** A PET that came from storage need not be written again. */
export const rememberPet = (caseId: string, petId: string): void => void petStored.add(`${caseId} ${petId}`);
export const forgetStored = (id: string): void => void imageStored.delete(id);

let writing: Promise<void> = Promise.resolve();

/** Writes what changed since the last time. Resolves when it is on disk, or when it is known that it cannot be. */
export function flush(app: App): Promise<void> {
  writing = writing.then(() => write(app));
  return writing;
}

async function write(app: App): Promise<void> {
  const doc = app.document;
  const state = app.store.getState();
  if (!doc || !state.current || state.save.kind !== 'dirty') return;
  if (!state.storage.available) {
    fail(app, doc.id, { key: 'problem.storage.none' });
    return;
  }
  app.store.setState({ save: { kind: 'saving' } });
  const { voxels, ...volume } = doc.volume;
  const ranges = (['prediction', 'edits'] as const).flatMap((layer) =>
    app.changed.take(layer, doc[layer].length).map((range) => ({ layer, ...range })),
  );
  const blocks = ranges.map(({ layer, from, to }) => ({ layer, offset: from, bytes: doc[layer].slice(from, to) }));
  const isNew = !imageStored.has(doc.id);
  const beside = app.pet?.caseId === doc.id ? app.pet.volume : null;
  const besideKey = `${doc.id} ${beside?.id}`;
  const facts = {
    id: doc.id,
    name: state.current.name,
    created: doc.created,
    labels: [...state.labels],
    view: state.view,
    model: state.model,
  };
  try {
    await app.workers.io.api.store(
      {
        facts,
        volume,
        voxels: isNew ? voxels : null,
        pet: beside && petOf(beside, state.petct, isNew || !petStored.has(besideKey)),
        blocks,
      },
      { transfer: blocks.map((b) => b.bytes.buffer) },
    );
    imageStored.add(doc.id);
    if (beside) petStored.add(besideKey);
    told.delete(doc.id);
    // a change made while writing has set 'dirty' again and keeps it
    if (app.store.getState().save.kind === 'saving') app.store.setState({ save: { kind: 'saved', at: Date.now() } });
    void refreshCases(app);
  } catch (e) {
    for (const { layer, from, to } of ranges) app.changed.markRange(layer, from, to);
    const why =
      e instanceof Problem
        ? { key: `problem.${e.key}`, values: e.values }
        : { key: 'notice.saveFailed', values: { reason: e instanceof Error ? e.message : String(e) } };
    fail(app, doc.id, why);
  }
}

/** What is written of a PET beside the image: its voxels once. */
const petOf = ({ voxels, ...volume }: Volume, { typed, kind, motion }: PetctState, isNew: boolean) => ({
  volume,
  voxels: isNew ? voxels : null,
  look: { typed, kind, motion },
});

/** Cases whose keeper was told that they are in memory only: once, not after every stroke. */
const told = new Set<string>();

function fail(app: App, id: string, why: Message): void {
  app.store.setState({ save: { kind: 'failed', why } });
  if (told.has(id)) return;
  told.add(id);
  notify(app, {
    kind: 'error',
    title: { key: 'notice.notSaved' },
    detail: why,
    action: { title: { key: 'command.save-case' }, command: 'save-case' },
  });
}

/** The list of stored cases and the room left, for the start screen and the case menu. */
export async function refreshCases(app: App): Promise<void> {
  try {
    const { cases, freeBytes } = await app.workers.io.api.list();
    app.store.setState((s) => ({ cases, storage: { ...s.storage, available: true, freeBytes } }));
    for (const c of cases) imageStored.add(c.id);
  } catch {
    app.store.setState((s) => ({ cases: [], storage: { ...s.storage, available: false, freeBytes: null } }));
  }
}

/** Saves a moment after every change, and at once when the page is hidden. Returns the function that stops it. */
export function startAutosave(app: App): () => void {
  let quiet: ReturnType<typeof setTimeout> | undefined;
  let firstChange = 0;
  const stop = app.store.subscribe((s, before) => {
    const viewMoved = s.view !== before.view && s.current !== null && s.current === before.current;
    if (viewMoved && s.save.kind === 'saved') {
      app.store.setState({ save: { kind: 'dirty' } });
      return;
    }
    if (s.save.kind !== 'dirty' || (s.save === before.save && s.revision === before.revision && !viewMoved)) return;
    const now = Date.now();
    if (before.save.kind !== 'dirty') firstChange = now;
    clearTimeout(quiet);
    quiet = setTimeout(() => void flush(app), Math.max(0, Math.min(QUIET, firstChange + LATEST - now)));
  });
  const onHide = () => {
    if (document.visibilityState === 'hidden') void flush(app);
  };
  const onPageHide = () => void flush(app);
  document.addEventListener('visibilitychange', onHide);
  window.addEventListener('pagehide', onPageHide);
  return () => {
    stop();
    clearTimeout(quiet);
    document.removeEventListener('visibilitychange', onHide);
    window.removeEventListener('pagehide', onPageHide);
  };
}
