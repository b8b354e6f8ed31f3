import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Folder of tfjs's .wasm files, ending in a separator. Also gives Emscripten's loader the two names of CommonJS
 * that it uses in Node and that an ES module lacks; call it before the wasm backend starts.
 */
export function wasmFolder(): string {
  const require = createRequire(import.meta.url);
  const node = globalThis as { require?: unknown; __dirname?: string };
  node.require ??= require;
  node.__dirname ??= dirname(fileURLToPath(import.meta.url));
  return join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'wasm-out') + sep;
}
