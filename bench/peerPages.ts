import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { preview, type PreviewServer } from 'vite';
import { ISOLATION_HEADERS } from '../scripts/headers.js';

const ROOT = join(import.meta.dirname, 'peers');

/** Builds pages of bench/peers for production and serves them, isolated as the app is. */
export function servePeers(pages: readonly string[], port: number): Promise<PreviewServer> {
  execFileSync('npx', ['vite', 'build', '--config', join(ROOT, 'vite.config.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', PAGES: pages.join(',') },
  });
  return preview({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: { outDir: `dist/${pages.join('-')}` },
    preview: { port, host: '127.0.0.1', headers: ISOLATION_HEADERS },
  });
}
