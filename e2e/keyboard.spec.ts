import { discPng } from './fixtures/files.ts';
import { expect, test } from './fixtures/test.ts';

test('from the start screen to a saved mask without a mouse', async ({ limn, page }) => {
  await limn.goto();
  const sample = limn.start.sample('Abdomen CT');
  for (let n = 0; n < 40 && !(await sample.evaluate((e) => e === document.activeElement)); n++) {
    await page.keyboard.press('Tab');
  }
  await expect(sample).toBeFocused();
  await page.keyboard.press('Enter');
  await limn.expectOpen('Abdomen CT');

  const before = await limn.bench.slice.inputValue();
  await page.keyboard.press('ArrowDown');
  await expect(limn.bench.slice).not.toHaveValue(before);

  const labels = limn.bench.section('Labels').getByRole('listitem');
  const given = await labels.count();
  await page.keyboard.press('Shift+A');
  await expect(labels).toHaveCount(given + 1);
  await page.keyboard.press('b');
  await expect(limn.bench.tool('Brush')).toBeChecked();
  await page.keyboard.press('Control+z');
  await expect(labels).toHaveCount(given);
  await page.keyboard.press('Control+y');

  await page.keyboard.press('Control+s');
  await expect(limn.dialogs.open).toBeVisible();
  const download = page.waitForEvent('download');
  const nifti = limn.dialogs.open.getByRole('button', { name: 'Save NIfTI' });
  for (let n = 0; n < 10 && !(await nifti.evaluate((e) => e === document.activeElement)); n++) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  expect((await download).suggestedFilename()).toMatch(/\.nii\.gz$/);
});

test('the palette finds a command, the key sheet lists it, Escape closes both', async ({ limn }) => {
  await limn.goto();
  await limn.openFiles([discPng('cells.png', 60, 50)]);
  await limn.expectOpen('cells');
  await limn.command('Eraser');
  await expect(limn.bench.tool('Eraser')).toBeChecked();
  await limn.dialogs.shortcuts();
  await expect(limn.dialogs.open).toContainText('Eraser');
  await limn.dialogs.close();
});
