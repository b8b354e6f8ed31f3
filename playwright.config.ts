import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium, installChromium } from './e2e/chromium.ts';

const port = Number(process.env.LIMN_E2E_PORT ?? 4199);
const origin = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // software WebGPU takes every core there is: one browser at a time
  workers: 1,
  forbidOnly: !!process.env.CI,
  reporter: 'list',
  use: {
    baseURL: origin,
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'dark',
    // traces snapshot the page at every step, which costs more than the tests themselves
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: findChromium() ?? installChromium(), args: [...CHROMIUM_FLAGS] },
  },
  webServer: {
    // the built app, as people run it; LIMN_E2E_BUILT=1: dist/ is fresh already
    command: `${process.env.LIMN_E2E_BUILT === '1' ? '' : 'npm run build && '}npx vite preview --port ${port} --strictPort`,
    url: origin,
    timeout: 180_000,
    reuseExistingServer: !process.env.LIMN_E2E_BUILT && !process.env.CI,
  },
});
