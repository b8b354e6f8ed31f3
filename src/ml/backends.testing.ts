import { describe, type TestContext, test } from 'vitest';
import { installDawn } from '../cli/dawn.ts';
import { wasmFolder } from '../cli/wasmFolder.ts';
import { BACKENDS, type BackendName, startBackend } from './tf.ts';

const noDawn = await installDawn();
const wasmPaths = wasmFolder();

/** Starts exactly `backend` in Node; throws with the reason when it does not run. Resolves to its adapter's name. */
export async function useBackend(backend: BackendName): Promise<string> {
  const started = await startBackend(backend, { wasmPaths, threads: 1 });
  if (started.backend !== backend) throw new Error(started.skipped.map((s) => `${s.backend}: ${s.reason}`).join('; '));
  return started.adapter;
}

/** The same test on every backend present. webgpu is skipped, with its reason in the title, where Dawn finds no adapter. */
export function onEveryBackend(
  title: string,
  body: (backend: BackendName, adapter: string, context: TestContext) => Promise<void>,
  backends: readonly BackendName[] = BACKENDS,
): void {
  describe(title, () => {
    for (const backend of backends) {
      const absent = backend === 'webgpu' && noDawn !== '';
      test.skipIf(absent)(absent ? `webgpu: skipped, ${noDawn}` : backend, async (context) => {
        await body(backend, await useBackend(backend), context);
      });
    }
  });
}
