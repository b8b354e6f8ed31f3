import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from 'playwright';

/** WebGPU and WebGL on the processor, and no calls home; works headless and without a graphics card. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Chromium's sandbox refuses to start as root
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

const runnable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const onPath = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(runnable);

/** A Chromium that can be run: CHROMIUM_PATH, Playwright's own, or `chromium` on the PATH. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!runnable(named)) throw new Error(`CHROMIUM_PATH is ${named}, which cannot be run.`);
    return named;
  }
  const own = chromium.executablePath();
  return own && existsSync(own) ? own : (onPath('chromium') ?? onPath('chromium-browser'));
}

/** Installs Debian's Chromium. Throws where that is not possible, with what to do instead. */
export function installChromium(): string {
  const advice = 'No Chromium was found. Set CHROMIUM_PATH, or run `npx playwright install chromium`.';
  if (process.getuid?.() !== 0 || !onPath('apt-get')) throw new Error(advice);
  console.log('No Chromium found: installing it with apt-get.');
  const apt = (...args: string[]) =>
    execFileSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  try {
    apt('update', '-q');
    apt('install', '-y', '-q', '--no-install-recommends', 'chromium');
  } catch (cause) {
    throw new Error(advice, { cause });
  }
  const found = findChromium();
  if (!found) throw new Error(advice);
  return found;
}

/** The Vulkan driver file that a Chromium brings along: WebGPU for Node (`webgpu` package) without a graphics card. */
export function swiftshaderDriver(): string | undefined {
  const browser = findChromium();
  const folders = browser ? [dirname(realpathSync(browser)), '/usr/lib/chromium'] : [];
  return folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find(existsSync);
}
