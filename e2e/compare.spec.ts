import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { greyPng } from '../src/io/export/pngWriter.ts';
import { expectNoViolation } from './fixtures/axe.ts';
import { safetensors, shippedWeights } from './fixtures/checkpoints.ts';
import { discPng, type TestFile } from './fixtures/files.ts';
import { expect, test } from './fixtures/test.ts';
import type { Limn } from './pages/limn.ts';

const LIMN = resolve(import.meta.dirname, '../bin/limn.js');
const [WIDTH, HEIGHT] = [128, 96];

/** The two discs of the picture, a little off: numbered objects. */
function discTruth(name: string): TestFile {
  const [w, h] = [WIDTH, HEIGHT];
  const at = (n: number): number => {
    const [x, y] = [n % w, Math.floor(n / w)];
    if (Math.hypot(x - 0.3 * w, y - 0.35 * h) < 0.15 * w) return 1;
    return Math.hypot(x - 0.71 * w, y - 0.65 * h) < 0.17 * w ? 2 : 0;
  };
  const values = Uint8Array.from({ length: w * h }, (_, n) => at(n));
  return { name, mimeType: 'image/png', buffer: Buffer.from(greyPng(values, w, h)) };
}

/** A picture is open, and a second model that scales grey values in another way is at hand. */
async function withTwoModels(limn: Limn): Promise<void> {
  const { bench, dialogs } = limn;
  await limn.goto();
  await bench.computeWith('WebAssembly');
  await limn.openFiles([discPng('cells.png', WIDTH, HEIGHT)]);
  await limn.expectOpen('cells');
  await limn.drop([safetensors('second.safetensors', await shippedWeights())]);
  await expect(dialogs.open).toContainText('Import second');
  await dialogs.choose('Grey values are scaled', '0 to 255');
  await dialogs.open.getByLabel('Name of label 1').fill('Nucleus');
  await dialogs.open.getByRole('button', { name: 'Keep model' }).click();
  await expect(bench.section('Model')).toContainText('second');
  await limn.compare.show();
  await limn.compare.keepTwo();
}

/** Rows of CSV by column name. */
function rowsOf(csv: string): Record<string, string>[] {
  const [head, ...lines] = csv
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(head!.map((name, n) => [name, cells[n]!])));
}

test('a truth is loaded, two models run, and their figures are those of limn evaluate', async ({ limn }) => {
  const { compare } = limn;
  await withTwoModels(limn);
  await expect(compare.pane(/^A: second/)).toBeVisible();
  await expect(compare.pane(/^B: /)).toBeVisible();
  const truth = discTruth('cells_mask.png');
  await compare.loadTruth(truth);
  await compare.run();
  await expect(compare.verdict).toHaveText(/closest to the truth|Nobody is ahead/);
  const shown = await compare.figures();

  const folder = mkdtempSync(join(tmpdir(), 'limn-compare-'));
  writeFileSync(join(folder, truth.name), truth.buffer);
  const masks = await compare.save('Masks as NIfTI', 2);
  expect(masks.map((m) => m.name)).toEqual(['cells_A.nii.gz', 'cells_B.nii.gz']);
  const [table] = await compare.save('Table as CSV');
  const rows = rowsOf(table!.bytes.toString());
  expect(rows.map((r) => [r.model, r.slice])).toEqual([
    ['A', 'all'],
    ['B', 'all'],
  ]);
  for (const [n, mask] of masks.entries()) {
    const path = join(folder, mask.name);
    writeFileSync(path, mask.bytes);
    const args = ['--truth', join(folder, truth.name), '--pred', path, '--tolerance', '2', '--instances', '--csv'];
    const { stdout } = await promisify(execFile)(process.execPath, [LIMN, 'evaluate', ...args]);
    const [mine, theirs] = [rows[n]!, rowsOf(stdout)[0]!];
    for (const [name, value] of Object.entries(theirs)) {
      if (name !== 'case') expect(mine[name], `${mask.name} ${name}`).toBe(value);
    }
    expect(shown.Dice![n]).toBe(Number(mine.dice).toFixed(3));
    expect(shown['Instance F1']![n]).toBe(Number(mine.instanceF1).toFixed(3));
  }

  const [report] = await compare.save('HTML report');
  const html = report!.bytes.toString();
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  expect(html).toContain('src="data:image/png;base64,');
  const [json] = await compare.save('Figures as JSON');
  expect(JSON.parse(json!.bytes.toString())).toMatchObject({
    reference: 'cells_mask.png',
    tolerance: 2,
    models: [
      { letter: 'A', testTime: { overlap: expect.any(Number) } },
      { letter: 'B', id: 'nuclei-unet' },
    ],
  });
});

test('masks are laid over one another, swiped and used; options make new ones', async ({ limn, page }) => {
  const { compare } = limn;
  await withTwoModels(limn);
  await compare.run();
  await expect(compare.pane('Disagreement')).toContainText(/px differ/);
  await compare.layout('Swipe');
  const line = page.getByRole('slider', { name: 'Line between the two masks' });
  await line.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(line).toHaveAttribute('aria-valuenow', '40');
  await compare.layout('2 × 2');

  await compare.result.getByRole('button', { name: 'Use A for this case' }).click();
  await expect(limn.notice).toContainText('The prediction of this case was replaced');
  await limn.notice.getByRole('button', { name: 'Undo' }).click();

  await compare.result.getByRole('button', { name: 'Options' }).click();
  await page.getByRole('radiogroup', { name: 'Fill holes, by slice' }).getByRole('radio', { name: 'On' }).click();
  await page.keyboard.press('Escape');
  await expect(compare.pane(/^A: /)).toContainText('not run yet');
});

for (const theme of ['Dark', 'Light'] as const) {
  test(`axe finds nothing in the ${theme.toLowerCase()} theme`, async ({ limn, page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await withTwoModels(limn);
    await limn.dialogs.settings();
    await limn.dialogs.choose('Theme', theme);
    await limn.dialogs.close();
    await expectNoViolation(page, 'before anything ran');
    await limn.compare.loadTruth(discTruth('truth.png'));
    await limn.compare.run();
    await expect(limn.compare.verdict).toBeVisible();
    await expectNoViolation(page, 'figures');
    for (const layout of ['Overlay', 'Swipe', 'Flicker']) {
      await limn.compare.layout(layout);
      await expectNoViolation(page, layout);
    }
  });
}
