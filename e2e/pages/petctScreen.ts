import { expect, type Locator, type Page } from '@playwright/test';

type Row = 'CT' | 'PET' | 'Fused';
type Plane = 'axial' | 'sagittal' | 'coronal';

/** The PET/CT workplace. */
export class PetctScreen {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** A pane with its picture, letters and numbers. */
  pane(row: Row, plane: Plane): Locator {
    return this.page.getByRole('region', { name: `${row} ${plane}`, exact: true });
  }

  get alignment(): Locator {
    return this.page.locator('.petct-bar > .badge');
  }

  input(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }

  async type(name: string, value: string): Promise<void> {
    await this.input(name).fill(value);
    await this.input(name).press('Enter');
  }

  get verdict(): Locator {
    return this.page.locator('.suv-note, .suv-factor').first();
  }

  get ct(): Locator {
    return this.page.getByTestId('probe-ct');
  }

  get pet(): Locator {
    return this.page.getByTestId('probe-pet');
  }

  /** Voxel of the CT under the crosshair, from 0. */
  async cross(): Promise<[number, number, number]> {
    const text = await this.page.getByRole('region', { name: 'At the cross' }).locator('.count').innerText();
    const [x, y, z] = text.match(/\d+/g)!.map(Number);
    return [x! - 1, y! - 1, z! - 1];
  }

  /** Moves the crosshair to a part (0..1) of a pane's width and height. */
  async point(row: Row, plane: Plane, [x, y]: readonly [number, number]): Promise<void> {
    const target = this.pane(row, plane).getByRole('application');
    const box = (await target.boundingBox())!;
    await target.click({ position: { x: x * box.width, y: y * box.height } });
  }

  /** The picture of a fused pane is there. */
  async expectShown(): Promise<void> {
    await expect(this.pane('Fused', 'axial').getByRole('application')).toBeVisible({ timeout: 60_000 });
    await expect(this.pet).toContainText(/SUV|Bq/, { timeout: 60_000 });
  }

  figure(name: string): Locator {
    return this.page.getByRole('row', { name: new RegExp(`^${name} `) });
  }

  get paint(): Locator {
    return this.page.getByRole('button', { name: 'Paint the hot region at the cross' });
  }

  get register(): Locator {
    return this.page.getByRole('complementary').getByRole('button', { name: 'Register PET to CT' });
  }
}
