import { expect, type Locator, type Page } from '@playwright/test';

/** Models side by side, and the figures beside them. */
export class CompareScreen {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async show(): Promise<void> {
    await this.page.getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(this.page.getByRole('complementary', { name: 'Result' })).toBeVisible();
  }

  get result(): Locator {
    return this.page.getByRole('complementary', { name: 'Result' });
  }

  /** A stage by what it shows: 'A: name', 'Disagreement', 'Reference'. */
  pane(name: string | RegExp): Locator {
    return this.page.getByRole('group', { name: 'Side by side' }).getByRole('region', { name });
  }

  async add(model: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: 'Add model' }).click();
    await this.page.getByRole('menuitem', { name: model }).click();
  }

  /** Takes models out from the third one on. */
  async keepTwo(): Promise<void> {
    const third = this.pane(/^C: /).getByRole('button', { name: /^Remove / });
    for (const left = this.pane(/^[C-D]: /); (await left.count()) > 0;) await third.first().click();
  }

  async layout(name: string): Promise<void> {
    await this.page.getByRole('radio', { name, exact: true }).click();
  }

  /** Runs every model that waits, and resolves when all are done. */
  async run(): Promise<void> {
    await this.result.getByRole('button', { name: /^Run \d model/ }).click();
    await expect(this.page.locator('.pane-name').filter({ hasText: /not run yet|running/ })).toHaveCount(0, {
      timeout: 120_000,
    });
  }

  /** The file is what masks are held against from now on. */
  async loadTruth(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    await this.result.getByRole('button', { name: 'Change the reference' }).click();
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('menuitem', { name: 'Load a true label map' }).click();
    await (await chooser).setFiles(file);
  }

  get verdict(): Locator {
    return this.result.getByRole('region', { name: 'Verdict' }).getByRole('heading');
  }

  /** Figures by metric title, a column a contender, as they are shown. */
  async figures(): Promise<Readonly<Record<string, readonly string[]>>> {
    const rows = await this.result.getByRole('table', { name: 'Figures' }).getByRole('row').all();
    const out: Record<string, readonly string[]> = {};
    for (const row of rows.slice(1)) {
      const title = (await row.getByRole('rowheader').getAttribute('aria-label'))!;
      out[title] = (await row.getByRole('cell').allInnerTexts()).map((s) => s.trim());
    }
    return out;
  }

  /** Exports by the title in the menu and resolves to name and content. */
  async save(title: string, files = 1): Promise<{ name: string; bytes: Buffer }[]> {
    const downloads: Promise<{ name: string; bytes: Buffer }>[] = [];
    const all = new Promise<void>((done) => {
      this.page.on('download', (file) => {
        downloads.push(
          (async () => {
            const chunks: Buffer[] = [];
            for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
            return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) };
          })(),
        );
        if (downloads.length === files) done();
      });
    });
    await this.result.getByRole('button', { name: 'Export' }).click();
    await this.page.getByRole('menuitem', { name: title }).click();
    await all;
    this.page.removeAllListeners('download');
    return Promise.all(downloads);
  }
}
