import { discPng } from '../../e2e/fixtures/files.ts';
import { Limn } from '../../e2e/pages/limn.ts';
import { type Figure, type Measure, percentile } from '../figure.ts';

/** A trace event of Chromium, as far as it is used here. Times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly id?: string;
  readonly id2?: { readonly local?: string; readonly global?: string };
  readonly args?: {
    readonly data?: { readonly type?: string };
    readonly event_latency?: { readonly event_type?: string };
  };
}

const MOVES = 60;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A stroke of 60 moves at 60 Hz, sent without waiting for answers, over a picture of 512² and of 2048². */
export const painting: Measure = async ({ origin, browser, wants, note }) => {
  const figures: Figure[] = [];
  for (const size of [512, 2048]) {
    const id = `painting/${size}`;
    if (!wants(id)) continue;
    note(id);
    const page = await browser.newPage({ baseURL: origin, viewport: { width: 1440, height: 900 } });
    const limn = new Limn(page);
    await limn.goto();
    await limn.openFiles([discPng(`picture-${size}.png`, size, size)]);
    await limn.expectOpen(`picture-${size}`);
    await limn.bench.tool('Brush').click();
    await limn.stage.expectDrawn();
    const box = (await limn.stage.region.boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', n: number, y: number) =>
      session.send('Input.dispatchMouseEvent', {
        type,
        x: box.x + box.width * (0.3 + (0.4 * n) / MOVES),
        y: box.y + box.height * (y + 0.15 * Math.sin((n / MOVES) * 4 * Math.PI)),
        button: 'left',
        buttons: type === 'mouseReleased' ? 0 : 1,
        clickCount: type === 'mouseMoved' ? 0 : 1,
      });
    const stroke = async (y: number) => {
      await send('mousePressed', 0, y);
      const start = performance.now();
      const sent: Promise<unknown>[] = [];
      for (let n = 1; n <= MOVES; n++) {
        const wait = start + (n * 1000) / 60 - performance.now();
        if (wait > 0) await sleep(wait);
        sent.push(send('mouseMoved', n, y));
      }
      await Promise.all(sent);
      await send('mouseReleased', MOVES, y);
      await sleep(400);
    };
    await stroke(0.3);
    await page.evaluate(() => {
      const tasks: number[] = [];
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({
        type: 'longtask',
      });
      Object.assign(window, { longTasks: tasks });
    });
    await browser.startTracing(page, { categories: ['cc', 'benchmark', 'input', 'latencyInfo', 'devtools.timeline'] });
    await stroke(0.6);
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks));
    await page.close();
    const { handlers, shown } = moves(trace.traceEvents);
    const aim = size === 512 ? 16 : 33;
    figures.push(
      { id: `${id}/handling a move, p50`, value: percentile(handlers, 0.5), unit: 'ms' },
      { id: `${id}/handling a move, p95`, value: percentile(handlers, 0.95), unit: 'ms' },
      { id: `${id}/pointer to pixel, p50`, value: percentile(shown, 0.5), unit: 'ms' },
      { id: `${id}/pointer to pixel, p95`, value: percentile(shown, 0.95), unit: 'ms', aim },
      { id: `${id}/longest main-thread task over 50 ms`, value: longest, unit: 'ms', aim: 50 },
    );
  }
  return figures;
};

/** ms of script per delivered move, and ms from input to presentation (EventLatency) of the moves that got a frame. */
function moves(events: readonly TraceEvent[]): { handlers: number[]; shown: number[] } {
  const handlers: number[] = [];
  const shown: number[] = [];
  const open = new Map<string, TraceEvent>();
  for (const e of events) {
    if (e.name === 'EventDispatch' && e.ph === 'X' && e.args?.data?.type === 'pointermove') {
      handlers.push((e.dur ?? 0) / 1000);
    }
    if (e.name !== 'EventLatency') continue;
    const key = `${e.pid}:${e.id2?.local ?? e.id2?.global ?? e.id}`;
    if (e.ph === 'b') open.set(key, e);
    const begun = e.ph === 'e' ? open.get(key) : undefined;
    if (!begun) continue;
    open.delete(key);
    const took = (e.ts - begun.ts) / 1000;
    // moves merged into a later one end at once
    if (/MOUSE_(DRAGGED|MOVED)/.test(begun.args?.event_latency?.event_type ?? '') && took > 1) shown.push(took);
  }
  return { handlers, shown };
}
