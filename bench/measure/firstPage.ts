import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Limn } from '../../e2e/pages/limn.ts';
import type { Figure, Measure } from '../figure.ts';

/** Bytes that the page itself loads until the start screen stands still; what workers load is theirs. */
export const firstPage: Measure = async ({ origin, browser, dist, wants }) => {
  if (!wants('first page')) return [];
  const page = await browser.newPage({ baseURL: origin });
  // coverage sees the scripts that the page runs; resource timing would add those of its workers
  await page.coverage.startJSCoverage();
  await new Limn(page).goto();
  await page.waitForLoadState('networkidle');
  const scripts = (await page.coverage.stopJSCoverage()).map((entry) => new URL(entry.url).pathname);
  const others = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => new URL(entry.name).pathname)
      .filter((path) => /\.(css|svg)$/.test(path)),
  );
  await page.close();
  const gz = (path: string) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length / 1000;
  const js = [...new Set(scripts)].filter((path) => path.endsWith('.js'));
  const sum = (list: readonly string[]) => list.reduce((total, path) => total + gz(path), 0);
  const figure = (name: string, value: number, aim?: number): Figure => ({
    id: `first page/${name}`,
    value,
    unit: 'kB',
    ...(aim === undefined ? {} : { aim }),
  });
  return [
    figure('main-thread JavaScript, gzip', sum(js), 250),
    figure('HTML, CSS, JavaScript and icon, gzip', sum(['/index.html', ...js, ...new Set(others)])),
  ];
};
