import { defineConfig } from 'vite';
import { wasmKernels } from './scripts/wasmKernels.js';

/** The command line: one file for Node, packages left in node_modules. */
export default defineConfig({
  publicDir: false,
  plugins: [wasmKernels()],
  // tfjs's ES modules import each other without endings, which Node refuses; dicom-parser names no exports for it
  ssr: { noExternal: [/^@tensorflow\//, 'dicom-parser'] },
  build: {
    ssr: 'src/cli/limn.ts',
    target: 'node20',
    outDir: 'dist/cli',
    rolldownOptions: { output: { entryFileNames: 'limn.js', chunkFileNames: '[name]-[hash].js' } },
  },
});
