import { expect, type Locator, type Page } from '@playwright/test';
import type { TestFile } from '../fixtures/files.ts';
import { Dialogs } from './dialogs.ts';
import { CompareScreen } from './compareScreen.ts';
import { LearnScreen } from './learnScreen.ts';
import { PetctScreen } from './petctScreen.ts';
import { Stage } from './stage.ts';
import { StartScreen } from './startScreen.ts';
import { Workbench } from './workbench.ts';

/** The app as a person sees it. */
export class Limn {
  readonly page: Page;
  readonly start: StartScreen;
  readonly bench: Workbench;
  readonly stage: Stage;
  readonly dialogs: Dialogs;
  readonly learn: LearnScreen;
  readonly compare: CompareScreen;
  readonly petct: PetctScreen;

  constructor(page: Page) {
    this.page = page;
    this.start = new StartScreen(page);
    this.bench = new Workbench(page);
    this.stage = new Stage(page);
    this.dialogs = new Dialogs(page);
    this.learn = new LearnScreen(page);
    this.compare = new CompareScreen(page);
    this.petct = new PetctScreen(page);
    // listening from the start: a picker that opens before the browser is told to report it is lost
    page.on('filechooser', () => {});
  }

  /** Opens the app; resolves once the engine has started, or said that there is none. */
  async goto(): Promise<void> {
    await this.page.goto('/');
    await this.ready();
  }

  async ready(): Promise<void> {
    await expect(this.engine).toBeVisible();
    await expect(this.engine).not.toHaveText(/Starting|正在/);
  }

  /** The button in the status bar that says what computes. */
  get engine(): Locator {
    return this.page.getByRole('contentinfo').getByRole('button').first();
  }

  get notice(): Locator {
    return this.page.locator('.notice');
  }

  /**
   * Through the file picker, as Ctrl+O opens it. Paths or made-up files. About one picker in a hundred is never reported by
   * the browser's test protocol: then the keys are pressed again.
   */
  async openFiles(files: readonly string[] | readonly TestFile[]): Promise<void> {
    for (let left = 3; left > 0; left--) {
      const chooser = this.page.waitForEvent('filechooser', { timeout: 10_000 }).catch(() => null);
      await this.page.keyboard.press('Control+o');
      const opened = await chooser;
      if (!opened) continue;
      await opened.setFiles(files as string[] & TestFile[]);
      return;
    }
    throw new Error('no file picker opened');
  }

  /** Drops files on the middle of the page. */
  async drop(files: readonly TestFile[]): Promise<void> {
    const data = await this.page.evaluateHandle(
      (list) => {
        const transfer = new DataTransfer();
        for (const { name, base64 } of list) {
          const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
          transfer.items.add(new File([bytes], name));
        }
        return transfer;
      },
      files.map((f) => ({ name: f.name, base64: f.buffer.toString('base64') })),
    );
    const target = this.page.locator('body');
    for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer: data });
    await data.dispose();
  }

  /** Runs a command by its title through the palette. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await this.page.getByRole('combobox').fill(title);
    await this.page.getByRole('option', { name: title }).first().click();
  }

  /** The case is on the stage under this name. */
  async expectOpen(name: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeAttached();
  }

  /** Autosave has written everything. */
  async expectSaved(): Promise<void> {
    await expect(this.page.getByRole('contentinfo')).toContainText(/Saved/, { timeout: 15_000 });
  }
}
