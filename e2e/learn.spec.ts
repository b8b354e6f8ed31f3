import { cellStack } from './fixtures/files.ts';
import { expect, test } from './fixtures/test.ts';
import type { Limn } from './pages/limn.ts';

/** Opens a stack of slices on WebAssembly, with a brush half as large as the cell to be painted. */
async function opened(limn: Limn): Promise<void> {
  await limn.goto();
  await limn.bench.computeWith('WebAssembly');
  await limn.openFiles([cellStack('cells.nii', 4)]);
  await limn.expectOpen('cells');
  await limn.bench.tool('Brush').click();
  for (let n = 0; n < 12; n++) await limn.page.keyboard.press(']');
}

/** Predicts a slice and paints the faint cell in its middle, which the model misses. */
async function corrected(limn: Limn, slice: number): Promise<void> {
  const { bench, stage } = limn;
  await bench.slice.fill(String(slice));
  await bench.slice.press('Enter');
  await bench.predict.click();
  await expect(bench.lastStep).toContainText(`Predict slice ${slice}`, { timeout: 60_000 });
  await stage.drag(AROUND, { steps: 4 });
  await expect(bench.lastStep).toContainText('Paint');
}

/** Over the faint cell with a brush of half its size, in fractions of the stage. */
const AROUND = [
  [0.45, 0.43],
  [0.55, 0.43],
  [0.55, 0.57],
  [0.45, 0.57],
  [0.45, 0.43],
  [0.5, 0.5],
] as const;

test('two corrected slices teach the model; the gate judges, accept predicts with it, and v1 can be had back', async ({
  limn,
}) => {
  const { bench, learn } = limn;
  await opened(limn);
  for (const slice of [1, 2]) await corrected(limn, slice);
  const missed = await bench.edits();
  await learn.show('Learn');
  await expect(learn.slices).toHaveCount(2);
  await expect(learn.panel('Data')).toContainText('the last step is kept');
  await learn.set('Steps', 20);
  await learn.set('Learning rate', 0.002);
  await learn.set('Batch', 1);
  await learn.train.click();

  await expect(learn.panel('Gate')).toContainText('v2 is better on slices it never saw', { timeout: 90_000 });
  await expect(learn.panel('Gate')).toContainText('One held-out slice proves little');
  await expect(learn.log).toContainText(/Step 20: finished, .*, peak memory/);
  await learn.button('Accept v2').click();
  await expect(learn.version(2)).toContainText('active');

  await learn.show('Correct');
  // the new version finds the faint cell by itself: the strokes over it change little of its prediction
  await expect.poll(async () => (await bench.edits()).added).toBeLessThan(0.4 * missed.added);

  await learn.show('Learn');
  await learn.button('Roll back to v1').first().click();
  await expect(learn.version(1)).toContainText('active');
  await learn.show('Correct');
  await expect.poll(() => bench.edits()).toEqual(missed);
});

test('painting goes on while it trains; a reload offers to go on; a stopped run leaves nothing', async ({
  limn,
  page,
}) => {
  const { bench, learn, stage } = limn;
  await opened(limn);
  await corrected(limn, 1);
  for (const slice of [2, 3]) {
    await learn.show('Correct');
    await bench.slice.fill(String(slice));
    await bench.slice.press('Enter');
    await learn.show('Learn');
    await learn.button(`Confirm slice ${slice}`).click();
  }
  await expect(learn.slices).toHaveCount(3);
  await learn.set('Steps', 400);
  await learn.set('Batch', 1);
  await learn.train.click();
  await learn.expectStep(2);

  await learn.show('Correct');
  const before = (await bench.edits()).added;
  await bench.tool('Brush').click();
  await stage.drag([
    [0.45, 0.25],
    [0.55, 0.25],
  ]);
  await expect.poll(async () => (await bench.edits()).added).toBeGreaterThan(before);
  await expect(page.getByRole('contentinfo')).toContainText(/[Tt]raining/);

  await learn.show('Learn');
  await learn.button('Pause').click();
  await expect(learn.panel('Training')).toContainText('paused', { timeout: 30_000 });
  const waiting = await learn.step();
  await learn.button('Go on').click();
  await learn.expectStep(waiting + 1);

  await page.reload();
  await limn.ready();
  await learn.show('Learn');
  await expect(learn.panel('Training')).toContainText(/The tab was closed at step \d+ of 400/);
  const saved = await learn.step();
  expect(saved).toBeGreaterThanOrEqual(waiting);
  await learn.button('Go on').click();
  await learn.expectStep(saved + 1);
  await expect(learn.log).toContainText(`Step ${saved}: gone on from here`);

  await learn.panel('Training').getByRole('button', { name: 'Stop' }).click();
  await expect(learn.panel('Training')).toContainText('stopped');
  await expect(learn.train).toBeEnabled();
  await page.reload();
  await limn.ready();
  await learn.show('Learn');
  await expect(learn.panel('Data')).toContainText('Corrected slices');
  await expect(learn.button('Go on')).toHaveCount(0);
  await expect(learn.panel('Gate')).toContainText('Nothing waits for a decision');
});
