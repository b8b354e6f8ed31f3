import type { CDPSession } from '@playwright/test';
import { discPng } from './fixtures/files.ts';
import { expect, test } from './fixtures/test.ts';

type Finger = readonly [x: number, y: number];

/** Fingers on the glass, as the browser's own input: down at the first positions, through the others, up. */
async function touch(session: CDPSession, frames: readonly (readonly Finger[])[]): Promise<void> {
  for (const [n, fingers] of frames.entries()) {
    const touchPoints = fingers.map(([x, y], id) => ({ x, y, id }));
    await session.send('Input.dispatchTouchEvent', { type: n === 0 ? 'touchStart' : 'touchMove', touchPoints });
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test.beforeEach(async ({ limn }) => {
  await limn.goto();
  await limn.openFiles([discPng('cells.png', 256, 256)]);
  await limn.expectOpen('cells');
  await limn.bench.tool('Brush').click();
  await limn.stage.expectDrawn();
});

test('one finger paints; two fingers zoom and drag, and what the first began to paint is taken back', async ({
  limn,
  page,
}) => {
  const session = await page.context().newCDPSession(page);
  const box = (await limn.stage.region.boundingBox())!;
  const at = (x: number, y: number): Finger => [box.x + x * box.width, box.y + y * box.height];

  await touch(session, [[at(0.4, 0.5)], [at(0.5, 0.5)], [at(0.6, 0.5)]]);
  await limn.bench.expectEdited();
  await expect(limn.bench.steps).toHaveCount(2);
  const painted = await limn.bench.edits();

  const before = await limn.stage.zoom();
  await touch(session, [
    [at(0.45, 0.5)],
    [at(0.45, 0.52)],
    [at(0.45, 0.52), at(0.55, 0.52)],
    [at(0.4, 0.52), at(0.6, 0.52)],
    [at(0.35, 0.52), at(0.65, 0.52)],
  ]);
  await expect.poll(() => limn.stage.zoom()).toBeGreaterThan(2.5 * before);
  expect(await limn.stage.zoom()).toBeLessThan(3.5 * before);
  expect(await limn.bench.edits()).toEqual(painted);
  await expect(limn.bench.steps).toHaveCount(2);
});

test('the mouse of a PACS: left changes the window, right zooms, middle drags', async ({ limn, page }) => {
  await limn.dialogs.settings();
  await limn.dialogs.choose('Mouse', 'Like a PACS');
  await limn.dialogs.close();
  await limn.bench.tool('Pan').click();
  const box = (await limn.stage.region.boundingBox())!;
  const drag = async (button: 'left' | 'right' | 'middle', dx: number, dy: number) => {
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down({ button });
    await page.mouse.move(x + dx, y + dy, { steps: 5 });
    await page.mouse.up({ button });
  };
  const looks = async () => ({ window: await limn.stage.window(), zoom: await limn.stage.zoom() });
  const before = await looks();
  await drag('left', 60, 30);
  const windowed = await looks();
  expect(windowed.window).not.toBe(before.window);
  expect(windowed.zoom).toBe(before.zoom);
  await drag('right', 0, -80);
  const zoomed = await looks();
  expect(zoomed.zoom).toBeGreaterThan(before.zoom);
  expect(zoomed.window).toBe(windowed.window);
  await drag('middle', 50, 50);
  expect(await looks()).toEqual(zoomed);
  await expect(limn.bench.steps).toHaveCount(1);
});
