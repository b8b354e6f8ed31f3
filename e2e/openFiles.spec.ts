import { BAD_FILES, dicomSeries, discPng, discTiff16, obliqueNifti } from './fixtures/files.ts';
import { sharedFiles, sharedPath } from './fixtures/shared.ts';
import { expect, test } from './fixtures/test.ts';

test.beforeEach(async ({ limn }) => limn.goto());

test('opens an 8-bit PNG by picker and shows its grey values', async ({ limn }) => {
  await limn.openFiles([discPng('cells.png', 90, 70)]);
  await limn.expectOpen('cells');
  await limn.stage.hover([0.5, 0.03]);
  await limn.stage.hover([0.5, 0.5]);
  const { voxel, value } = await limn.stage.probe();
  expect(voxel[0]).toBeGreaterThan(38);
  expect(voxel[0]).toBeLessThan(52);
  expect(value).toBe(20);
});

test('opens a dropped 16-bit TIFF with all its values', async ({ limn }) => {
  await limn.drop([discTiff16('deep.tif', 64, 64)]);
  await limn.expectOpen('deep');
  await limn.stage.hover([0.5, 0.5]);
  expect((await limn.stage.probe()).value).toBe(257 * 20);
});

test('opens a NIfTI of any orientation: letters and slices follow the patient', async ({ limn }) => {
  await limn.openFiles([obliqueNifti('oblique.nii')]);
  await limn.expectOpen('oblique');
  expect(await limn.stage.letters()).toBe('R L A P');
  await expect(limn.bench.slice).toHaveValue(/\d+/);
});

test('opens a DICOM series whatever the order of its files, in HU', async ({ limn }) => {
  await limn.openFiles(dicomSeries(7));
  await limn.expectOpen('Drawn series');
  expect(await limn.stage.letters()).toBe('R L A P');
  await limn.bench.slice.fill('1');
  await limn.bench.slice.press('Enter');
  await limn.stage.hover([0.5, 0.5]);
  // slice 1 is the lowest: 1000 + 20 - 1024
  expect((await limn.stage.probe()).value).toBe(-4);
  await limn.bench.slice.fill('7');
  await limn.bench.slice.press('Enter');
  await limn.stage.hover([0.51, 0.5]);
  expect((await limn.stage.probe()).value).toBe(26);
});

for (const [title, path] of [
  ['a photographed nuclei PNG', 'nuclei_dsb2018/images'],
  ['a CT as NIfTI', 'ct_totalsegmentator/example_ct_sm.nii.gz'],
] as const) {
  test(`opens ${title}`, async ({ limn }) => {
    const found = path.endsWith('.gz') ? sharedPath(path) : sharedFiles(path)[0];
    test.skip(!found, `../shared/data/${path} is absent`);
    await limn.openFiles([found!]);
    await limn.expectOpen(/correct/);
    await limn.stage.expectDrawn();
    await limn.stage.hover([0.5, 0.5]);
    expect(Number.isFinite((await limn.stage.probe()).value)).toBe(true);
  });
}

test.describe('a bad file', () => {
  for (const { file, says } of BAD_FILES) {
    test(`${file.name} is refused by name and leaves the open case as it was`, async ({ limn }) => {
      await limn.openFiles([discPng('good.png', 60, 50)]);
      await limn.expectOpen('good');
      await limn.openFiles([file]);
      await expect(limn.notice).toContainText(says);
      await limn.expectOpen('good');
      await limn.stage.hover([0.5, 0.5]);
      expect((await limn.stage.probe()).value).toBe(20);
    });
  }

  test('beside good ones does not keep them from opening', async ({ limn }) => {
    await limn.openFiles([BAD_FILES[0]!.file, discPng('good.png', 60, 50)]);
    await limn.expectOpen('good');
  });
});
