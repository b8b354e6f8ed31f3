import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_FLAGS, findChromium, installChromium } from '../e2e/chromium.ts';
import type { Bench, Figure } from './figure.ts';
import { firstPage } from './measure/firstPage.ts';
import { opening } from './measure/opening.ts';
import { painting } from './measure/painting.ts';
import { predicting } from './measure/predicting.ts';
import { results, setupOf, table } from './report.ts';

const MEASURES = [firstPage, opening, painting, predicting];

const HELP = `Usage: npm run bench -- [--only PATTERN] [--json] [--write]
  --only PATTERN  measurements whose name matches this regular expression: first page, opening a CT of 512 x 512 x 100,
                  painting/512, painting/2048, predicting/WebGPU, predicting/WebAssembly, predicting/CPU
  --json          a JSON object instead of a table
  --write         also write bench/results.md (all figures)`;

/** Builds the app, measures it in Chromium, prints a table. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      json: { type: 'boolean' },
      write: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.write && values.only) {
    console.error('--write wants all figures: leave --only out.');
    return 2;
  }
  const only = new RegExp(values.only ?? '', 'i');
  execFileSync('npm', ['run', '--silent', 'build:app'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // the module runner that brought this file here has set it to development
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const server = await preview({ preview: { port: 4390 }, logLevel: 'error' });
  const browser = await chromium.launch({
    executablePath: findChromium() ?? installChromium(),
    args: [...CHROMIUM_FLAGS],
  });
  try {
    const bench: Bench = {
      origin: server.resolvedUrls!.local[0]!,
      browser,
      dist: 'dist',
      wants: (id) => only.test(id),
      note: (line) => console.error(line),
    };
    const figures: Figure[] = [];
    for (const measure of MEASURES) figures.push(...(await measure(bench)));
    const page = await browser.newPage({ baseURL: bench.origin });
    await page.goto('/');
    const adapter = await page.evaluate(async () => {
      const gpu = (navigator as { gpu?: GPU }).gpu;
      const info = (await gpu?.requestAdapter())?.info;
      return info ? [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') : 'no WebGPU';
    });
    const setup = setupOf(browser.version(), adapter);
    console.log(values.json ? JSON.stringify({ setup, figures }, null, 2) : table(figures));
    if (values.write) writeFileSync('bench/results.md', results(setup, figures));
    return 0;
  } finally {
    await browser.close();
    await server.close();
  }
}
