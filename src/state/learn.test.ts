import { describe, expect, it, vi } from 'vitest';
import { FIRST_OPTIONS, type GateResult, type LearnEvent, type LearnRecord } from '../core/learn.ts';
import { pictureGrid } from '../core/grid.ts';
import type { Plan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import type { Learned } from '../workers/learn.ts';
import type { App, Workers } from './app.ts';
import { run } from './commands/index.ts';
import { createApp } from './createApp.ts';
import { newDocument } from './document.ts';
import { blockedBy, refreshLearning, withFitting } from './learn.ts';
import { activated, activeOf, candidateOf, newRecord, nextNumber, rejected, withCandidate } from './versions.ts';

const plan = {
  id: 'net',
  title: 'Net',
  labels: [{ value: 1, name: 'Disc', color: [0, 0, 0] }],
  input: { channels: 1, color: 'luminance', modality: '' },
  provenance: { trainedOn: 'discs' },
} as unknown as Plan;

const verdict = (before: number, after: number): GateResult => ({
  labels: [],
  mean: { before: { dice: before, hd95: null }, after: { dice: after, hd95: null } },
  unit: 'px',
  slices: [{ caseId: 'c', caseName: 'c', slice: 1, width: 2, height: 1, diceBefore: before, diceAfter: after }],
  rules: [],
  passed: after >= before,
});

/** A page whose workers are plain functions; `trains` is what the ml worker does when it learns. */
function opened(trains: (tell: (e: LearnEvent) => void, signal: AbortSignal, resume: boolean) => Promise<Learned>) {
  const disk = { record: null as LearnRecord | null, removed: [] as string[] };
  const asked: { version: number }[] = [];
  const found = ['0', '1', '2'].map((n) => ({ caseId: 'c', caseName: 'c', slice: Number(n), changed: 5 }));
  const slice = { width: 2, height: 1, channels: 1, values: Float32Array.of(1, 3), truth: Uint8Array.of(0, 1) };
  const io = {
    store: async () => undefined,
    list: async () => ({ cases: [], freeBytes: null }),
    corrected: async () => found,
    gather: async ({ slices }: { slices: object[] }) => slices.map((s) => ({ ...s, ...structuredClone(slice) })),
    learnRecord: async () => disk.record,
    storeLearnRecord: async ({ record }: { record: LearnRecord }) => void (disk.record = record),
    removeVersion: async ({ version }: { version: number }) => void disk.removed.push(`v${version}`),
    removeRun: async () => void disk.removed.push('run'),
  };
  let pause = () => {};
  const ml = {
    start: async () => ({ backend: 'wasm', why: { key: 'backend.chosen' }, adapter: '', threads: 1 }),
    losses: async () => [
      { id: 'dice', title: 'Dice' },
      { id: 'bce', title: 'BCE' },
    ],
    learnEstimate: async () => ({ seconds: 10, bytes: 100, limit: 1000, trained: 5, parameters: 5 }),
    learn: (
      { resume }: { resume: boolean },
      { signal, onProgress }: { signal: AbortSignal; onProgress: (p: object) => void },
    ) => {
      const stopped = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(new DOMException('Stopped.', 'AbortError'))),
      );
      const paused = new Promise<Learned>((end) => (pause = () => end({ outcome: 'paused', step: 3 })));
      const tell = (detail: LearnEvent) => onProgress({ stage: 'learn', done: 0, total: 1, detail });
      return Promise.race([trains(tell, signal, resume), stopped, paused]);
    },
    pauseLearning: async () => pause(),
    setVolume: async () => undefined,
    predictSlice: async ({ version }: { version: number }) => {
      asked.push({ version });
      return { labels: Uint8Array.of(1, 1) };
    },
    gateSlice: async () => ({ before: Uint8Array.of(1, 0), after: Uint8Array.of(0, 1) }),
  };
  const app = createApp({ io: { api: io, stop() {} }, ml: { api: ml, stop() {} } } as unknown as Workers);
  const voxels = new Uint8Array(2);
  const volume = { id: 'v', name: 'v', modality: '', grid: pictureGrid(2, 1), voxels, channels: 1, about: {} };
  app.document = newDocument('c', '2026-01-01', volume as never);
  app.store.setState({
    current: { id: 'c', name: 'c', exported: false },
    models: [{ id: 'net', plan, source: 'shipped', bytes: 1, version: 1 }],
    model: 'net',
    backend: {
      backend: 'wasm',
      choice: 'auto',
      why: { key: 'backend.chosen' },
      adapter: '',
      threads: 1,
      state: 'ready',
    },
  });
  return { app, disk, asked };
}

const learn = (app: App) => app.store.getState().learn;
const states = (app: App) => learn(app).versions.map((v) => `v${v.number} ${v.state}`);
const good: Learned = { outcome: 'candidate', step: 4, slices: 1, fingerprint: 'ab', gate: verdict(0.8, 0.9) };
const forever = () => new Promise<never>(() => {});

describe('versions', () => {
  it('wait, become active, are rolled back to, and never share a number', () => {
    const record = newRecord('net');
    const made = { ...record.versions[0]!, number: 2, slices: 4 };
    const waiting = withCandidate(record, made, verdict(0.8, 0.9));
    expect(activeOf(waiting)).toMatchObject({ number: 1, dice: 0.8 });
    expect(candidateOf(waiting)).toMatchObject({ number: 2, dice: 0.9, slices: 4 });
    const accepted = activated(waiting, 2);
    expect(accepted.versions.map((v) => v.state)).toEqual(['stored', 'active']);
    expect(activated(accepted, 1).versions.map((v) => v.state)).toEqual(['active', 'stored']);
    expect(nextNumber(rejected(waiting, 2))).toBe(3);
  });
});

describe('before a run', () => {
  it('says what is missing', () => {
    const slice = (role: 'train' | 'watch' | 'gate') => ({ caseId: 'c', caseName: 'c', slice: 0, changed: 1, role });
    const three = [slice('train'), slice('gate'), slice('watch')];
    const estimate = { seconds: 1, bytes: 10, limit: 5, trained: 1, parameters: 1 };
    expect(blockedBy({ slices: three.slice(2), estimate: null })?.key).toBe('learn.tooFew');
    expect(blockedBy({ slices: three.slice(0, 2), estimate: null })).toBeNull();
    expect(blockedBy({ slices: [three[0]!, three[0]!, three[2]!], estimate: null })?.key).toBe('learn.noHeldOut');
    expect(blockedBy({ slices: three, estimate })?.key).toBe('learn.wontFit');
    expect(blockedBy({ slices: three, estimate: null })).toBeNull();
  });

  it('takes losses that fit the network', () => {
    const classes = ['softmax-dice', 'cross-entropy', 'dice-ce'].map((id) => ({ id, title: id }));
    expect(withFitting(FIRST_OPTIONS, classes).loss).toEqual([
      [0.6, 'softmax-dice'],
      [0.4, 'cross-entropy'],
    ]);
  });

  it('gives slices their roles once and keeps them', async () => {
    const { app, disk } = opened(forever);
    await refreshLearning(app);
    expect(learn(app).slices.map((s) => s.role)).toEqual(['train', 'gate', 'watch']);
    expect(disk.record?.roles).toEqual({ 'c/0': 'train', 'c/1': 'gate', 'c/2': 'watch' });
    disk.record = { ...disk.record!, roles: { ...disk.record!.roles, 'c/0': 'watch' } };
    const again = opened(forever);
    again.disk.record = disk.record;
    await refreshLearning(again.app);
    expect(learn(again.app).slices[0]!.role).toBe('watch');
  });
});

describe('the loop', () => {
  it('measures, trains, judges, predicts with the accepted version, and rolls back', async () => {
    const { app, disk, asked } = opened(async (tell) => {
      tell({ kind: 'started', train: 1, watch: 1, gate: 1 });
      tell({ kind: 'step', step: 1, loss: 0.5 });
      tell({ kind: 'saved', step: 1 });
      return good;
    });
    await refreshLearning(app);
    await run(app, 'learn-start');
    expect(learn(app).estimate?.seconds).toBe(10);
    expect(learn(app).run).toMatchObject({ state: 'finished', step: 1 });
    expect(learn(app).run!.events.map((e) => e.kind)).toEqual(['started', 'step', 'saved']);
    expect(states(app)).toEqual(['v1 active', 'v2 candidate']);
    expect(learn(app).gate?.passed).toBe(true);
    expect(disk.record).toMatchObject({ unfinished: null, versions: [{ dice: 0.8 }, { dice: 0.9, step: 4 }] });

    await run(app, 'learn-worst', 0);
    expect(learn(app).worst).toMatchObject({ picture: Uint8Array.of(0, 255), after: Uint8Array.of(0, 1) });

    app.document!.edits[0] = 0;
    await run(app, 'learn-accept');
    expect(states(app)).toEqual(['v1 stored', 'v2 active']);
    expect(asked).toEqual([{ version: 2 }]);
    expect([...app.document!.prediction]).toEqual([1, 1]);
    expect(app.document!.edits[0]).toBe(0);

    await run(app, 'learn-rollback', 1);
    expect(states(app)).toEqual(['v1 active', 'v2 stored']);
    expect(asked.at(-1)).toEqual({ version: 1 });
  });

  it('rejects, and rejects what still waits when it trains again', async () => {
    const { app, disk } = opened(async () => good);
    await run(app, 'learn-refresh');
    await run(app, 'learn-start');
    await run(app, 'learn-reject');
    expect(states(app)).toEqual(['v1 active', 'v2 rejected']);
    await run(app, 'learn-start');
    await run(app, 'learn-start');
    expect(states(app)).toEqual(['v1 active', 'v2 rejected', 'v3 rejected', 'v4 candidate']);
    expect(disk.removed).toEqual(['v2', 'v3']);
  });

  it('waits when paused and goes on with its own options', async () => {
    const resumed: boolean[] = [];
    const { app, disk } = opened((tell, _, resume) => {
      resumed.push(resume);
      tell({ kind: 'saved', step: 3 });
      return resume ? Promise.resolve(good) : forever();
    });
    await run(app, 'learn-refresh');
    await run(app, 'learn-options', { steps: 40 });
    const first = run(app, 'learn-start');
    await expect.poll(() => learn(app).run?.events.length).toBe(1);
    await run(app, 'learn-options', { steps: 7 });
    await run(app, 'learn-pause');
    await first;
    expect(learn(app).run?.state).toBe('paused');
    expect(disk.record?.unfinished).toMatchObject({ step: 3, options: { steps: 40 } });
    await run(app, 'learn-resume');
    expect(learn(app).run).toMatchObject({ state: 'finished', steps: 40 });
    expect(resumed).toEqual([false, true]);
    expect(disk.record?.unfinished).toBeNull();
  });

  it('leaves nothing of a run that was stopped', async () => {
    const { app, disk } = opened((tell) => {
      tell({ kind: 'saved', step: 3 });
      return forever();
    });
    await run(app, 'learn-refresh');
    const first = run(app, 'learn-start');
    await expect.poll(() => learn(app).run?.events.length).toBe(1);
    await run(app, 'learn-stop');
    await first;
    expect(learn(app).run?.state).toBe('stopped');
    expect(disk.record?.unfinished).toBeNull();
    expect(app.store.getState().notices).toEqual([]);
  });

  it('goes on from what was saved when the device is lost, and offers the rest after a second failure', async () => {
    vi.stubGlobal('document', { baseURI: 'http://localhost/' });
    const resumed: boolean[] = [];
    const { app } = opened((tell, _, resume) => {
      resumed.push(resume);
      tell({ kind: 'saved', step: 5 });
      return Promise.reject(new Problem('backend.lost'));
    });
    await run(app, 'learn-refresh');
    await run(app, 'learn-start');
    expect(resumed).toEqual([false, true]);
    expect(learn(app).run?.state).toBe('paused');
    vi.unstubAllGlobals();
  });

  it('offers a run that a closed tab left', async () => {
    const { app, disk } = opened(async () => good);
    const history = { steps: 60, startedAt: 1, events: [{ kind: 'step', step: 20, loss: 0.5, at: 2 } as const] };
    disk.record = { ...newRecord('net'), unfinished: { options: { ...FIRST_OPTIONS, steps: 60 }, step: 20 }, history };
    await run(app, 'learn-refresh');
    expect(learn(app).unfinished).toEqual({ step: 20, steps: 60 });
    expect(learn(app).run).toMatchObject({ state: 'ended', step: 20, steps: 60, events: history.events });
    await run(app, 'learn-resume-unfinished');
    expect(learn(app).run).toMatchObject({ state: 'finished', steps: 60 });
    expect(learn(app).run!.events.map((e) => e.kind)).toEqual(['step', 'resumed']);
    expect(learn(app).unfinished).toBeNull();
    expect(disk.record.history).toMatchObject({ steps: 60, end: 'finished' });
  });

  it('tells that nothing better was found, and changes nothing', async () => {
    const { app } = opened(async () => ({ outcome: 'noBetter', step: 200 }));
    await run(app, 'learn-refresh');
    await run(app, 'learn-start');
    expect(states(app)).toEqual(['v1 active']);
    expect(app.store.getState().notices[0]!.title.key).toBe('notice.noBetter');
  });
});

it('confirms a slice: every pixel becomes a decision, the label map stays as it was', async () => {
  const { app } = opened(forever);
  app.document!.prediction.set([1, 0]);
  await run(app, 'confirm-slice');
  expect([...app.document!.edits]).toEqual([1, 0]);
  expect(app.store.getState().history.past[0]!.edit.title.key).toBe('edit.confirmSlice');
});
