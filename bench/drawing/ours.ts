import { expect } from '@playwright/test';
import { encode } from 'fast-png';
import type { Page } from 'playwright';
import { Limn } from '../../e2e/pages/limn.ts';
import { niftiBytes } from '../../src/io/export/niftiWriter.ts';
import { picture, stack } from './peer.ts';
import type { Shown } from './shown.ts';

/** Diameter to paint with, image px: the brush's keys reach it within a tenth. */
const DIAMETER = 40;

/** A busy machine takes its time. */
const PATIENT = { timeout: 90_000 };

const file = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

const pictures = new Map<number, Uint8Array>();
const pictureFile = (size: number): Uint8Array => {
  const made =
    pictures.get(size) ??
    encode({ width: size, height: size, data: picture(size), depth: 8, channels: 1 }, { zlib: { level: 1 } });
  pictures.set(size, made);
  return made;
};

function stackFile(size: number, slices: number): Uint8Array {
  return niftiBytes({
    grid: {
      size: [size, size, slices],
      spacing: [1, 1, 1],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      spacingTrust: 'known',
      oriented: true,
    },
    voxels: stack(size, slices),
  });
}

/** The built app itself, as a person opens a file in it. The picture fits the stage. */
async function open(page: Page, name: string, bytes: Uint8Array): Promise<{ limn: Limn; shown: Shown }> {
  const limn = new Limn(page);
  await page.goto('/');
  await expect(limn.engine).not.toHaveText('Starting', PATIENT);
  await limn.openFiles([file(name, bytes)]);
  await page.getByRole('heading', { level: 1, name: name.split('.')[0]! }).waitFor({ state: 'attached', ...PATIENT });
  await page.waitForTimeout(1000);
  await limn.stage.expectDrawn();
  const box = (await limn.stage.region.boundingBox())!;
  const side = Math.min(box.width, box.height);
  const shown: Shown = {
    x: box.x + (box.width - side) / 2,
    y: box.y + (box.height - side) / 2,
    side,
    windowButton: 'right',
  };
  return { limn, shown };
}

/** Also tells the radius of the brush, image px. */
export async function paintOurs(page: Page, size: number): Promise<{ shown: Shown; radius: number }> {
  const { limn, shown } = await open(page, `picture-${size}.png`, pictureFile(size));
  await limn.bench.tool('Brush').click();
  const text = page.locator('.option-value').first();
  const diameter = async () => Number.parseFloat((await text.innerText()).replaceAll(/[^\d.]/g, ''));
  const step = async (key: '[' | ']') => {
    const before = await text.innerText();
    await page.keyboard.press(key);
    await expect(text).not.toHaveText(before);
  };
  while ((await diameter()) > 1.05 * DIAMETER) await step('[');
  while ((await diameter()) < 0.95 * DIAMETER) await step(']');
  return { shown, radius: (await diameter()) / 2 };
}

export async function browseOurs(page: Page, size: number, slices: number): Promise<Shown> {
  const { shown } = await open(page, 'stack.nii', stackFile(size, slices));
  return shown;
}

/** Presses the button that a person presses. */
export const undoOurs = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('button')];
    const undo = buttons.find((b) => /^Undo\b/.test(b.getAttribute('aria-label') ?? b.textContent ?? ''));
    if (!undo) throw new Error('There is no button Undo.');
    undo.click();
  });
