import { writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { execFileSync } from 'node:child_process';
import { preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium } from '../../e2e/chromium.ts';
import { Hand, MOVES, type Spot } from '../drawing/hand.ts';
import { browseOurs, paintOurs, undoOurs } from '../drawing/ours.ts';
import { countEvents, takeCounts } from '../drawing/counters.ts';

export async function main(what: string) {
  const dist = '.cache/bench/profdist';
  if (!process.env.SKIP) execFileSync('npx', ['vite', 'build', '--outDir', dist, '--emptyOutDir', '--minify', 'false'], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_ENV: 'production' } });
  const server = await preview({ preview: { port: 4399 }, build: { outDir: dist }, logLevel: 'error' });
  const browser = await chromium.launch({ executablePath: findChromium()!, args: [...CHROMIUM_FLAGS] });
  const context = await browser.newContext({ baseURL: server.resolvedUrls!.local[0]!, viewport: { width: 1680, height: 1100 } });
  const page = await context.newPage();
  await countEvents(page);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const cpu = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (n: string) => 1000 * metrics.find((m) => m.name === n)!.value;
    return { thread: of('ThreadTime'), script: of('ScriptDuration'), layout: of('LayoutDuration'), style: of('RecalcStyleDuration'), task: of('TaskDuration') };
  };
  const size = Number(what) || 0;
  const shown = size ? (await paintOurs(page, size)).shown : await browseOurs(page, 512, 60);
  await new Promise((r) => setTimeout(r, 800));
  const hand = new Hand(page, session, shown);
  const sweep = (n: number): Spot => [0.4 + (0.2 * n) / MOVES, 0.5 + 0.05 * Math.sin(n / 6)];
  const wave = (n: number): Spot => [0.15 + (0.7 * n) / MOVES, 0.5 + 0.25 * Math.sin((n / MOVES) * 4 * Math.PI)];
  const acts: Record<string, () => Promise<void>> = size
    ? { stroke: () => hand.drag(wave), undo: async () => { await undoOurs(page); await hand.settled(); } }
    : { window: () => hand.drag(sweep, MOVES, shown.windowButton), slice: () => hand.wheel([0.5, 0.5], 40) };
  for (let round = 0; round < 3; round++)
  for (const [name, act] of Object.entries(acts)) {
    const profile = round === 2 && name === (process.argv[3] ?? Object.keys(acts)[0]);
    const trace = round === 2 && !profile;
    await new Promise((r) => setTimeout(r, 500));
    await takeCounts(page);
    if (profile) { await session.send('Profiler.enable'); await session.send('Profiler.setSamplingInterval', { interval: 200 }); await session.send('Profiler.start'); }
    const tracing = round === 1 && name === (process.argv[3] ?? Object.keys(acts)[0]);
    if (tracing) await browser.startTracing(page, { categories: ['devtools.timeline', 'toplevel', 'cc', 'blink', 'viz', 'disabled-by-default-devtools.timeline'] });
    const a = await cpu();
    await act();
    const b = await cpu();
    if (tracing) {
      const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
      const main = traceEvents.find((e: any) => e.name === 'thread_name' && e.args.name === 'CrRendererMain' && traceEvents.some((x: any) => x.pid === e.pid && x.tid === e.tid && x.name === 'EventDispatch'));
      const evs = traceEvents.filter((e: any) => e.pid === main.pid && e.tid === main.tid && e.ph === 'X').sort((x: any, y: any) => x.ts - y.ts || (y.dur ?? 0) - (x.dur ?? 0));
      const self = new Map<string, number>();
      const stack: any[] = [];
      for (const e of evs) {
        while (stack.length && stack.at(-1).ts + (stack.at(-1).dur ?? 0) <= e.ts) stack.pop();
        const d = e.tdur ?? e.dur ?? 0;
        if (stack.length) self.set(stack.at(-1).name, (self.get(stack.at(-1).name) ?? 0) - d);
        self.set(e.name, (self.get(e.name) ?? 0) + d);
        stack.push(e);
      }
      const { delivered } = { delivered: evs.filter((e: any) => e.name === 'EventDispatch' && ['pointermove', 'wheel'].includes(e.args?.data?.type)).length };
      console.log('TRACE delivered', delivered);
      console.log([...self].sort((x, y) => y[1] - x[1]).slice(0, 25).map(([k, v]) => `  ${(v / 1000 / delivered).toFixed(3)} ${k}`).join('\n'));
    }
    const { delivered } = await takeCounts(page);
    const n = name === 'undo' ? 1 : delivered;
    console.log(name, 'delivered', delivered, Object.entries(b).map(([k, v]) => `${k} ${((v - a[k as 'thread']) / n).toFixed(2)}`).join('  '));
    if (profile) {
      const { profile: p } = await session.send('Profiler.stop');
      writeFileSync(`/tmp/prof/${name}.cpuprofile`, JSON.stringify(p));
      const self = new Map<string, number>();
      const total = new Map<string, number>();
      const byId = new Map(p.nodes.map((x) => [x.id, x]));
      const parent = new Map<number, number>();
      for (const x of p.nodes) for (const c of x.children ?? []) parent.set(c, x.id);
      p.samples!.forEach((id, i) => {
        const dt = p.timeDeltas![i]! / 1000;
        const nm = (x: number) => { const f = byId.get(x)!.callFrame; return `${f.functionName || '?'} ${f.url.split('/').pop()}:${f.lineNumber}`; };
        self.set(nm(id), (self.get(nm(id)) ?? 0) + dt);
        const seen = new Set<string>();
        for (let x: number | undefined = id; x !== undefined; x = parent.get(x)) { const k = nm(x); if (!seen.has(k)) { seen.add(k); total.set(k, (total.get(k) ?? 0) + dt); } }
      });
      const top = (m: Map<string, number>) => [...m].sort((x, y) => y[1] - x[1]).slice(0, 400).map(([k, v]) => `  ${(v / n).toFixed(3)} ${k}`).join('\n');
      console.log('SELF\n' + top(self)); console.log('TOTAL\n' + top(total));
    }
    void trace;
  }
  await browser.close();
  await server.close();
}
