import type { Page } from '@playwright/test';
import { discPng } from './fixtures/files.ts';
import { readNiftiFile } from './fixtures/nifti.ts';
import { expect, test } from './fixtures/test.ts';
import type { Limn } from './pages/limn.ts';

/** Opens a picture and paints a stroke on it. */
async function paintOn(limn: Limn, name = 'cells'): Promise<void> {
  await limn.openFiles([discPng(`${name}.png`, 128, 128)]);
  await limn.expectOpen(name);
  await limn.bench.tool('Brush').click();
  await limn.stage.drag([
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  await limn.bench.expectEdited();
}

async function expectSavable(limn: Limn): Promise<void> {
  const { voxels } = readNiftiFile((await limn.bench.saveNifti()).bytes);
  expect(Array.from(voxels).some((v) => v === 1)).toBe(true);
}

/** Changes what a page and its workers find in the browser, before anything runs. */
async function inPageAndWorkers(page: Page, script: string): Promise<void> {
  await page.addInitScript(script);
  await page.route(/worker.*\.js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script};\n${await response.text()}` });
  });
}

test('without private storage it says so, keeps the work in memory, and still saves to a file', async ({
  limn,
  page,
}) => {
  const none = `navigator.storage.getDirectory = () => Promise.reject(new DOMException('no storage', 'SecurityError'))`;
  await inPageAndWorkers(page, none);
  await limn.goto();
  await paintOn(limn);
  await expect(page.getByRole('contentinfo')).toContainText('Kept in memory only');
  await expect(limn.notice).toContainText(/storage|memory/);
  await expectSavable(limn);
});

test('a full disk is said plainly, and the work still saves to a file', async ({ limn, page }) => {
  const full = `{
    const refuse = () => { throw new DOMException('The quota is exceeded', 'QuotaExceededError'); };
    if (globalThis.FileSystemSyncAccessHandle) FileSystemSyncAccessHandle.prototype.write = refuse;
    if (globalThis.FileSystemWritableFileStream) FileSystemWritableFileStream.prototype.write = async () => refuse();
  }`;
  await inPageAndWorkers(page, full);
  await limn.goto();
  await paintOn(limn);
  await expect(page.getByRole('contentinfo')).toContainText('Kept in memory only');
  await expect(limn.notice).toContainText(/room|space|full/i);
  await expectSavable(limn);
});

test('without any engine it still opens, paints and saves', async ({ limn, page }) => {
  await page.route(/ml\.worker.*\.js/, (route) => route.fulfill({ body: 'throw new Error("no engine")' }));
  await page.goto('/');
  await expect(limn.engine).toContainText('No engine');
  await paintOn(limn);
  await expectSavable(limn);
});

test('a worker that dies during a prediction is started again; edits stay', async ({ limn, page }) => {
  const { bench } = limn;
  // dies on its first prediction only: the flag lives in the page's own cache, which workers share
  const die = `{
    const cache = caches.open('e2e');
    let died = false;
    cache.then((c) => c.match('/died')).then((found) => { died = found !== undefined; });
    self.addEventListener('message', (event) => {
      if (died || !/^predict/.test(event.data?.name ?? '')) return;
      event.stopImmediatePropagation();
      cache.then((c) => c.put('/died', new Response('1'))).then(() => {
        setTimeout(() => { throw new Error('the worker was made to fail'); });
      });
    });
  }`;
  await page.route(/ml\.worker.*\.js/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${die};\n${await response.text()}` });
  });
  await limn.goto();
  await bench.computeWith('WebAssembly');
  await paintOn(limn);
  const edits = await bench.edits();
  await bench.predict.click();
  await expect(limn.notice).toContainText('No edit was lost', { timeout: 60_000 });
  await expect(bench.lastStep).toContainText('Predict slice 1', { timeout: 90_000 });
  const after = await bench.edits();
  expect(after.added + after.removed).toBeLessThanOrEqual(edits.added);
  await expectSavable(limn);
});

test('a prediction can be stopped', async ({ limn }) => {
  const { bench } = limn;
  await limn.goto();
  await bench.computeWith('CPU');
  await limn.openFiles([discPng('large.png', 1200, 1000)]);
  await limn.expectOpen('large');
  await bench.predict.click();
  await bench.stop.click({ timeout: 60_000 });
  await expect(bench.stop).toBeHidden();
  await expect(bench.section('History')).not.toContainText('Predict');
});
