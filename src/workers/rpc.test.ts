import { afterEach, describe, expect, it } from 'vitest';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import { connect, moving, serve, WorkerLost } from './rpc.ts';

const api = {
  double: async ({ n }: { n: number }) => 2 * n,
  refuse: async ({ name }: { name: string }) => {
    throw new Problem('file.empty', { name });
  },
  break: async () => {
    throw new TypeError('bad');
  },
  count: async ({ to }: { to: number }, job: Job) => {
    for (let n = 1; n <= to; n++) job.progress({ stage: 'count', done: n, total: to });
    return to;
  },
  wait: (_: object, job: Job) =>
    new Promise<string>((_resolve, reject) =>
      job.signal.addEventListener('abort', () => {
        stopped++;
        reject(job.signal.reason as Error);
      }),
    ),
  buffer: async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    return moving(bytes, [bytes.buffer]);
  },
};
let stopped = 0;
let started = 0;

/** A worker made of one end of a message channel, that can be made to fail. */
class ChannelWorker extends EventTarget {
  readonly channel = new MessageChannel();
  constructor() {
    super();
    started++;
    serve(this.channel.port2 as never, api);
    this.channel.port2.start();
    this.channel.port1.addEventListener('message', (e) =>
      this.dispatchEvent(new MessageEvent('message', { data: (e as MessageEvent).data })),
    );
    this.channel.port1.start();
    open.push(this);
  }
  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.channel.port1.postMessage(message, transfer as never);
  }
  terminate(): void {
    this.channel.port1.close();
  }
}
const open: ChannelWorker[] = [];
const bridge = () => connect<typeof api>(() => new ChannelWorker() as unknown as Worker);
afterEach(() => open.splice(0).forEach((w) => w.terminate()));

describe('the worker bridge', () => {
  it('answers calls, many at a time', async () => {
    const { api: client } = bridge();
    expect(await Promise.all([1, 2, 3].map((n) => client.double({ n })))).toEqual([2, 4, 6]);
  });

  it('brings a Problem over whole, and other errors with their name', async () => {
    const { api: client } = bridge();
    const problem = await client.refuse({ name: 'a.png' }).catch((e: unknown) => e);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      key: 'file.empty',
      values: { name: 'a.png' },
      message: 'a.png is empty (0 bytes). Choose another file.',
    });
    await expect(client.break()).rejects.toMatchObject({ name: 'TypeError', message: 'bad' });
  });

  it('reports progress before the answer', async () => {
    const seen: number[] = [];
    await bridge().api.count({ to: 3 }, { onProgress: (p) => seen.push(p.done) });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('stops a call on both sides', async () => {
    stopped = 0;
    const controller = new AbortController();
    const call = bridge().api.wait({}, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise((r) => setTimeout(r, 20));
    expect(stopped).toBe(1);
  });

  it('moves buffers that the api marks', async () => {
    expect([...(await bridge().api.buffer())]).toEqual([1, 2, 3]);
  });

  it('rejects what is open when the worker dies, and starts a fresh one for the next call', async () => {
    started = 0;
    const { api: client } = bridge();
    const call = client.wait({});
    open.at(-1)!.dispatchEvent(Object.assign(new Event('error'), { message: 'out of memory' }));
    await expect(call).rejects.toBeInstanceOf(WorkerLost);
    await expect(client.double({ n: 4 })).resolves.toBe(8);
    expect(started).toBe(2);
  });
});
