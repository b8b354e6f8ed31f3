import { Problem } from '../core/problem.ts';
import type { App, Workers } from './app.ts';
import type { BackendStatus } from './appState.ts';
import { stopRunning } from './jobs.ts';
import { shippedModels } from './models.ts';
import { isAbort, notify } from './notices.ts';

type Ml = Workers['ml']['api'];

const start = (app: App, choice: BackendStatus['choice']) => {
  const { halfWeights } = app.store.getState().settings;
  return app.workers.ml.api.start({ choice, models: shippedModels(), halfWeights });
};

/** Starts the engine and shows which backend runs and why. A choice that fails leaves a plain reason in the badge. */
export async function startBackend(app: App, choice: BackendStatus['choice']): Promise<void> {
  await stopRunning(app);
  app.store.setState((s) => ({
    backend: { ...s.backend, choice, state: 'starting', why: { key: 'backend.starting' } },
  }));
  try {
    const { backend, why, adapter, threads } = await start(app, choice);
    app.store.setState({ backend: { backend, choice, why, adapter, threads, state: 'ready' } });
  } catch (e) {
    const reason = e instanceof Error ? e.message : String(e);
    app.store.setState({
      backend: {
        backend: null,
        choice,
        why: { key: 'problem.backend.none', values: { reason } },
        adapter: '',
        threads: 1,
        state: 'none',
      },
    });
  }
}

const lost = (e: unknown): boolean =>
  (e instanceof Problem && e.key === 'backend.lost') || (e instanceof Error && e.name === 'WorkerLost');

/**
 * Runs work on the engine. When the graphics card or the worker stops in the middle, the engine is started afresh
 * on the processor, the user is told, and the work runs once more.
 */
export async function withBackend(app: App, signal: AbortSignal, work: (ml: Ml) => Promise<void>): Promise<void> {
  const { state, choice } = app.store.getState().backend;
  if (state === 'none' || state === 'lost') await startBackendWithin(app, choice);
  try {
    await work(app.workers.ml.api);
  } catch (e) {
    if (e instanceof Problem && e.key === 'backend.memory') {
      // a wasm module that ran out of memory stays dead; trying the same again would end the same way
      app.workers.ml.stop();
      app.store.setState((s) => ({ backend: { ...s.backend, state: 'lost' } }));
    }
    if (isAbort(e) || signal.aborted || !lost(e)) throw e;
    app.workers.ml.stop();
    const was = app.store.getState().backend.backend;
    await startBackendWithin(app, was === 'webgpu' ? 'wasm' : choice);
    notify(app, {
      kind: 'error',
      title: { key: was === 'webgpu' ? 'notice.gpuStopped' : 'notice.workerStopped' },
      detail: { key: was === 'webgpu' ? 'notice.usingProcessor' : 'notice.startedAgain' },
      action:
        was === 'webgpu' ? { title: { key: 'notice.tryAgain' }, command: 'choose-backend', args: 'auto' } : undefined,
    });
    await work(app.workers.ml.api);
  }
}

/** As `startBackend`, from inside a job: the job goes on. Throws when no backend starts. */
async function startBackendWithin(app: App, choice: BackendStatus['choice']): Promise<void> {
  const { backend, why, adapter, threads } = await start(app, choice);
  app.store.setState((s) => ({
    backend: { backend, choice: s.backend.choice, why, adapter, threads, state: 'ready' },
  }));
}
