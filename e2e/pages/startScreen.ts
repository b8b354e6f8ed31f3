import type { Locator, Page } from '@playwright/test';

/** Nothing is open yet. */
export class StartScreen {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get title(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }

  sample(name: 'Cell nuclei' | 'Abdomen CT' | 'Chest PET/CT'): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${name}`) });
  }

  /** A case kept in this browser. */
  recent(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  get dropZone(): Locator {
    return this.page.getByRole('region', { name: 'Drop images here' });
  }
}
