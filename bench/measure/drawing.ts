import { decode } from 'fast-png';
import type { CDPSession, Page } from 'playwright';
import { countEvents, countUploads, takeCounts } from '../drawing/counters.ts';
import { Hand, MOVES, type Spot, wave } from '../drawing/hand.ts';
import { browseOurs, paintOurs, undoOurs } from '../drawing/ours.ts';
import type { Shown } from '../drawing/shown.ts';
import { strokeBytes } from '../drawing/strokeBytes.ts';
import type { Bench, Measure } from '../figure.ts';
import { servePeers } from '../peerPages.ts';
import { median, type Row, rowOf } from '../row.ts';

/** Pages of other viewers, and the least of a viewer. */
const PEERS = [
  { page: 'plainCanvas', name: 'plain canvas' },
  { page: 'niivue', name: 'NiiVue 0.69.0' },
  { page: 'cornerstone', name: 'Cornerstone3D 5.14.0' },
] as const;

const SIZES = [512, 2048, 4096];
const STACK = { size: 512, slices: 60 };
const NOTCHES = 40;
/** Bytes of history, and the steps that are to fit. */
const HISTORY = 64 * 2 ** 20;
const STEPS = 200;
const PORT = 4391;
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A viewer on a page of its own, with a mouse. */
interface Viewer {
  readonly page: Page;
  readonly hand: Hand;
  readonly shown: Shown;
  undo(): Promise<void>;
  /** ms that the main thread of the page has worked. */
  cpu(): Promise<number>;
  close(): Promise<void>;
}

interface Contestant {
  readonly name: string;
  paint(page: Page, size: number): Promise<Shown>;
  browse(page: Page): Promise<Shown>;
  undo(page: Page): Promise<void>;
}

/** What ours found, for the others to do likewise: the side of the picture, CSS px, and the radius of the brush, image px. */
interface Likewise {
  side: number;
  radius: number;
}

const ours = (like: Likewise): Contestant => ({
  name: 'Limn',
  async paint(page, size) {
    const { shown, radius } = await paintOurs(page, size);
    Object.assign(like, { side: Math.floor(shown.side), radius } satisfies Likewise);
    return shown;
  },
  browse: (page) => browseOurs(page, STACK.size, STACK.slices),
  undo: undoOurs,
});

/** Draws, shows and browses in the same square as ours, so that as many pixels change on the screen. */
function peer(name: string, url: string, like: Likewise): Contestant {
  const start = async (page: Page): Promise<Shown> => {
    await page.goto(`${url}?view=${like.side}`);
    await page.waitForFunction(() => window.drawingPeer);
    const windowButton = await page.evaluate(() => window.drawingPeer!.windowButton);
    return { x: 0, y: 0, side: like.side, windowButton };
  };
  return {
    name,
    async paint(page, size) {
      const shown = await start(page);
      await page.evaluate(([n, r]) => window.drawingPeer!.paint(n!, r!), [size, like.radius]);
      return shown;
    },
    async browse(page) {
      const shown = await start(page);
      await page.evaluate(({ size, slices }) => window.drawingPeer!.browse(size, slices), STACK);
      return shown;
    },
    undo: (page) => page.evaluate(() => void window.drawingPeer!.undo()),
  };
}

async function openViewer(
  { browser, origin }: Bench,
  contestant: Contestant,
  task: { paint: number } | 'browse',
  uploads = false,
): Promise<Viewer> {
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1680, height: 1100 } });
  const page = await context.newPage();
  await countEvents(page);
  if (uploads) await countUploads(page);
  const session: CDPSession = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const shown = task === 'browse' ? await contestant.browse(page) : await contestant.paint(page, task.paint);
  await sleep(800);
  return {
    page,
    shown,
    hand: new Hand(page, session, shown),
    undo: () => contestant.undo(page),
    async cpu() {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * metrics.find((m) => m.name === 'ThreadTime')!.value;
    },
    close: () => context.close(),
  };
}

/** Pixels of the page; colours only. */
async function looks(page: Page): Promise<(x: number, y: number) => number> {
  const { data, width, channels } = decode(await page.screenshot());
  return (x, y) => {
    const at = channels * (Math.round(y) * width + Math.round(x));
    return (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
  };
}

/** Spots that look as before: where a stroke should be and is not. */
async function missed(viewer: Viewer, before: (x: number, y: number) => number, spots: readonly Spot[]) {
  await viewer.hand.hover([0.02, 0.02]);
  await viewer.hand.settled();
  const after = await looks(viewer.page);
  return spots.filter((spot) => {
    const [x, y] = viewer.hand.place(spot);
    return before(x, y) === after(x, y);
  }).length;
}

interface Stroke {
  readonly move: number;
  readonly delivered: number;
  readonly missed: number;
  readonly jumped: number;
  readonly undo: number;
}

const along = (a: Spot, b: Spot, t: number): Spot => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];

/** A stroke of 60 moves at 60 Hz, whether its whole way is painted, a jump likewise, and the undo of the stroke. */
async function strokeOf(viewer: Viewer): Promise<Stroke> {
  const { hand, page } = viewer;
  await hand.drag((n) => [0.3 + (0.3 * n) / MOVES, 0.15], 10);
  await sleep(300);
  await viewer.undo();
  await hand.hover([0.02, 0.02]);
  await sleep(500);
  const clean = await looks(page);
  await takeCounts(page);
  const start = await viewer.cpu();
  await hand.drag(wave);
  const worked = (await viewer.cpu()) - start;
  const { delivered } = await takeCounts(page);
  const way = Array.from({ length: MOVES * 4 + 1 }, (_, n) => {
    const whole = Math.floor(n / 4);
    return along(wave(whole), wave(Math.min(MOVES, whole + 1)), (n % 4) / 4);
  });
  const missing = await missed(viewer, clean, way);
  await sleep(300);
  const beforeUndo = await viewer.cpu();
  await viewer.undo();
  await hand.settled();
  const undo = (await viewer.cpu()) - beforeUndo;
  // one jump over 60 % of the picture: a straight line
  const [from, to]: [Spot, Spot] = [
    [0.2, 0.3],
    [0.8, 0.6],
  ];
  await sleep(300);
  await hand.careful((n) => (n === 0 ? from : to), 1);
  await hand.release(to);
  const line = Array.from({ length: 191 }, (_, n) => along(from, to, (n + 5) / 200));
  const jumped = await missed(viewer, clean, line);
  return { move: worked / delivered, delivered, missed: missing, jumped, undo };
}

/** Bytes handed to canvases and textures a move, moves shown one by one. */
async function uploadsOf(viewer: Viewer): Promise<number> {
  const path = (n: number): Spot => [0.2 + 0.012 * n, 0.5];
  await viewer.hand.careful(path, 1);
  await takeCounts(viewer.page);
  const moves = 10;
  for (let n = 2; n < 2 + moves; n++) {
    const [x, y] = viewer.hand.place(path(n));
    await viewer.page.mouse.move(x, y);
    await viewer.hand.settled();
  }
  const { bytes } = await takeCounts(viewer.page);
  await viewer.hand.release(path(1 + moves));
  return bytes / moves;
}

async function browsed(viewer: Viewer): Promise<{ window: number; slice: number }> {
  const { hand, page, shown } = viewer;
  const timed = async (act: () => Promise<void>) => {
    await takeCounts(page);
    const start = await viewer.cpu();
    await act();
    const worked = (await viewer.cpu()) - start;
    return worked / (await takeCounts(page)).delivered;
  };
  const sweep = (n: number): Spot => [0.4 + (0.2 * n) / MOVES, 0.5 + 0.05 * Math.sin(n / 6)];
  const turn = () => hand.wheel([0.5, 0.5], NOTCHES);
  await hand.drag(sweep, 10, shown.windowButton);
  await turn();
  await sleep(500);
  const window = await timed(() => hand.drag(sweep, MOVES, shown.windowButton));
  await sleep(300);
  return { window, slice: await timed(turn) };
}

/** `what` for every contestant in every round, ours first in one and last in the next. */
async function rounds<T>(
  bench: Bench,
  contestants: readonly Contestant[],
  task: { paint: number } | 'browse',
  what: (viewer: Viewer) => Promise<T>,
): Promise<Map<Contestant, T[]>> {
  const results = new Map<Contestant, T[]>(contestants.map((c) => [c, []]));
  for (let round = 0; round < bench.rounds; round++) {
    const order = round % 2 ? contestants.toReversed() : contestants;
    for (const contestant of order) {
      const viewer = await openViewer(bench, contestant, task);
      try {
        results.get(contestant)!.push(await what(viewer));
      } finally {
        await viewer.close();
      }
    }
  }
  return results;
}

interface Column<T> {
  readonly name: string;
  readonly unit: string;
  readonly value: (result: T) => number;
  /** Largest ratio wanted, by peer; or for `absolute` the largest value of ours. */
  readonly aim?: (peer: string) => number;
  readonly absolute?: boolean;
  readonly note?: (ours: readonly T[], peer: readonly T[]) => string;
}

function rowsOf<T>(id: string, results: ReadonlyMap<Contestant, readonly T[]>, columns: readonly Column<T>[]): Row[] {
  const [[, ours], ...peers] = [...results] as [[Contestant, readonly T[]], ...[Contestant, readonly T[]][]];
  return columns.flatMap(({ name, unit, value, aim, absolute, note }) =>
    peers.map(([{ name: peerName }, theirs]) => {
      const row = rowOf({
        name: `${id}/${name}`,
        backend: 'canvas',
        unit,
        ours: ours.map(value),
        peer: theirs.map(value),
        peerName,
        ...(aim && !absolute ? { aim: aim(peerName) } : {}),
        ...(note ? { note: note(ours, theirs) } : {}),
      });
      return absolute && aim ? { ...row, aim: aim(peerName), met: row.ours <= aim(peerName) } : row;
    }),
  );
}

const overPlain = (plain: number) => (name: string) => (name === PEERS[0].name ? plain : 1);

const STROKE: readonly Column<Stroke>[] = [
  {
    name: 'main-thread CPU a move',
    unit: 'ms',
    value: (s) => s.move,
    aim: overPlain(1.5),
    note: (ours, theirs) =>
      `moves delivered of ${MOVES + 1}: ours ${median(ours.map((s) => s.delivered))}, peer ${median(theirs.map((s) => s.delivered))}`,
  },
  { name: 'way not painted', unit: `of ${4 * MOVES + 1} spots`, value: (s) => s.missed, aim: () => 0, absolute: true },
  { name: 'jump not painted', unit: 'of 191 spots', value: (s) => s.jumped, aim: () => 0, absolute: true },
  { name: 'undo, main-thread CPU', unit: 'ms', value: (s) => s.undo, aim: () => 10, absolute: true },
];

/** Brush, window and slices beside other viewers in the same browser, with real mouse events. */
export const drawing: Measure = async (bench) => {
  const jobs = SIZES.map((size) => ({ size, id: `brush/${size}` })).filter(({ id }) => bench.wants(id));
  const browsing = bench.wants('window and slices/512');
  if (jobs.length === 0 && !browsing) return [];
  bench.peersInstalled();
  bench.note('building the pages of other viewers');
  const server = await servePeers(
    PEERS.map(({ page }) => page),
    PORT,
  );
  const rows: Row[] = [];
  try {
    const url = server.resolvedUrls!.local[0]!;
    const like: Likewise = { side: 1024, radius: 20 };
    const contestants = [ours(like), ...PEERS.map(({ page, name }) => peer(name, `${url}${page}.html`, like))];
    for (const { size, id } of jobs) {
      bench.note(id);
      rows.push(...rowsOf(id, await rounds(bench, contestants, { paint: size }, strokeOf), STROKE));
      const bytes = new Map<Contestant, number[]>();
      for (const contestant of contestants) {
        const viewer = await openViewer(bench, contestant, { paint: size }, true);
        bytes.set(contestant, [await uploadsOf(viewer)]);
        await viewer.close();
      }
      rows.push(
        rowOf({
          name: `${id}/history of a stroke`,
          backend: 'canvas',
          unit: 'kB',
          ours: [strokeBytes(size, like.radius) / 1000],
          aim: HISTORY / STEPS / 1000,
          note: `steps within 64 MB: ${Math.floor(HISTORY / strokeBytes(size, like.radius))}; NiiVue keeps 7, Cornerstone3D 50`,
        }),
      );
      const column: Column<number> = { name: 'bytes uploaded a move', unit: 'B', value: (n) => n };
      rows.push(...rowsOf(id, bytes, [column]));
    }
    if (browsing) {
      const id = 'window and slices/512';
      bench.note(id);
      rows.push(
        ...rowsOf(id, await rounds(bench, contestants, 'browse', browsed), [
          { name: 'main-thread CPU a window move', unit: 'ms', value: (r) => r.window, aim: overPlain(1.5) },
          { name: 'main-thread CPU a slice', unit: 'ms', value: (r) => r.slice, aim: overPlain(1.5) },
        ]),
      );
    }
  } finally {
    await server.close();
  }
  return rows;
};
