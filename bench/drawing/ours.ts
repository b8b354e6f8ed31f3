import { encode } from 'fast-png';
import type { Page } from 'playwright';
import { Limn } from '../../e2e/pages/limn.ts';
import { niftiBytes } from '../../src/io/export/niftiWriter.ts';
import { picture, stack } from './peer.ts';
import type { Shown } from './shown.ts';

/** Radius to paint with, image px: what the brush's keys can reach (diameter 39). */
export const RADIUS = 19.5;
const LARGER = 7;

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
  await limn.goto();
  await limn.openFiles([file(name, bytes)]);
  await limn.expectOpen(name.split('.')[0]!);
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

export async function paintOurs(page: Page, size: number): Promise<Shown> {
  const { limn, shown } = await open(page, `picture-${size}.png`, pictureFile(size));
  await limn.bench.tool('Brush').click();
  for (let n = 0; n < LARGER; n++) await page.keyboard.press(']');
  await page.getByText(`${2 * RADIUS} px`, { exact: true }).waitFor();
  return shown;
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
