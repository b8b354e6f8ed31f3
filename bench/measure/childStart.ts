import { readFileSync } from 'node:fs';
import { installDawn } from '../../src/cli/dawn.ts';
import { wasmFolder } from '../../src/cli/wasmFolder.ts';
import { type BackendName, startBackend } from '../../src/ml/tf.ts';

const write = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Tells the parent what came out, and ends: drivers keep threads that would keep the process. */
export function answer(result: object): never {
  write({ result });
  process.exit(0);
}

/** Highest memory of this process so far. Elsewhere than on Linux never below that of the process that started it. */
export function peakMB(): number {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

/** Starts exactly `backend` in this process, wasm on one thread, and resolves to its adapter. Else tells the parent why not. */
export async function startOn(backend: BackendName): Promise<string> {
  if (backend === 'webgpu') await installDawn();
  const started = await startBackend(backend, { wasmPaths: wasmFolder(), threads: 1 });
  if (started.backend === backend) return started.adapter;
  write({ reason: started.skipped.find((s) => s.backend === backend)?.reason ?? 'it does not start' });
  process.exit(0);
}
