import { expect, type Locator, type Page } from '@playwright/test';

type Point = readonly [number, number];

/** The image. Points are fractions of the stage, (0.5, 0.5) its middle, unless said otherwise. */
export class Stage {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get region(): Locator {
    return this.page.getByRole('region', { name: 'Image' });
  }

  private async at([x, y]: Point): Promise<Point> {
    const box = (await this.region.boundingBox())!;
    return [box.x + x * box.width, box.y + y * box.height];
  }

  async hover(point: Point): Promise<void> {
    await this.page.mouse.move(...(await this.at(point)));
  }

  async click(point: Point): Promise<void> {
    await this.page.mouse.click(...(await this.at(point)));
  }

  /** Presses, moves through the points and lets go; `steps` moves between two points. */
  async drag(points: readonly Point[], { steps = 10, hold = '' } = {}): Promise<void> {
    const [first, ...rest] = await Promise.all(points.map((p) => this.at(p)));
    await this.page.mouse.move(...first!);
    if (hold) await this.page.keyboard.down(hold);
    await this.page.mouse.down();
    for (const p of rest) await this.page.mouse.move(...p, { steps });
    await this.page.mouse.up();
    if (hold) await this.page.keyboard.up(hold);
  }

  /** What the corner says of the pixel under the pointer: 0-based array index and value. */
  async probe(): Promise<{ voxel: readonly number[]; value: number }> {
    const text = await this.region.locator('.corner[data-at=br]').innerText();
    const [, x, y, z] = /x (\d+)\s+y (\d+)(?:\s+z (\d+))?/.exec(text) ?? [];
    const value = /\n\s*([−-]?[\d.,]+)/.exec(text)?.[1]?.replace('−', '-').replaceAll(',', '');
    return { voxel: [x, y, z ?? '1'].map((n) => Number(n) - 1), value: Number(value) };
  }

  /** The letters at the edges: screen left, right, top, bottom. */
  async letters(): Promise<string> {
    const letters = await this.region.locator('.letter').allInnerTexts();
    return letters.join(' ');
  }

  async expectPainted(): Promise<void> {
    await expect(this.region.locator('canvas').first()).toBeVisible();
  }
}
