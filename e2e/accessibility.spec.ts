import { expectNoViolation } from './fixtures/axe.ts';
import { expect, test } from './fixtures/test.ts';

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the ${theme} theme`, async ({ limn, page }) => {
    // colours are judged at rest, not half-way through a transition
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await limn.goto();
    await limn.dialogs.settings();
    await limn.dialogs.choose('Theme', theme === 'dark' ? 'Dark' : 'Light');
    await limn.dialogs.close();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expectNoViolation(page, 'start screen');

    await limn.start.sample('Abdomen CT').click();
    await limn.expectOpen('Abdomen CT');
    await limn.bench.tool('Brush').click();
    await limn.stage.drag([
      [0.4, 0.5],
      [0.5, 0.5],
    ]);
    await limn.bench.expectEdited();
    await expectNoViolation(page, 'work screen');

    for (const [key, name] of [
      ['Control+k', 'palette'],
      ['?', 'keys'],
      ['Control+s', 'save'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(limn.dialogs.open).toBeVisible();
      await expectNoViolation(page, name);
      await limn.dialogs.close();
    }
    await limn.dialogs.settings();
    await expect(limn.dialogs.open).toBeVisible();
    await expectNoViolation(page, 'settings');
  });
}
