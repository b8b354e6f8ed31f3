import { defineConfig } from 'vite';
import { ISOLATION_HEADERS } from '../../scripts/headers.js';
import { wasmKernels } from '../../scripts/wasmKernels.js';

/** PAGES names the pages to build, joined by commas. */
const pages = (process.env.PAGES ?? '').split(',');

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'error',
  plugins: [wasmKernels()],
  worker: { format: 'es', plugins: () => [wasmKernels()] },
  build: {
    target: 'esnext',
    outDir: `dist/${pages.join('-')}`,
    emptyOutDir: true,
    // tfjs starts its threads from the text of a function, which a minifier breaks
    minify: false,
    chunkSizeWarningLimit: 1e5,
    rolldownOptions: { input: pages.map((page) => `${import.meta.dirname}/${page}.html`) },
  },
  preview: { host: '127.0.0.1', headers: ISOLATION_HEADERS },
});
