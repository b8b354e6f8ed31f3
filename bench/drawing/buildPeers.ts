import { join } from 'node:path';
import { build, preview, type PreviewServer } from 'vite';
import { ISOLATION_HEADERS } from '../../scripts/headers.js';

/** Pages of other viewers, and the least of a viewer. */
export const PEERS = [
  { page: 'plainCanvas', name: 'plain canvas' },
  { page: 'niivue', name: 'NiiVue 0.69.0' },
  { page: 'cornerstone', name: 'Cornerstone3D 5.14.0' },
] as const;

/** Builds pages of bench/peers for production and serves them, isolated as the app is. */
export async function servePeers(pages: readonly string[], port: number): Promise<PreviewServer> {
  const root = join(import.meta.dirname, '../peers');
  const common = { root, configFile: false, logLevel: 'error' } as const;
  await build({
    ...common,
    worker: { format: 'es' },
    build: {
      target: 'esnext',
      outDir: 'dist',
      emptyOutDir: true,
      chunkSizeWarningLimit: 1e5,
      rolldownOptions: { input: pages.map((page) => join(root, `${page}.html`)) },
    },
  });
  return preview({ ...common, preview: { port, host: '127.0.0.1', headers: ISOLATION_HEADERS } });
}
