import { defineConfig } from 'vite';

/** The command line: one file for Node, packages left in node_modules. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: 'src/cli/limn.ts',
    target: 'node20',
    outDir: 'dist/cli',
    rolldownOptions: { output: { entryFileNames: 'limn.js', chunkFileNames: '[name]-[hash].js' } },
  },
});
