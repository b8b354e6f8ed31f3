import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium, installChromium } from '../e2e/chromium.ts';
import type { Bench } from './figure.ts';
import { installPeers } from './installPeers.ts';
import { counts } from './measure/counts.ts';
import { drawing } from './measure/drawing.ts';
import { firstPage } from './measure/firstPage.ts';
import { forward } from './measure/forward.ts';
import { networks } from './measure/networks.ts';
import { networksCheckpoint } from './measure/networksCheckpoint.ts';
import { opening } from './measure/opening.ts';
import { painting } from './measure/painting.ts';
import { predicting } from './measure/predicting.ts';
import { scan } from './measure/scan.ts';
import { training } from './measure/training.ts';
import { setupOf, table, writeResults } from './report.ts';
import { type Row, rowOfFigure } from './row.ts';

const MEASURES = [
  firstPage,
  opening,
  painting,
  drawing,
  predicting,
  forward,
  training,
  networks,
  networksCheckpoint,
  scan,
  counts,
];

const HELP = `Usage: npm run bench -- [--only PATTERN] [--rounds N] [--full] [--json] [--write]
  --only PATTERN  measurements whose name matches this regular expression: first page, opening a CT of 512 x 512 x 100,
                  painting/512, painting/2048, brush/512, brush/2048, brush/4096, window and slices/512,
                  predicting/WebGPU, predicting/WebAssembly, predicting/CPU,
                  forward/<id>/<small or published>/<wasm 1, wasm 2 or webgpu>, training step/wasm 1, training step/wasm 2,
                  networks/<id>/<backend>, networks/<id> at <side> x <side>/wasm,
                  checkpoint of 250 MB, scan/<backend>, counts
  --rounds N      runs of ours and of each peer, interleaved; their medians count (3)
  --full          what takes long, too
  --json          a JSON object instead of a table
  --write         also write bench/results.md and bench/results.json; with --only, rows of the same name are replaced there`;

/** Builds the app, measures it in Chromium, prints a table. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '3' },
      full: { type: 'boolean', default: false },
      json: { type: 'boolean' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    console.error('--rounds wants a whole number from 1 on.');
    return 2;
  }
  const only = new RegExp(values.only ?? '', 'i');
  // a folder of its own: `dist` may be in use
  const dist = '.cache/bench';
  execFileSync('npx', ['vite', 'build', '--outDir', dist, '--emptyOutDir'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // the module runner that brought this file here has set it to development
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const server = await preview({ preview: { port: 4390 }, build: { outDir: dist }, logLevel: 'error' });
  const browser = await chromium.launch({
    executablePath: findChromium() ?? installChromium(),
    args: [...CHROMIUM_FLAGS],
  });
  try {
    const bench: Bench = {
      origin: server.resolvedUrls!.local[0]!,
      browser,
      dist,
      wants: (id) => only.test(id),
      rounds,
      full: values.full,
      peersInstalled: () => installPeers((line) => console.error(line)),
      note: (line) => console.error(line),
    };
    const setup = setupOf(browser.version(), await adapterOf(bench));
    const rows: Row[] = [];
    let failed = false;
    for (const measure of MEASURES) {
      try {
        const found = (await measure(bench)).map((result) => ('id' in result ? rowOfFigure(result) : result));
        rows.push(...found);
        // at once: a run that is stopped keeps what it has
        if (values.write && found.length > 0) writeResults(setup, found);
      } catch (e) {
        failed = true;
        console.error(`${measure.name}: ${e instanceof Error ? e.message : String(e)}`);
      }
    }
    console.log(values.json ? JSON.stringify({ setup, rows }, null, 2) : table(rows));
    return failed ? 1 : 0;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function adapterOf({ browser, origin }: Bench): Promise<string> {
  const page = await browser.newPage({ baseURL: origin });
  await page.goto('/');
  const adapter = await page.evaluate(async () => {
    const gpu = (navigator as { gpu?: GPU }).gpu;
    const info = (await gpu?.requestAdapter())?.info;
    return info ? [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') : 'no WebGPU';
  });
  await page.close();
  return adapter;
}
