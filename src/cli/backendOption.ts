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

/** `--precision`, as the commands take it that put a network to use. */
export const PRECISION_OPTION: Option = {
  name: 'precision',
  value: 'BITS',
  summary: 'Filters and matrices on the graphics card: f32, or f16 (half of their memory, webgpu alone); default f32.',
};

/** Whether `--precision` asks for half precision. */
export const wantsHalves = (args: Args): boolean => args.choice('precision', ['f32', 'f16'], 'f32') === 'f16';

/**
 * Starts the backend of `--backend`, and notes which one. A named one that does not run is an error, not a fallback, and so
 * is one without the half precision that `--precision` asks for.
 */
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
  if (wantsHalves(args) && backend !== 'webgpu')
    throw new UsageError(`--precision f16 is for webgpu; here ${backend} runs.`);
  terminal.note(adapter ? `${backend} (${adapter})` : backend);
  return backend;
}
