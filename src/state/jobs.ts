import type { Message } from '../core/problem.ts';
import type { Progress } from '../core/progress.ts';
import { abortedError } from './abort.ts';
import type { App, Running } from './app.ts';

/** Stops the running job, if any, and waits until it has taken back what it did. */
export async function stopRunning(app: App): Promise<void> {
  const { running } = app;
  running?.abort();
  await running?.done;
}

/** Runs one long job at a time: shows its progress and time left, and lets `stop-job` end it. */
export async function runJob<T>(
  app: App,
  title: Message,
  work: (signal: AbortSignal, progress: (p: Progress) => void) => Promise<T>,
): Promise<T> {
  await stopRunning(app);
  const controller = new AbortController();
  let ended = (): void => {};
  const running: Running = { abort: () => controller.abort(), done: new Promise((resolve) => (ended = resolve)) };
  app.running = running;
  const startedAt = Date.now();
  const id = `${startedAt}`;
  let stage = '';
  let stageStart = startedAt;
  app.store.setState({ job: { id, title, stage: 'start', done: 0, total: 0, startedAt, left: null } });
  const progress = ({ stage: at, done, total }: Progress) => {
    if (app.running !== running) return;
    const now = Date.now();
    if (at !== stage) {
      stage = at;
      stageStart = now;
    }
    const left = done > 1 && total > done ? ((now - stageStart) / 1000 / done) * (total - done) : null;
    app.store.setState({ job: { id, title, stage: at, done, total, startedAt, left } });
  };
  try {
    const value = await work(controller.signal, progress);
    if (controller.signal.aborted) throw abortedError();
    return value;
  } finally {
    if (app.running === running) {
      app.running = null;
      app.store.setState({ job: null });
    }
    ended();
  }
}
