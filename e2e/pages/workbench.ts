import { expect, type Locator, type Page } from '@playwright/test';

export type ToolName = 'Pan' | 'Window and level' | 'Brush' | 'Eraser' | 'Polygon' | 'Fill' | 'Ruler' | 'Probe';
export type EngineName = 'Best' | 'WebGPU' | 'WebAssembly' | 'CPU';

/** Rail, options, inspector, ribbon and status bar around the stage. */
export class Workbench {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The menu of the open case, first in the top bar. */
  get caseMenu(): Locator {
    return this.page.getByRole('banner').getByRole('button').first();
  }

  tool(name: ToolName): Locator {
    return this.page.getByRole('navigation', { name: 'Tools' }).getByRole('radio', { name });
  }

  get inspector(): Locator {
    return this.page.getByRole('complementary', { name: 'Inspector' });
  }

  /** A part of the inspector by its heading. */
  section(title: 'Model' | 'Layers' | 'Labels' | 'Statistics' | 'History'): Locator {
    return this.inspector.getByRole('region', { name: title });
  }

  get predict(): Locator {
    return this.section('Model').getByRole('button', { name: /^Predict( slice)?$/ });
  }

  get stop(): Locator {
    return this.page.getByRole('button', { name: 'Stop', exact: true }).first();
  }

  /** What "Your edits" says of this slice: pixels added and removed. */
  async edits(): Promise<{ added: number; removed: number }> {
    const text = (await this.section('Layers').getByRole('listitem').first().innerText()).replaceAll(/[\s, ]/g, '');
    const [, added, removed] = /\+([\d]+)px−([\d]+)px/.exec(text) ?? [];
    return { added: Number(added ?? 0), removed: Number(removed ?? 0) };
  }

  async expectEdited(): Promise<void> {
    await expect.poll(async () => (await this.edits()).added + (await this.edits()).removed).toBeGreaterThan(0);
  }

  /** Titles of the steps, newest first. */
  get steps(): Locator {
    return this.section('History').getByRole('listitem');
  }

  /** The newest step that is done; those that were undone stay listed above it. */
  get lastStep(): Locator {
    return this.steps.and(this.page.locator(':not([data-undone])')).first();
  }

  get undo(): Locator {
    return this.section('History').getByRole('button', { name: 'Undo' });
  }

  get redo(): Locator {
    return this.section('History').getByRole('button', { name: 'Redo' });
  }

  label(name: string): Locator {
    return this.section('Labels').getByRole('button', { name: new RegExp(`^\\d+ ${name}`) });
  }

  async newLabel(): Promise<void> {
    await this.section('Labels').getByRole('button', { name: 'New label' }).click();
  }

  /** The slice number of the ribbon. */
  get slice(): Locator {
    return this.page.getByRole('group', { name: 'Slices' }).getByLabel('Slice number');
  }

  /** Chooses what computes, in the status bar, and waits until it runs. */
  async computeWith(name: EngineName): Promise<void> {
    const badge = this.page.getByRole('contentinfo').getByRole('button').first();
    await badge.click();
    await this.page
      .getByRole('radiogroup', { name: 'Computing with' })
      .getByRole('radio', { name, exact: true })
      .click();
    await this.page.keyboard.press('Escape');
    if (name !== 'Best') await expect(badge).toContainText(name, { timeout: 60_000 });
  }

  /** Saves the label map as NIfTI and resolves to the file's bytes. */
  async saveNifti(): Promise<{ name: string; bytes: Buffer }> {
    return this.save('Save NIfTI');
  }

  async save(button: 'Save NIfTI' | 'Save PNG' | 'Save case'): Promise<{ name: string; bytes: Buffer }> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Save' }).click();
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('dialog').getByRole('button', { name: button }).click();
    const file = await download;
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    await expect(this.page.getByRole('dialog')).toBeHidden();
    return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) };
  }
}
