import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Limn } from '../../e2e/pages/limn.ts';
import type { Figure, Measure } from '../figure.ts';

/** Bytes that the page itself loads until the start screen stands still; what workers load is theirs. */
export const firstPage: Measure = async ({ origin, browser, dist, wants }) => {
  if (!wants('first page')) return [];
  const page = await browser.newPage({ baseURL: origin });
  await new Limn(page).goto();
  await page.waitForLoadState('networkidle');
  const paths = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => new URL(entry.name))
      .filter((url) => url.origin === location.origin)
      .map((url) => url.pathname),
  );
  await page.close();
  const gz = (path: string) => gzipSync(readFileSync(join(dist, path)), { level: 9 }).length / 1000;
  const own = ['/index.html', ...new Set(paths)].filter((p) => !/\.worker-|\.wasm$|^\/models\//.test(p));
  const sum = (list: readonly string[]) => list.reduce((total, path) => total + gz(path), 0);
  const figure = (name: string, value: number, aim?: number): Figure => ({
    id: `first page/${name}`,
    value,
    unit: 'kB',
    ...(aim === undefined ? {} : { aim }),
  });
  return [
    figure('main-thread JavaScript, gzip', sum(own.filter((p) => p.endsWith('.js'))), 250),
    figure('HTML, CSS, JavaScript and icon, gzip', sum(own)),
  ];
};
