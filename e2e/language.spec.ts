import { expect, test } from './fixtures/test.ts';

test.describe('in Chinese', () => {
  test.use({ locale: 'zh-CN' });

  test('every text on the page is Chinese, but for names and units', async ({ limn, page }) => {
    await limn.goto();
    await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
    expect(await englishIn(page.locator('body').innerText())).toEqual([]);

    await page.getByRole('button', { name: /腹部/ }).click();
    await expect(page.getByRole('region', { name: '图像' }).or(page.locator('.stage'))).toBeVisible();
    await page.keyboard.press('Shift+A');
    expect(await englishIn(page.locator('.app').innerText())).toEqual([]);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await englishIn(page.getByRole('dialog').innerText())).toEqual([]);
  });
});

test('the language can be changed, and stays', async ({ limn, page }) => {
  await limn.goto();
  await limn.dialogs.settings();
  await limn.dialogs.choose('Language', '简体中文');
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
});

/** English words of three letters and more that are no name, unit, format or key. */
async function englishIn(text: Promise<string>): Promise<string[]> {
  const names =
    /^(Limn|WebGPU|WebAssembly|WebGL|CPU|DICOM|NIfTI|PNG|JPEG|TIFF|PET|FDG|MBq|CSV|JSON|HTML|English|Abdomen|drawn|sample|Ctrl|Shift|Alt|Enter|Esc|Escape|Space|Tab|PgUp|PgDn|Home|End|PACS|limn|nii|png|px²|auto|Backspace|Delete)$/;
  return (await text).split(/[^A-Za-z²]+/).filter((word) => word.length > 2 && !names.test(word));
}
