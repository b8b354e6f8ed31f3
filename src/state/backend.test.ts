import { expect, test, vi } from 'vitest';
import type { App, Workers } from './app.ts';
import { startBackend } from './backend.ts';
import { run } from './commands/index.ts';
import { createApp } from './createApp.ts';

/** A page whose engine always starts; what it was started with. */
function opened(): { app: App; started: object[] } {
  const started: object[] = [];
  const start = async (args: object) => {
    started.push(args);
    return { backend: 'webgpu', why: { key: 'backend.chosen' }, adapter: '', threads: 1 };
  };
  return { app: createApp({ ml: { api: { start } } } as unknown as Workers), started };
}

test('half weights are off at first, and the engine starts afresh with them, on the backend in use', async () => {
  const stored = vi.fn();
  vi.stubGlobal('localStorage', { setItem: stored });
  vi.stubGlobal('document', { baseURI: 'http://localhost/' });
  const { app, started } = opened();
  await startBackend(app, 'webgpu');
  expect(started).toMatchObject([{ choice: 'webgpu', halfWeights: false }]);
  await run(app, 'halve-weights', true);
  expect(started[1]).toMatchObject({ choice: 'webgpu', halfWeights: true });
  expect(app.store.getState().backend.state).toBe('ready');
  expect(JSON.parse(stored.mock.lastCall![1] as string)).toMatchObject({ halfWeights: true });
  vi.unstubAllGlobals();
});
