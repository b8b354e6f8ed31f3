import { expect, type Locator, type Page } from '@playwright/test';

/** What was corrected, the training on it, and the gate. */
export class LearnScreen {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async show(mode: 'Learn' | 'Correct'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Workplace' }).getByRole('button', { name: mode }).click();
  }

  panel(title: 'Data' | 'Training' | 'Gate'): Locator {
    return this.page.getByRole('region', { name: title, exact: true });
  }

  /** Buttons of the corrected slices, in the order of their cases. */
  get slices(): Locator {
    return this.page.getByRole('button', { name: /^Slice \d+ of / });
  }

  async set(field: 'Steps' | 'Learning rate' | 'Batch', value: number): Promise<void> {
    const input = this.page.getByRole('textbox', { name: field, exact: true });
    await input.fill(String(value));
    await input.press('Enter');
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  get train(): Locator {
    return this.panel('Data').getByRole('button', { name: /^Train( again)?$/ });
  }

  /** "n of m steps" of the run shown. */
  async step(): Promise<number> {
    const head = await this.panel('Training').locator('.panel-head').innerText();
    return Number(/(\d+) of \d+ steps/.exec(head)?.[1] ?? -1);
  }

  async expectStep(atLeast: number): Promise<void> {
    await expect.poll(() => this.step(), { timeout: 60_000 }).toBeGreaterThanOrEqual(atLeast);
  }

  get log(): Locator {
    return this.panel('Training').getByRole('region', { name: 'Log' });
  }

  /** A version's row: what it is made of and its state. */
  version(number: number): Locator {
    return this.page.getByRole('row', { name: new RegExp(`^v${number} `) });
  }
}
