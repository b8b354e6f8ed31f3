import type { Page } from '@playwright/test';
import { readNiftiFile } from './fixtures/nifti.ts';
import { expect, test } from './fixtures/test.ts';
import { Limn } from './pages/limn.ts';

/** The ml worker sees so many cores; `change` makes another of its text. */
const withCores = (page: Page, cores: number, change = (text: string) => text) =>
  page.route(/\/ml\.worker-[\w-]+\.js$/, async (route) => {
    const response = await route.fetch();
    const told = `Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${cores} });`;
    await route.fulfill({ response, body: `${told}\n${change(await response.text())}` });
  });

/** What the badge of the engine says, and the mask that it then predicts. */
async function predict(page: Page) {
  const limn = new Limn(page);
  const { start, bench } = limn;
  await limn.goto();
  await bench.computeWith('WebAssembly');
  await limn.engine.click();
  const engine = await page.getByRole('dialog', { name: 'Computing with' }).textContent();
  await page.keyboard.press('Escape');
  await start.sample('Cell nuclei').click();
  await limn.expectOpen('Cell nuclei');
  await bench.predict.click();
  await expect(bench.lastStep).toContainText('Predict slice 1', { timeout: 90_000 });
  const { voxels } = readNiftiFile((await bench.saveNifti()).bytes);
  return { engine, voxels: Array.from(voxels) };
}

test('four cores give two threads, which predict the same mask as one', async ({ page, browser }) => {
  await withCores(page, 4);
  const two = await predict(page);
  expect(two.engine).toContain('2 threads');
  const other = await browser.newPage();
  await withCores(other, 2);
  const one = await predict(other);
  expect(one.engine).not.toContain('threads');
  expect(two.voxels).toEqual(one.voxels);
  await other.close();
});

test('where the thread does not start, one predicts', async ({ page }) => {
  const KERNELS = /kernels\.worker-[\w-]+\.js/;
  await withCores(page, 4, (text) => {
    expect(text).toMatch(KERNELS);
    return text.replace(KERNELS, 'kernels.worker-missing.js');
  });
  const { engine, voxels } = await predict(page);
  expect(engine).not.toContain('threads');
  expect(voxels.some((label) => label === 1)).toBe(true);
});
