import {
  FEWEST_SLICES,
  type LearnEvent,
  type LearnOptions,
  type LearnRecord,
  type RunEvent,
  type RunHistory,
  sliceKey,
  thinned,
  type Version,
  withRoles,
} from '../core/learn.ts';
import type { Message } from '../core/problem.ts';
import type { Learned } from '../workers/learn.ts';
import type { App } from './app.ts';
import type { ModelInfo } from './appState.ts';
import { flush } from './autosave.ts';
import { withBackend } from './backend.ts';
import type { LearnRun, LearnState } from './learnState.ts';
import { isAbort, notify, report } from './notices.ts';
import { activeOf, candidateOf, newRecord, nextNumber, withCandidate } from './versions.ts';

/** A run: its options, which stay as they were while the form goes on changing, and where it began or went on. */
interface Run {
  readonly controller: AbortController;
  readonly options: LearnOptions;
  readonly step: number;
  readonly at: number;
}

/** What learning keeps beside the store. */
interface Session {
  /** By model, each read once. */
  readonly records: Map<string, LearnRecord>;
  run: Run | null;
  /** Records are written one after the other: an older one never lands last. */
  writing: Promise<void>;
}
const sessions = new WeakMap<App, Session>();

function sessionOf(app: App): Session {
  let session = sessions.get(app);
  if (!session) {
    session = { records: new Map(), run: null, writing: Promise.resolve() };
    sessions.set(app, session);
  }
  return session;
}

export const setLearn = (app: App, change: Partial<LearnState>): void =>
  app.store.setState((s) => ({ learn: { ...s.learn, ...change } }));

/** The model that learns: the one chosen. */
export function learner(app: App): ModelInfo | null {
  const { models, model } = app.store.getState();
  return models.find((m) => m.id === model) ?? null;
}

/** The record of a model, read once. */
export async function recordOf(app: App, model: string): Promise<LearnRecord> {
  const { records } = sessionOf(app);
  const stored = records.has(model) ? null : await app.workers.io.api.learnRecord({ model });
  const record = records.get(model) ?? stored ?? newRecord(model);
  records.set(model, record);
  return record;
}

/** Writes a record and shows it. */
export async function keepRecord(app: App, record: LearnRecord): Promise<void> {
  const session = sessionOf(app);
  session.records.set(record.model, record);
  showRecord(app, record);
  const write = () => app.workers.io.api.storeLearnRecord({ record });
  session.writing = session.writing.then(write, write);
  await session.writing;
}

function showRecord(app: App, record: LearnRecord): void {
  if (learner(app)?.id !== record.model) return;
  const { learn } = app.store.getState();
  const { unfinished } = record;
  const run = isLearning(app) || learn.run?.model === record.model ? learn.run : earlierRun(record);
  const waits = run?.state === 'running' || run?.state === 'paused';
  setLearn(app, {
    run,
    versions: record.versions,
    gate: candidateOf(record)?.gate ?? null,
    unfinished: unfinished && !waits ? { step: unfinished.step, steps: unfinished.options.steps } : null,
  });
}

/** The latest run of a model, as another page left it. */
function earlierRun({ model, history, unfinished }: LearnRecord): LearnRun | null {
  if (!history) return null;
  const last = history.events.findLast((e) => e.kind === 'step');
  return { ...history, model, state: history.end ?? 'ended', step: unfinished?.step ?? last?.step ?? 0, left: null };
}

/** Why a run cannot start, or null. */
export function blockedBy({ slices, estimate }: Pick<LearnState, 'slices' | 'estimate'>): Message | null {
  if (slices.length < FEWEST_SLICES) return { key: 'learn.tooFew' };
  if (!slices.some((s) => s.role === 'gate') || !slices.some((s) => s.role === 'train'))
    return { key: 'learn.noHeldOut' };
  if (estimate && estimate.bytes > estimate.limit) return { key: 'learn.wontFit' };
  return null;
}

/** Looks for corrected slices in all stored cases, gives new ones their role, and shows what is known of the model. */
export async function refreshLearning(app: App): Promise<void> {
  const info = learner(app);
  if (!info) {
    setLearn(app, {
      slices: [],
      versions: [],
      gate: null,
      worst: null,
      unfinished: null,
      blocked: { key: 'reason.noModel' },
    });
    return;
  }
  const { plan, id } = info;
  await flush(app);
  const { io, ml } = app.workers;
  const [found, losses] = await Promise.all([io.api.corrected({ plan }), ml.api.losses({ plan })]);
  let record = await recordOf(app, id);
  const slices = withRoles(found, record.roles);
  const roles = Object.fromEntries(slices.map((s) => [sliceKey(s), s.role]));
  if (slices.some((s) => !record.roles[sliceKey(s)])) {
    record = { ...record, roles: { ...record.roles, ...roles } };
    await keepRecord(app, record);
  }
  if (learner(app)?.id !== id) return;
  const { options, estimate } = app.store.getState().learn;
  setLearn(app, {
    slices,
    losses,
    options: withFitting(options, losses),
    blocked: blockedBy({ slices, estimate }),
    suggestions: [],
    worst: null,
  });
  showRecord(app, record);
}

/** Options whose losses fit the network: those chosen, else a mix of Dice and cross-entropy of its kind. */
export function withFitting(options: LearnOptions, losses: LearnState['losses']): LearnOptions {
  const fits = (id: string) => losses.some((l) => l.id === id);
  if (losses.length === 0 || options.loss.every(([, id]) => fits(id))) return options;
  const pair = [fits('dice') ? 'dice' : 'softmax-dice', fits('bce') ? 'bce' : 'cross-entropy'] as const;
  return { ...options, loss: [[0.6, pair[0]] as const, [0.4, pair[1]] as const] };
}

export const isLearning = (app: App): boolean => sessionOf(app).run !== null;

/** Ends the run at once; nothing of it is kept. */
export const stopLearning = (app: App): void => sessionOf(app).run?.controller.abort();

/**
 * Runs a training, or goes on with one that was saved after step `from`, beside everything else: painting and predicting
 * go on. Ends when the run waits, has made a version, or is stopped; what goes wrong is told.
 */
export async function runLearning(app: App, options: LearnOptions, from: number | null): Promise<void> {
  const info = learner(app);
  const session = sessionOf(app);
  if (!info || session.run) return;
  const controller = new AbortController();
  session.run = { controller, options, step: from ?? 0, at: Date.now() };
  begin(app, info.id, options, from);
  try {
    const record = await recordOf(app, info.id);
    // a new run takes the place of one that waited
    if (from === null && record.unfinished) await keepRecord(app, { ...record, unfinished: null });
    const candidate = nextNumber(record);
    const learned = await trained(app, info, record, candidate, options, from, controller.signal);
    await settle(app, info.id, candidate, options, learned);
  } catch (e) {
    await failed(app, info.id, e);
  } finally {
    session.run = null;
  }
}

async function trained(
  app: App,
  { plan, source }: ModelInfo,
  record: LearnRecord,
  candidate: number,
  options: LearnOptions,
  begun: number | null,
  signal: AbortSignal,
): Promise<Learned> {
  const active = activeOf(record).number;
  const from = options.from === 'base' ? 1 : active;
  let learned: Learned | null = null;
  let again = begun !== null;
  await withBackend(app, signal, async (ml) => {
    const slices = await app.workers.io.api.gather({ plan, slices: app.store.getState().learn.slices }, { signal });
    const transfer = slices.flatMap((s) => [s.values.buffer as ArrayBuffer, s.truth.buffer as ArrayBuffer]);
    const args = { plan, source, from, active, candidate, slices, options, resume: again };
    // a device that was lost on the way: the second try goes on from what was saved
    again = true;
    learned = await ml.learn(args, {
      signal,
      transfer,
      onProgress: (p) => p.detail && follow(app, record.model, p.detail),
    });
  });
  if (!learned) throw new Error('The run ended without an answer.');
  return learned;
}

/** Shows a run that begins, or goes on after step `from` with the curves that it has so far. */
function begin(app: App, model: string, options: LearnOptions, from: number | null): void {
  const { run } = app.store.getState().learn;
  const now = Date.now();
  const before = from !== null && run?.model === model ? run : null;
  const events: readonly RunEvent[] = before
    ? [...before.events.filter((e) => !('step' in e) || e.step <= from!), { kind: 'resumed', step: from!, at: now }]
    : [];
  const startedAt = before?.startedAt ?? now;
  const fresh = {
    model,
    state: 'running',
    step: from ?? 0,
    steps: options.steps,
    startedAt,
    left: null,
    events,
  } as const;
  setLearn(app, { run: fresh, gate: null, worst: null, unfinished: null });
}

/** Shows what the worker tells, and notes a saved state. */
function follow(app: App, model: string, event: LearnEvent): void {
  const shown = app.store.getState().learn.run;
  const { run, records } = sessionOf(app);
  if (!shown || !run || shown.model !== model) return;
  const now = Date.now();
  const step = event.kind === 'step' ? event.step : shown.step;
  const done = step - run.step;
  const left = done > 1 ? ((now - run.at) / 1000 / done) * (shown.steps - step) : null;
  const grown = { ...shown, step, left, events: [...shown.events, { ...event, at: now }] };
  setLearn(app, { run: grown });
  const record = records.get(model);
  if (event.kind === 'saved' && record) {
    const unfinished = { options: run.options, step: event.step };
    keepRecord(app, { ...record, unfinished, history: historyOf(app) }).catch((e: unknown) => report(app, e));
  }
}

const ended = (app: App, state: LearnRun['state']): void =>
  setLearn(app, { run: withRun(app.store.getState().learn.run, state) });
const withRun = (run: LearnRun | null, state: LearnRun['state']): LearnRun | null =>
  run && { ...run, state, left: null };

const historyOf = (app: App): RunHistory | undefined => {
  const { run } = app.store.getState().learn;
  if (!run) return undefined;
  return thinned({ ...run, end: run.state === 'finished' || run.state === 'stopped' ? run.state : undefined });
};

/** Keeps what came out. */
async function settle(app: App, model: string, number: number, options: LearnOptions, learned: Learned): Promise<void> {
  if (learned.outcome === 'paused') {
    ended(app, 'paused');
    return;
  }
  const stopped = app.store.getState().learn.run?.events.some((e) => e.kind === 'stopped');
  ended(app, stopped ? 'stopped' : 'finished');
  const record: LearnRecord = { ...(await recordOf(app, model)), unfinished: null, history: historyOf(app) };
  if (learned.outcome === 'noBetter') {
    await keepRecord(app, record);
    notify(app, { kind: 'info', title: { key: 'notice.noBetter' }, detail: { key: 'notice.noBetter.detail' } });
    return;
  }
  const { step, slices, fingerprint, gate } = learned;
  const made: Version = {
    number,
    state: 'candidate',
    at: Date.now(),
    slices,
    dice: null,
    step,
    options,
    fingerprint,
    gate,
  };
  await keepRecord(app, withCandidate(record, made, gate));
  // on its own screen the gate speaks for itself, and a notice would cover it
  if (app.store.getState().mode === 'learn') return;
  notify(app, {
    kind: gate.passed ? 'success' : 'warning',
    title: { key: gate.passed ? 'notice.learned' : 'notice.refused', values: { n: number } },
    action: { title: { key: 'notice.toGate' }, command: 'show-mode', args: 'learn' },
  });
}

/** A stop asked for leaves nothing; after anything else the run can go on from what was saved last. */
async function failed(app: App, model: string, e: unknown): Promise<void> {
  const record = await recordOf(app, model).catch(() => null);
  const wait = !isAbort(e) && record?.unfinished != null;
  ended(app, wait ? 'paused' : 'stopped');
  const unfinished = isAbort(e) ? null : (record?.unfinished ?? null);
  if (record) await keepRecord(app, { ...record, unfinished, history: historyOf(app) }).catch(() => undefined);
  report(app, e);
}
