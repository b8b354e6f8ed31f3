import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { niftiBytes } from '../../src/io/export/niftiWriter.ts';
import { Limn } from '../../e2e/pages/limn.ts';
import type { Measure } from '../figure.ts';
import { browserMemory } from './browserMemory.ts';

const SIZE = [512, 512, 100] as const;

/** A CT of 512 x 512 x 100, int16, 52 MB: from the file being chosen to the picture, and what it adds in memory. */
export const opening: Measure = async ({ origin, browser, wants, note }) => {
  const id = 'opening a CT of 512 x 512 x 100';
  if (!wants(id)) return [];
  note(id);
  const folder = mkdtempSync(join(tmpdir(), 'limn-bench-'));
  const path = join(folder, 'ct.nii');
  writeFileSync(path, ct());
  const page = await browser.newPage({ baseURL: origin, viewport: { width: 1440, height: 900 } });
  try {
    const limn = new Limn(page);
    await limn.goto();
    await page.waitForTimeout(2000);
    const before = await browserMemory(browser);
    const start = performance.now();
    await limn.openFiles([path]);
    await limn.expectOpen('ct');
    await limn.stage.expectDrawn();
    const seconds = (performance.now() - start) / 1000;
    await limn.expectSaved();
    await page.waitForTimeout(2000);
    const after = await browserMemory(browser);
    return [
      { id: `${id}/to the first picture`, value: seconds, unit: 's' },
      ...(Number.isFinite(after)
        ? [{ id: `${id}/memory added, all processes`, value: after - before, unit: 'MB' } as const]
        : []),
    ];
  } finally {
    await page.close();
    rmSync(folder, { recursive: true });
  }
};

function ct(): Uint8Array {
  const [nx, ny, nz] = SIZE;
  const voxels = new Int16Array(nx * ny * nz);
  // a cylinder of tissue with a grain that no compression removes
  for (let n = 0; n < voxels.length; n++) {
    const inside = Math.hypot((n % nx) - 256, (Math.floor(n / nx) % ny) - 256) < 180;
    voxels[n] = (inside ? 40 : -1000) + ((Math.imul(n, 2654435761) >>> 25) - 64);
  }
  return niftiBytes({
    grid: {
      size: SIZE,
      spacing: [0.8, 0.8, 2],
      origin: [-204, -204, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
      spacingTrust: 'known',
      oriented: true,
    },
    voxels,
  });
}
