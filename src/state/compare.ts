import { differingBySlice } from '../core/compare/disagreement.ts';
import { testTimeOf, withTestTime } from '../core/compare/testTime.ts';
import { correctedSlices } from '../core/corrections.ts';
import { voxelCount } from '../core/grid.ts';
import type { Label } from '../core/labels.ts';
import { sliceKey } from '../core/learn.ts';
import type { Plan } from '../core/plan.ts';
import { indexAt, nativePlane, type Plane, planeOf } from '../core/plane.ts';
import { Problem } from '../core/problem.ts';
import type { Progress } from '../core/progress.ts';
import type { App } from './app.ts';
import type { ModelInfo } from './appState.ts';
import { withBackend } from './backend.ts';
import { type CompareState, type Contender, type Letter, LETTERS, type Source } from './compareState.ts';
import { type Document, labelMap } from './document.ts';
import { fromTheMiddle } from './fromTheMiddle.ts';
import { runJob } from './jobs.ts';
import { isAbort } from './notices.ts';
import { breath } from './perform.ts';
import { placeLabels } from './placeLabels.ts';

export const compareOf = (app: App): CompareState => app.store.getState().compare;
export const setCompare = (app: App, change: Partial<CompareState>): void =>
  app.store.setState((s) => ({ compare: { ...s.compare, ...change } }));
export const setContender = (app: App, letter: Letter, change: Partial<Contender>): void =>
  setCompare(app, {
    contenders: compareOf(app).contenders.map((c) => (c.letter === letter ? { ...c, ...change } : c)),
  });

/** The model of a contender, at its version; null for the mask of the case, and for a model that is gone. */
export function modelOf(app: App, of: Source): ModelInfo | null {
  const info = of.kind === 'model' ? app.store.getState().models.find((m) => m.id === of.id) : undefined;
  return info && of.kind === 'model' ? { ...info, version: of.version } : null;
}

/** The plane of an image in which models predict, and slices are counted and judged. */
export const comparedPlane = (doc: Document): Plane => planeOf(doc.volume.grid, nativePlane(doc.volume.grid));

/** Labels of the case and of all contenders, matched by name; and the comparison's value by plan value for each letter. */
export function commonLabels(
  start: readonly Label[],
  plans: readonly { readonly letter: Letter; readonly plan: Plan }[],
): { readonly labels: readonly Label[]; readonly values: ReadonlyMap<Letter, Uint8Array> } {
  let labels = start;
  const values = new Map<Letter, Uint8Array>();
  for (const { letter, plan } of plans) {
    const placed = placeLabels(labels, plan);
    labels = placed.labels;
    values.set(letter, placed.value);
  }
  return { labels, values };
}

export const plansOf = (app: App): { letter: Letter; plan: Plan; info: ModelInfo }[] =>
  compareOf(app).contenders.flatMap(({ letter, of }) => {
    const info = modelOf(app, of);
    return info ? [{ letter, plan: info.plan, info }] : [];
  });

/** The next free letter; null when all are taken. */
export const freeLetter = (contenders: readonly Contender[]): Letter | null =>
  LETTERS.find((l) => !contenders.some((c) => c.letter === l)) ?? null;

export function contender(app: App, letter: Letter, of: Source): Contender {
  const title = modelOf(app, of)?.plan.title ?? '';
  return { letter, of, title, state: 'waiting', why: null, opacity: 1, run: null };
}

/** What a person would compare first: the weights that the model came with and those that it learned, else the model alone. */
export async function firstContenders(app: App): Promise<readonly Source[]> {
  const { model, models } = app.store.getState();
  const info = models.find((m) => m.id === model);
  if (!info) return [];
  const base: Source = { kind: 'model', id: info.id, version: 1 };
  if (info.version > 1) return [base, { ...base, version: info.version }];
  const names = new Set(info.plan.labels.map((l) => l.name));
  const alike = models.filter((m) => m.id !== info.id && m.plan.labels.some((l) => names.has(l.name)));
  return [base, ...alike.slice(0, 2).map(({ id, version }): Source => ({ kind: 'model', id, version }))];
}

/** Takes over what the case says now: its mask, its labels, which slices were corrected and which models saw them. */
export async function refreshComparison(app: App): Promise<void> {
  const doc = app.document;
  if (!doc) return;
  const { compared } = app;
  if (compareOf(app).metrics.length === 0) setCompare(app, { metrics: await app.workers.ml.api.metrics() });
  if (compared.caseId !== doc.id) {
    compared.caseId = doc.id;
    compared.masks.clear();
    compared.truth = null;
    const { contenders } = compareOf(app);
    const of = contenders.length > 0 ? contenders.map((c) => c.of) : await firstContenders(app);
    setCompare(app, {
      contenders: of.slice(0, LETTERS.length).map((source, n) => contender(app, LETTERS[n]!, source)),
      reference: null,
      rows: null,
      differing: null,
      at: null,
      views: {},
    });
  }
  if (app.document !== doc) return;
  const mask = compareOf(app).contenders.find((c) => c.of.kind === 'mask');
  if (mask) {
    compared.masks.set(mask.letter, labelMap(doc));
    setContender(app, mask.letter, { state: 'done', run: null });
  }
  const corrected = correctedSlices(comparedPlane(doc), doc.prediction, doc.edits).map((s) => s.slice);
  const learned = await learnedFrom(app, doc, corrected);
  if (app.document !== doc) return;
  // read after the last pause: a truth may have been loaded meanwhile
  const { labels: own, activeLabel } = app.store.getState();
  const { labels } = commonLabels(own, plansOf(app));
  const { label, reference, set, pixels } = compareOf(app);
  const first = labels.some((l) => l.value === activeLabel) ? activeLabel : (labels[0]?.value ?? 0);
  const edits = corrected.length > 0 ? ({ kind: 'edits' } as const) : null;
  const kept = reference?.kind === 'file' ? reference : edits;
  setCompare(app, {
    labels,
    label: labels.some((l) => l.value === label) ? label : first,
    reference: kept,
    slices: { corrected, ...learned },
    set: kept?.kind !== 'edits' ? 'whole' : set === 'heldOut' && learned.heldOut.length > 0 ? 'heldOut' : 'corrected',
    rows: kept?.kind === 'file' ? compareOf(app).rows : null,
    pixels: pixels + 1,
  });
  await countDiffering(app);
}

/** Which corrected slices of the case each version saw in training, and which none of them did. */
async function learnedFrom(
  app: App,
  doc: Document,
  corrected: readonly number[],
): Promise<Pick<CompareState['slices'], 'heldOut' | 'seen'>> {
  const seen: Partial<Record<Letter, number>> = {};
  let heldOut: readonly number[] | null = null;
  for (const { letter, of } of compareOf(app).contenders) {
    if (of.kind !== 'model' || of.version < 2) continue;
    const record = await app.workers.io.api.learnRecord({ model: of.id }).catch(() => null);
    if (!record) continue;
    const role = (slice: number) => record.roles[sliceKey({ caseId: doc.id, slice })];
    seen[letter] = corrected.filter((w) => role(w) === 'train' || role(w) === 'watch').length;
    const held = corrected.filter((w) => role(w) === 'gate');
    heldOut = heldOut ? heldOut.filter((w) => held.includes(w)) : held;
  }
  return { heldOut: heldOut ?? [], seen };
}

/** Masks of the contenders that have one, in the order of their letters. */
export const masksOf = (app: App): { letter: Letter; mask: Uint8Array }[] =>
  compareOf(app).contenders.flatMap(({ letter }) => {
    const mask = app.compared.masks.get(letter);
    return mask ? [{ letter, mask }] : [];
  });

let counting = 0;

/** Counts anew where contenders differ, slice by slice of the plane shown. */
export async function countDiffering(app: App): Promise<void> {
  const doc = app.document;
  const mine = ++counting;
  const masks = masksOf(app).map((m) => m.mask);
  if (!doc || masks.length < 2) {
    setCompare(app, { differing: null });
    return;
  }
  const { label } = compareOf(app);
  const plane = planeOf(doc.volume.grid, app.store.getState().view.plane);
  const differing = new Uint32Array(plane.slices);
  let until = performance.now() + 8;
  for (let w = 0; w < plane.slices; w++) {
    const one = { ...plane, slices: 1, base: plane.base + w * plane.stepW };
    differing[w] = differingBySlice(masks, label, one)[0]!;
    if (performance.now() < until) continue;
    await breath();
    if (mine !== counting) return;
    until = performance.now() + 8;
  }
  setCompare(app, { differing });
}

/** Predicts the whole case with every contender that waits, then judges all of them. */
export const runContenders = (app: App): Promise<void> =>
  runJob(app, { key: 'job.compare' }, async (signal, progress) => {
    const doc = app.document!;
    const waiting = compareOf(app).contenders.filter((c) => c.of.kind === 'model' && c.state !== 'done');
    try {
      for (const [n, c] of waiting.entries()) {
        const part = (p: Progress) =>
          progress(p.stage === 'predict' ? { ...p, done: n * p.total + p.done, total: waiting.length * p.total } : p);
        await predictWith(app, doc, c, signal, part);
      }
    } finally {
      for (const c of compareOf(app).contenders)
        if (c.state === 'running') setContender(app, c.letter, { state: 'waiting' });
    }
    await countDiffering(app);
    await judge(app, signal, progress);
  });

async function predictWith(
  app: App,
  doc: Document,
  { letter, of }: Contender,
  signal: AbortSignal,
  progress: (p: Progress) => void,
): Promise<void> {
  const info = modelOf(app, of);
  if (!info) {
    setContender(app, letter, { state: 'failed', why: { key: 'compare.gone' } });
    return;
  }
  const plan = withTestTime(info.plan, compareOf(app).options);
  const { values } = commonLabels(app.store.getState().labels, plansOf(app));
  const value = values.get(letter)!;
  const plane = comparedPlane(doc);
  const { view } = app.store.getState();
  const slices = fromTheMiddle(plane.slices, view.plane === plane.name ? view.slice : plane.slices >> 1);
  setContender(app, letter, { state: 'running', why: null });
  try {
    await withBackend(app, signal, async (ml) => {
      const mask = new Uint8Array(voxelCount(doc.volume.grid));
      app.compared.masks.set(letter, mask);
      await ml.setVolume({ volume: doc.volume }, { signal });
      let seconds = 0;
      let bytes = 0;
      for (const [n, w] of slices.entries()) {
        const which = { plan, source: info.source, version: info.version, plane: plane.name, slice: w };
        const call = {
          signal,
          onProgress: (p: Progress) =>
            progress(p.stage === 'predict' ? { ...p, done: n * p.total + p.done, total: slices.length * p.total } : p),
        };
        // the first slice also loads weights and compiles kernels: it tells the memory, the others the time
        const started = performance.now();
        const out = n === 0 ? await ml.predictMeasured(which, call) : await ml.predictSlice(which, call);
        if ('bytes' in out) ({ bytes } = out as { bytes: number });
        if (n > 0 || slices.length === 1) seconds += (performance.now() - started) / 1000;
        if (app.document !== doc) return;
        putSlice(mask, plane, w, out.labels, value);
        if (n === 0 || n === slices.length - 1 || n % 4 === 0) setCompare(app, { pixels: compareOf(app).pixels + 1 });
      }
      const whole = slices.length > 1 ? (seconds / (slices.length - 1)) * slices.length : seconds;
      setContender(app, letter, {
        state: 'done',
        run: { seconds: whole, slices: slices.length, bytes, used: testTimeOf(plan) },
      });
    });
  } catch (e) {
    app.compared.masks.delete(letter);
    if (isAbort(e) || signal.aborted || !(e instanceof Problem)) throw e;
    setContender(app, letter, { state: 'failed', why: { key: `problem.${e.key}`, values: e.values } });
  }
}

function putSlice(mask: Uint8Array, plane: Plane, w: number, labels: Uint8Array, value: Uint8Array): void {
  for (let v = 0, at = 0; v < plane.height; v++) {
    for (let u = 0; u < plane.width; u++) mask[indexAt(plane, u, v, w)] = value[labels[at++]!]!;
  }
}

/** Judges every contender with a mask against the reference; without one there is nothing to say. */
export async function judge(app: App, signal: AbortSignal, progress: (p: Progress) => void): Promise<void> {
  const doc = app.document;
  const { reference, slices, labels, tolerance } = compareOf(app);
  if (!doc || !reference) return;
  const plane = comparedPlane(doc);
  const file = reference.kind === 'file' ? app.compared.truth : null;
  const all = Array.from({ length: plane.slices }, (_, w) => w);
  const chosen = file ? all : slices.corrected;
  const rows: Partial<Record<Letter, Awaited<ReturnType<typeof app.workers.ml.api.judge>>>> = {};
  const self = file ? undefined : compareOf(app).contenders.find((c) => c.of.kind === 'mask')?.letter;
  for (const { letter, mask } of masksOf(app)) {
    // a mask held against itself says nothing
    if (letter === self) continue;
    rows[letter] = await app.workers.ml.api.judge(
      {
        case: app.store.getState().current?.name ?? '',
        grid: doc.volume.grid,
        plane,
        labels: judged(app, letter, labels),
        truth: file ? file.map : labelMap(doc),
        objects: file?.objects ?? null,
        map: mask,
        // a picture of one slice is judged as a whole
        slices: plane.slices > 1 ? chosen : [],
        whole: chosen.length === plane.slices,
        tolerance,
      },
      { signal, onProgress: progress },
    );
  }
  if (app.document === doc) setCompare(app, { rows });
}

/** Labels that a contender knows: nobody is blamed for what they were never taught. */
function judged(app: App, letter: Letter, labels: readonly Label[]): number[] {
  const mine = plansOf(app)
    .find((p) => p.letter === letter)
    ?.plan.labels.map((l) => l.name);
  return labels.filter((l) => !mine || mine.includes(l.name)).map((l) => l.value);
}
