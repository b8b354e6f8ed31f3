import { discPng } from './fixtures/files.ts';
import { readNiftiFile } from './fixtures/nifti.ts';
import { expect, test } from './fixtures/test.ts';

test.beforeEach(async ({ limn }) => {
  await limn.goto();
  await limn.openFiles([discPng('cells.png', 256, 256)]);
  await limn.expectOpen('cells');
  await limn.bench.tool('Brush').click();
});

test('a fast stroke leaves no gaps', async ({ limn, page }) => {
  // as small as the brush gets, and a single jump across the picture
  for (let n = 0; n < 30; n++) await page.keyboard.press('[');
  await limn.stage.drag(
    [
      [0.3, 0.3],
      [0.65, 0.7],
    ],
    { steps: 1 },
  );
  await limn.bench.expectEdited();
  const { voxels } = readNiftiFile((await limn.bench.saveNifti()).bytes);
  const painted = Array.from(voxels).flatMap((v, n) => (v ? [n] : []));
  expect(painted.length).toBeGreaterThan(60);
  expect(parts(painted, 256)).toBe(1);
});

test('the outline of the brush is the mouse cursor itself, and an element where browsers show no such cursor', async ({
  limn,
  page,
}) => {
  const stage = page.getByRole('application');
  const cursor = () => stage.evaluate((element) => getComputedStyle(element).cursor);
  const outline = stage.locator('> div[aria-hidden] svg');
  const diameter = async () => Number(/%20r%3D%22([\d.]+)%22/.exec(await cursor())![1]) * 2;

  await limn.stage.hover([0.5, 0.5]);
  await expect.poll(cursor).toMatch(/^url\("data:image\/svg\+xml,.*"\) \d+ \d+, crosshair$/);
  await expect(outline).toBeHidden();
  const before = await diameter();
  await page.keyboard.press(']');
  await expect.poll(diameter).toBeGreaterThan(before);

  // it would reach beyond the window
  await page.setViewportSize({ width: 1280, height: 720 });
  const box = (await stage.boundingBox())!;
  while ((await diameter()) < 90) await page.keyboard.press(']');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2);
  await expect.poll(cursor).toBe('none');
  await expect(outline).toBeVisible();
  const at = (await outline.boundingBox())!;
  expect(at.x + at.width / 2).toBeCloseTo(box.x + box.width / 2, 0);
  expect(at.y + at.height / 2).toBeCloseTo(box.y + box.height - 2, 0);

  await limn.stage.hover([0.5, 0.5]);
  await expect(outline).toBeHidden();
  for (let n = 0; n < 10; n++) await page.keyboard.press(']');
  await expect.poll(cursor).toBe('none');
  await expect(outline).toBeVisible();
  await limn.bench.tool('Pan').click();
  await expect(outline).toBeHidden();
});

test('eraser, polygon and fill do what they say, and each is one step', async ({ limn, page }) => {
  const { bench, stage } = limn;
  await stage.drag([
    [0.4, 0.5],
    [0.6, 0.5],
  ]);
  await bench.expectEdited();
  const painted = (await bench.edits()).added;

  await page.keyboard.press('e');
  await stage.drag([
    [0.45, 0.5],
    [0.5, 0.5],
  ]);
  await expect.poll(async () => (await bench.edits()).added).toBeLessThan(painted);
  await expect(bench.lastStep).toContainText('Erase');
  const erased = (await bench.edits()).added;

  await page.keyboard.press('p');
  for (const p of [
    [0.4, 0.2],
    [0.5, 0.2],
    [0.5, 0.3],
    [0.4, 0.3],
  ] as const)
    await stage.click(p);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await bench.edits()).added).toBeGreaterThan(erased);
  await expect(bench.lastStep).toContainText('Polygon');
  const outlined = (await bench.edits()).added;

  await page.keyboard.press('g');
  // inside the upper left disc
  await stage.click([0.42, 0.36]);
  await expect.poll(async () => (await bench.edits()).added).toBeGreaterThan(outlined);
  await expect(bench.lastStep).toContainText('Fill');

  for (let n = 0; n < 4; n++) await page.keyboard.press('Control+z');
  await expect.poll(() => bench.edits()).toEqual({ added: 0, removed: 0 });
});

test('220 strokes can all be undone and done again', async ({ limn, page }) => {
  const { bench, stage } = limn;
  test.setTimeout(400_000);
  const strokes = Array.from({ length: 220 }, (_, n) => {
    const x = 0.32 + 0.36 * ((n % 20) / 20);
    const y = 0.2 + 0.6 * (Math.floor(n / 20) / 11);
    return [[x, y] as const, [x + 0.012, y + 0.01] as const];
  });
  // sent one right after the other: a person's keys do not wait for the page either
  const presses = (key: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => page.keyboard.press(key)));
  await stage.strokes(strokes, 1);
  await bench.expectEdited();
  const all = await bench.edits();
  await presses('Control+z', 220);
  await expect.poll(() => bench.edits()).toEqual({ added: 0, removed: 0 });
  await page.keyboard.press('Control+z');
  await presses('Control+y', 220);
  await expect.poll(() => bench.edits()).toEqual(all);
});

/** Connected parts (8 neighbours) of a set of elements of a picture. */
function parts(elements: readonly number[], width: number): number {
  const left = new Set(elements);
  let found = 0;
  for (const start of elements) {
    if (!left.delete(start)) continue;
    found++;
    const queue = [start];
    for (let n = queue.pop(); n !== undefined; n = queue.pop()) {
      for (const d of [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]) {
        if (left.delete(n + d)) queue.push(n + d);
      }
    }
  }
  return found;
}
