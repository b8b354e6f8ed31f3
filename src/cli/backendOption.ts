import { type BackendName, BACKENDS, startBackend } from '../ml/tf.ts';
import { type Args, type Option, type Terminal, UsageError } from './command.ts';
import { installDawn } from './dawn.ts';
import { wasmFolder } from './wasmFolder.ts';

/** `--backend`, as every command takes it that runs a network. */
export const BACKEND_OPTION: Option = {
  name: 'backend',
  value: 'NAME',
  summary: `Where to compute: ${BACKENDS.join(', ')}, or auto (the first of them that runs on hardware).`,
};

/** Starts the backend of `--backend`, and notes which one. A named one that does not run is an error, not a fallback. */
export async function startNamed(
  args: Args,
  terminal: Terminal,
  otherwise: BackendName | 'auto' = 'auto',
): Promise<BackendName> {
  const choice = args.choice('backend', [...BACKENDS, 'auto'], otherwise);
  if (choice === 'auto' || choice === 'webgpu') await installDawn();
  const { backend, adapter, skipped } = await startBackend(choice, { wasmPaths: wasmFolder() });
  if (choice !== 'auto' && backend !== choice)
    throw new UsageError(`${choice} does not run here: ${skipped.find((s) => s.backend === choice)?.reason}.`);
  terminal.note(adapter ? `${backend} (${adapter})` : backend);
  return backend;
}
