import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { chromium } from 'playwright';
import { CHROMIUM_FLAGS, findChromium, installChromium } from '../../e2e/chromium.ts';
import { Limn } from '../../e2e/pages/limn.ts';
import type { Measure } from '../figure.ts';
import { type Row, rowOf } from '../row.ts';
import { peakMemory } from './browserMemory.ts';
import { buildChild, runChild } from './childProcess.ts';
import type { CheckpointResult, CheckpointTask } from './networksCheckpointChild.ts';

/** The largest network here: 62.6 M weights. */
const NET = 'braunetpp';
/** What loading may hold, in sizes of the file; a little above two for what is not the weights. */
const TIMES = 2.3;
const SECONDS = 120;

/**
 * A checkpoint of 250 MB: dropped on the app until it asks about it, kept, and loaded onto a backend, with what each adds
 * in memory at its highest in sizes of the file. The first two in Chromium (all its processes), the last in Node.
 */
export const networksCheckpoint: Measure = async ({ origin, wants, note }) => {
  const id = 'checkpoint of 250 MB';
  if (!wants(id)) return [];
  note(id);
  const folder = mkdtempSync(join(tmpdir(), 'limn-bench-'));
  const path = join(folder, 'large.safetensors');
  const rows: Row[] = [];
  const row = (name: string, unit: string, value: number, aim?: number, backend = 'wasm', text = '') =>
    rows.push(rowOf({ name: `${id}/${name}`, backend, unit, ours: [value], note: text, ...(aim ? { aim } : {}) }));
  try {
    const child = await buildChild('networksCheckpointChild');
    const made = await runChild(child, { what: 'write', net: NET, path } satisfies CheckpointTask, SECONDS);
    if (typeof made === 'string') throw new Error(`No checkpoint was written: ${made}.`);
    const size = statSync(path).size / 2 ** 20;

    // a profile of its own: what a private window keeps as files lies in memory
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath: findChromium() ?? installChromium(),
      args: [...CHROMIUM_FLAGS],
      baseURL: origin,
      viewport: { width: 1440, height: 900 },
    });
    const browser = context.browser()!;
    const page = await context.newPage();
    const limn = new Limn(page);
    await limn.goto();
    await limn.bench.computeWith('WebAssembly');
    let steps = 0;
    const start = performance.now();
    const asking = await peakMemory(browser, async () => {
      await limn.openFiles([path]);
      const progress = page.getByRole('progressbar').first();
      for (const dialog = limn.dialogs.open.getByRole('button', { name: 'Keep model' }); !(await dialog.isVisible());) {
        const value = await progress.getAttribute('aria-valuenow', { timeout: 50 }).catch(() => null);
        if (value !== null && Number(value) > 0) steps++;
      }
    });
    row('dropped, to the question', 's', (performance.now() - start) / 1000);
    row('dropped, memory added', 'times its size', asking / size, TIMES);
    row('dropped, looks at the bar that saw it move', 'count', steps);
    const keeping = await peakMemory(browser, async () => {
      await limn.dialogs.open.getByRole('button', { name: 'Keep model' }).click();
      await expect(limn.dialogs.open).toBeHidden({ timeout: 60_000 });
    });
    row('kept, memory added to that', 'times its size', keeping / size);
    await context.close();

    for (const backend of ['wasm', 'webgpu'] as const) {
      const task: CheckpointTask = { what: 'load', net: NET, path, backend };
      const got = await runChild<CheckpointResult>(child, task, SECONDS);
      if (typeof got === 'string') row('loaded, memory added', 'times its size', NaN, undefined, backend, got);
      else row('loaded, memory added', 'times its size', got.addedMB / size, TIMES, backend, got.adapter.split(':')[0]);
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
};
