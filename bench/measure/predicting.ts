import { expect } from '@playwright/test';
import { discPng } from '../../e2e/fixtures/files.ts';
import { Limn } from '../../e2e/pages/limn.ts';
import type { EngineName } from '../../e2e/pages/workbench.ts';
import type { Figure, Measure } from '../figure.ts';

const ENGINES: readonly EngineName[] = ['WebGPU', 'WebAssembly', 'CPU'];

/** The shipped nuclei model on a picture of 256²: from the press on Predict to the mask, for the first time and again. */
export const predicting: Measure = async ({ origin, browser, wants, note }) => {
  const figures: Figure[] = [];
  for (const engine of ENGINES) {
    const id = `predicting/${engine}`;
    if (!wants(id)) continue;
    note(id);
    const page = await browser.newPage({ baseURL: origin, viewport: { width: 1440, height: 900 } });
    const limn = new Limn(page);
    await limn.goto();
    await limn.bench.computeWith(engine);
    await limn.openFiles([discPng('cells.png', 256, 256)]);
    await limn.expectOpen('cells');
    await page.evaluate(() => {
      const tasks: number[] = [];
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration))).observe({
        type: 'longtask',
      });
      Object.assign(window, { longTasks: tasks });
    });
    const predict = async (steps: number) => {
      const start = performance.now();
      await limn.bench.predict.click();
      await expect(limn.bench.steps).toHaveCount(steps + 1, { timeout: 180_000 });
      return (performance.now() - start) / 1000;
    };
    const cold = await predict(1);
    await limn.bench.tool('Brush').click();
    await limn.stage.drag([
      [0.45, 0.45],
      [0.5, 0.5],
    ]);
    await limn.bench.expectEdited();
    const warm = await predict(3);
    const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks));
    await page.close();
    figures.push(
      { id: `${id}/first mask, cold`, value: cold, unit: 's' },
      { id: `${id}/mask, warm`, value: warm, unit: 's' },
      { id: `${id}/longest main-thread task over 50 ms`, value: longest, unit: 'ms', aim: 50 },
    );
  }
  return figures;
};
