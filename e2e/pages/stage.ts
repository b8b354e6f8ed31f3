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

  /** From fractions of the stage to CSS px of the page, once the image is drawn. */
  private async placing(): Promise<(point: Point) => Point> {
    await this.expectDrawn();
    const box = (await this.region.boundingBox())!;
    return ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
  }

  async hover(point: Point): Promise<void> {
    const place = await this.placing();
    await this.page.mouse.move(...place(point));
  }

  async click(point: Point): Promise<void> {
    const place = await this.placing();
    await this.page.mouse.click(...place(point));
  }

  /** Presses, moves through the points and lets go; `steps` moves between two points. */
  async drag(points: readonly Point[], { steps = 10, hold = '' } = {}): Promise<void> {
    if (hold) await this.page.keyboard.down(hold);
    await this.strokes([points], steps);
    if (hold) await this.page.keyboard.up(hold);
  }

  /** Many drags, one right after the other. */
  async strokes(list: readonly (readonly Point[])[], steps: number): Promise<void> {
    const place = await this.placing();
    const { mouse } = this.page;
    for (const [first, ...rest] of list) {
      await mouse.move(...place(first!));
      await mouse.down();
      for (const point of rest) await mouse.move(...place(point), { steps });
      await mouse.up();
    }
  }

  /** What the corner says of the pixel under the pointer: 0-based array index and value. */
  async probe(): Promise<{ voxel: readonly number[]; value: number }> {
    const corner = this.region.locator('.corner[data-at=br]');
    await expect(corner).toContainText(/x \d/);
    const lines = (await corner.innerText()).split('\n');
    const at = lines.findIndex((line) => line.startsWith('x '));
    const [x, y, z = '1'] = lines[at]!.match(/\d+/g)!;
    // thousands are set apart by thin spaces, the sign is a true minus
    const value = lines[at + 1]!.replaceAll(/[^\d.−-]/g, '').replace('−', '-');
    return { voxel: [x, y, z].map((n) => Number(n) - 1), value: Number(value) };
  }

  private get viewCorner(): Promise<string> {
    return this.region.locator('.corner[data-at=bl]').innerText();
  }

  /** Zoom as the corner says it, in percent. */
  async zoom(): Promise<number> {
    const text = (await this.viewCorner).replaceAll(/[\u2009,]/g, '');
    return Number(/([\d.]+)\s*%/.exec(text)![1]);
  }

  /** Window and level as the corner says them. */
  async window(): Promise<string> {
    return (await this.viewCorner).split('\n')[0]!;
  }

  /** The letters at the edges: screen left, right, top, bottom. */
  async letters(): Promise<string> {
    const letters = await this.region.locator('.letter').allInnerTexts();
    return letters.join(' ');
  }

  /** The image is on the stage: it has its size and some light in its middle row. */
  async expectDrawn(): Promise<void> {
    const image = this.region.locator('canvas').first();
    await expect(image).toBeVisible();
    await expect
      .poll(() =>
        image.evaluate((canvas: HTMLCanvasElement) => {
          if (canvas.width === 0 || canvas.height === 0) return false;
          const { data } = canvas.getContext('2d')!.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1);
          return data.some((v, n) => n % 4 !== 3 && v > 0);
        }),
      )
      .toBe(true);
  }
}
