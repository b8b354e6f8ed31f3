import { readNiftiFile } from './fixtures/nifti.ts';
import { discPng, obliqueNifti, OBLIQUE } from './fixtures/files.ts';
import { expect, test } from './fixtures/test.ts';
import type { Limn } from './pages/limn.ts';

test('sample, predict, brush, undo, reload, save: nothing is lost and left stays left', async ({ limn, page }) => {
  const { bench, stage } = limn;
  await limn.goto();
  await bench.computeWith('WebAssembly');
  await limn.start.sample('Cell nuclei').click();
  await limn.expectOpen('Cell nuclei');

  await bench.predict.click();
  await expect(bench.lastStep).toContainText('Predict slice 1', { timeout: 90_000 });
  const predicted = readNiftiFile((await bench.saveNifti()).bytes);
  const nuclei = count(predicted.voxels, 1);
  // the drawing holds about 44 000 pixels of nuclei
  expect(nuclei).toBeGreaterThan(30_000);
  expect(nuclei).toBeLessThan(60_000);

  await bench.tool('Brush').click();
  await stage.drag([
    [0.35, 0.45],
    [0.55, 0.5],
  ]);
  await bench.expectEdited();
  const firstStroke = await bench.edits();
  await stage.drag([
    [0.4, 0.7],
    [0.6, 0.7],
  ]);
  await expect(bench.lastStep).toContainText('Paint');
  await expect.poll(async () => (await bench.edits()).added).toBeGreaterThan(firstStroke.added);
  await page.keyboard.press('Control+z');
  await expect.poll(() => bench.edits()).toEqual(firstStroke);
  await page.keyboard.press('Control+y');
  await expect.poll(async () => (await bench.edits()).added).toBeGreaterThan(firstStroke.added);
  await page.keyboard.press('Control+z');

  await limn.expectSaved();
  await page.reload();
  await limn.expectOpen('Cell nuclei');
  await expect.poll(() => bench.edits()).toEqual(firstStroke);

  const saved = await bench.saveNifti();
  expect(saved.name).toMatch(/\.nii\.gz$/);
  const map = readNiftiFile(saved.bytes);
  expect(map.size).toEqual([512, 512, 1]);
  expect(count(map.voxels, 1) - nuclei).toBe(firstStroke.added - firstStroke.removed);
});

test('a mask saved as NIfTI lies on the very grid of an oblique source, voxel for voxel', async ({ limn }) => {
  const { bench, stage } = limn;
  await limn.goto();
  await limn.openFiles([obliqueNifti('oblique.nii')]);
  await limn.expectOpen('oblique');
  await bench.tool('Brush').click();
  const marks: (readonly number[])[] = [];
  for (const point of [
    [0.4, 0.4],
    [0.6, 0.55],
  ] as const) {
    await stage.hover(point);
    const { voxel, value } = await stage.probe();
    // the value says which voxel it really is: i + 40 j + 100 k
    expect(value).toBe(voxel[0]! + 40 * voxel[1]! + 100 * voxel[2]!);
    marks.push(voxel);
    await stage.click(point);
  }
  const map = readNiftiFile((await bench.saveNifti()).bytes);
  expect(map.size).toEqual(OBLIQUE.size);
  expect(map.affine).not.toBeNull();
  map.affine!.forEach((v, n) => expect(v).toBeCloseTo(OBLIQUE.affine[n]!, 4));
  for (const [i, j, k] of marks) expect(map.voxels[i! + 36 * (j! + 30 * k!)]).toBe(1);
  const slices = new Set(indices(map.voxels).map((n) => Math.floor(n / (36 * 30))));
  expect([...slices]).toEqual([marks[0]![2]]);
});

test('weights are fetched once, ahead of the first mask, and again where what was kept is spoilt', async ({
  limn,
  page,
  context,
}) => {
  const { bench } = limn;
  let fetched = 0;
  context.on('request', (request) => void (fetched += Number(request.url().endsWith('/weights.safetensors'))));
  await limn.goto();
  await bench.computeWith('WebAssembly');
  await limn.start.sample('Cell nuclei').click();
  await limn.expectOpen('Cell nuclei');
  await expect.poll(() => fetched).toBe(1);
  await bench.predict.click();
  await expect(bench.lastStep).toContainText('Predict slice 1', { timeout: 90_000 });
  await limn.expectSaved();

  const predictAgain = async () => {
    await page.reload();
    await limn.expectOpen('Cell nuclei');
    await bench.computeWith('WebAssembly');
    await bench.predict.click();
    await expect(bench.lastStep).toContainText('Predict slice 1', { timeout: 90_000 });
  };
  await predictAgain();
  expect(fetched).toBe(1);

  await page.evaluate(async () => {
    const kept = await (await navigator.storage.getDirectory()).getDirectoryHandle('shipped');
    for await (const folder of kept.values()) {
      for await (const file of (folder as FileSystemDirectoryHandle).values()) {
        const out = await (file as FileSystemFileHandle).createWritable();
        await out.write('spoilt');
        await out.close();
      }
    }
  });
  await predictAgain();
  expect(fetched).toBe(2);
});

/** Opens a picture of a disc and predicts it on WebGPU. */
async function expectMaskOnWebGPU(limn: Limn): Promise<void> {
  const { bench } = limn;
  await limn.openFiles([discPng('cells.png', 64, 64)]);
  await bench.predict.click();
  await expect(bench.lastStep).toContainText('Predict slice 1', { timeout: 110_000 });
  await expect(limn.engine).toContainText('WebGPU');
  const map = readNiftiFile((await bench.saveNifti()).bytes);
  expect(count(map.voxels, 1)).toBeGreaterThan(100);
}

test('predicts on WebGPU', async ({ limn }) => {
  const { bench } = limn;
  await limn.goto();
  await bench.computeWith('WebGPU');
  await expectMaskOnWebGPU(limn);
});

test('predicts on WebGPU with half-precision weights, and keeps the choice', async ({ limn, page }) => {
  const { bench, dialogs } = limn;
  await limn.goto();
  await bench.computeWith('WebGPU');
  await dialogs.settings();
  await dialogs.choose('Half-precision weights', 'On');
  await dialogs.close();
  await expectMaskOnWebGPU(limn);
  await page.reload();
  await dialogs.settings();
  await expect(dialogs.open.getByRole('radio', { name: 'On', exact: true })).toBeChecked();
});

test('a case file holds everything', async ({ limn, page, context }) => {
  const { bench, stage } = limn;
  await limn.goto();
  await limn.openFiles([discPng('cells.png', 96, 80)]);
  await limn.expectOpen('cells');
  await bench.tool('Brush').click();
  await stage.drag([
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  await bench.expectEdited();
  const edits = await bench.edits();
  const file = await bench.save('Save case');
  expect(file.name).toMatch(/\.limn$/);

  await context.clearCookies();
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) await root.removeEntry(name, { recursive: true }).catch(() => {});
  });
  await page.reload();
  await limn.ready();
  await expect(limn.start.title).toBeVisible();
  await limn.openFiles([{ name: file.name, mimeType: '', buffer: file.bytes }]);
  await limn.expectOpen('cells');
  await expect.poll(() => bench.edits()).toEqual(edits);
});

const count = (voxels: ArrayLike<number>, value: number): number =>
  Array.from(voxels).reduce((n, v) => n + (v === value ? 1 : 0), 0);

const indices = (voxels: ArrayLike<number>): number[] => Array.from(voxels).flatMap((v, n) => (v ? [n] : []));
