import { defineConfig } from 'vitest/config';
import { wasmKernels } from './scripts/wasmKernels.js';

/** One module form for Vite and Node alike: tfjs's packages share one engine only when all come as ES modules. */
const mainFields = ['module', 'main'];

export default defineConfig({
  plugins: [wasmKernels()],
  resolve: { mainFields },
  ssr: { resolve: { mainFields } },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    globalSetup: ['e2e/vitestSetup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // generous: the machines are shared, and WebGPU runs in software there
    testTimeout: 300_000,
    hookTimeout: 120_000,
    deps: {
      optimizer: {
        ssr: {
          enabled: true,
          // bundled once, since Node refuses tfjs's imports without file extensions
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-core/dist/register_all_gradients',
            '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
            '@tensorflow/tfjs-backend-cpu',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgpu',
          ],
        },
      },
    },
  },
});
