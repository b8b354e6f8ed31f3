import { expect, type Locator, type Page } from '@playwright/test';

/** What floats over the page. */
export class Dialogs {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The dialog that is open. */
  get open(): Locator {
    return this.page.getByRole('dialog').or(this.page.getByRole('alertdialog'));
  }

  async settings(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Settings' }).click();
  }

  async shortcuts(): Promise<void> {
    await this.page.keyboard.press('?');
  }

  async palette(): Promise<void> {
    await this.page.keyboard.press('Control+k');
  }

  async choose(group: string, value: string): Promise<void> {
    await this.open.getByRole('radiogroup', { name: group }).getByRole('radio', { name: value }).click();
  }

  /** Escape closes it; a tooltip on the focused button takes the first press (WCAG 1.4.13). */
  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    if (await this.open.isVisible()) await this.page.keyboard.press('Escape');
    await expect(this.open).toBeHidden();
  }
}
