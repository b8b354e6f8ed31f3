import { defineConfig, mergeConfig } from 'vitest/config';
import { exactnessTable } from './src/ml/exactnessTable.testing.ts';
import unit from './vitest.config.ts';

/**
 * `npm run test:goldens`: every network at its published size against the figures in ../shared/reference. Minutes, not
 * seconds. Writes docs/exactness.md.
 */
const goldens = mergeConfig(
  unit,
  defineConfig({
    test: { testTimeout: 1_800_000, maxWorkers: 1, reporters: ['default', exactnessTable('docs/exactness.md')] },
  }),
);
goldens.test!.include = ['src/**/*.goldens.ts'];

export default goldens;
