import { Problem, type ProblemKey, type Values } from '../core/problem.ts';
import type { Job, Progress } from '../core/progress.ts';

/** What a worker offers: functions of one plain-data argument. Their types are the protocol. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Api = Record<string, (args: any, job: Job) => unknown>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (p: Progress) => void;
  /** Buffers that move to the worker instead of being copied. */
  readonly transfer?: Transferable[];
}

/** The same functions as seen from the page. A call rejects with a Problem, an AbortError, or WorkerLost. */
export type Client<A extends Api> = {
  [K in keyof A]: (
    ...call: Parameters<A[K]> extends []
      ? [args?: undefined, options?: CallOptions]
      : [args: Parameters<A[K]>[0], options?: CallOptions]
  ) => Promise<Awaited<ReturnType<A[K]>>>;
};

/** The worker died (out of memory, lost device, script error). The next call starts a fresh one. */
export class WorkerLost extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'WorkerLost';
  }
}

type Ask = { id: number; name: string; args: unknown } | { id: number; abort: true };
type Answer =
  | { id: number; progress: Progress }
  | { id: number; value: unknown }
  | { id: number; error: { name: string; message: string; key?: ProblemKey; values?: Values } };

/** A value to be moved, not copied, back to the page. */
const moves = new WeakMap<object, Transferable[]>();
export function moving<T extends object>(value: T, transfer: Transferable[]): T {
  moves.set(value, transfer);
  return value;
}

/** One end of the bridge as both sides see it: a Worker on the page, `self` in the worker. */
interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (e: MessageEvent) => void): void;
}

/** Worker side: answers calls on `port` with the functions of `api`. */
export function serve(port: Port, api: Api): void {
  const running = new Map<number, AbortController>();
  port.addEventListener('message', (event: MessageEvent<Ask>) => {
    const ask = event.data;
    if ('abort' in ask) {
      running.get(ask.id)?.abort();
      return;
    }
    void answer(ask);
  });
  async function answer({ id, name, args }: { id: number; name: string; args: unknown }): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const post = (message: Answer, transfer: Transferable[] = []) => port.postMessage(message, transfer);
    try {
      const call = api[name];
      if (!call) throw new Error(`No such call: ${name}`);
      const value = await call(args, { signal: controller.signal, progress: (progress) => post({ id, progress }) });
      const transfer = typeof value === 'object' && value !== null ? (moves.get(value) ?? []) : [];
      post({ id, value }, transfer);
    } catch (e) {
      const error = e instanceof Error ? e : new Error(String(e));
      const { name: kind, message } = error;
      post({
        id,
        error:
          error instanceof Problem
            ? { name: kind, message, key: error.key, values: error.values }
            : { name: kind, message },
      });
    } finally {
      running.delete(id);
    }
  }
}

/** Page side: a client of the worker that `start` makes; it is started on the first call and again after it died. */
export function connect<A extends Api>(start: () => Worker): { readonly api: Client<A>; stop(): void } {
  interface Pending {
    resolve(value: unknown): void;
    reject(error: Error): void;
    onProgress: ((p: Progress) => void) | undefined;
  }
  let worker: Worker | null = null;
  let nextId = 1;
  const pending = new Map<number, Pending>();

  const lose = (reason: string) => {
    worker?.terminate();
    worker = null;
    const lost = [...pending.values()];
    pending.clear();
    for (const p of lost) p.reject(new WorkerLost(reason));
  };

  const ensure = (): Worker => {
    if (worker) return worker;
    const made = start();
    made.addEventListener('message', (event: MessageEvent<Answer>) => {
      const answer = event.data;
      const p = pending.get(answer.id);
      if (!p) return;
      if ('progress' in answer) {
        p.onProgress?.(answer.progress);
        return;
      }
      pending.delete(answer.id);
      if ('value' in answer) p.resolve(answer.value);
      else p.reject(revive(answer.error));
    });
    made.addEventListener('error', (event) => lose(event.message || 'The background worker stopped.'));
    made.addEventListener('messageerror', () => lose('The background worker sent something unreadable.'));
    worker = made;
    return made;
  };

  const call = (name: string, args: unknown, { signal, onProgress, transfer = [] }: CallOptions = {}) =>
    new Promise<unknown>((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      const id = nextId++;
      const onAbort = () => {
        worker?.postMessage({ id, abort: true } satisfies Ask);
        pending.delete(id);
        reject(abortError());
      };
      const settled = () => signal?.removeEventListener('abort', onAbort);
      pending.set(id, {
        resolve: (v) => (settled(), resolve(v)),
        reject: (e) => (settled(), reject(e)),
        onProgress,
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      ensure().postMessage({ id, name, args } satisfies Ask, transfer);
    });

  const api = new Proxy({} as Client<A>, {
    get: (_, name) => (args: unknown, options?: CallOptions) => call(String(name), args, options),
  });
  return { api, stop: () => lose('The background worker was stopped.') };
}

export const abortError = (): Error => new DOMException('Stopped.', 'AbortError');

function revive(e: { name: string; message: string; key?: ProblemKey; values?: Values }): Error {
  if (e.key) return new Problem(e.key, e.values);
  const error = new Error(e.message);
  error.name = e.name;
  return error;
}
