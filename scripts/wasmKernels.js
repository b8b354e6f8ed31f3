import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What a build of the kernels may use: `import('./kernels/index.ts?relaxed')`. */
const VARIANTS = {
  simd: ['--enable', 'simd'],
  relaxed: ['--enable', 'simd,relaxed-simd'],
  'simd-shared': ['--enable', 'simd,threads', '--sharedMemory', '--maximumMemory', '65536'],
  'relaxed-shared': ['--enable', 'simd,relaxed-simd,threads', '--sharedMemory', '--maximumMemory', '65536'],
};

/** No heap, no data, no runtime: only functions over the memory that is handed in. */
const OPTIONS = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--initialMemory', '0'];

/** AS201: widths of 32 and 64 bits, of which this has one; AS112: vectors in exports, which only the modules here call. */
const SILENCED = ['--disableWarning', '201', '--disableWarning', '112'];

/** @param {string} entry @param {string[]} variant @returns {Promise<string>} the module, base64 */
async function compile(entry, variant) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  let complaints = '';
  const { error } = await asc.main(
    [relative(process.cwd(), entry), '--outFile', 'kernels.wasm', ...OPTIONS, ...SILENCED, ...variant],
    {
      stderr: { write: (text) => void (complaints += text) },
      writeFile: (_name, contents) => void (typeof contents !== 'string' && (binary = contents)),
    },
  );
  if (error || !binary) throw new Error(`The WebAssembly kernels do not compile.\n${complaints}`);
  return Buffer.from(binary).toString('base64');
}

/** @type {Map<string, Promise<string>>} */
const compiled = new Map();

/**
 * Compiles src/ml/wasm/kernels (AssemblyScript) when one of its variants is imported. The module comes as a base64
 * string of a few kilobytes: the same in the page's worker, in Node and in the tests, with nothing to locate.
 * @returns {import('vite').Plugin}
 */
export const wasmKernels = () => ({
  name: 'limn:wasm-kernels',
  enforce: 'pre',
  async load(id) {
    const [entry, name] = id.split('?');
    if (!entry?.endsWith('/wasm/kernels/index.ts') || !name || !(name in VARIANTS)) return null;
    const folder = dirname(entry);
    for (const file of readdirSync(folder)) this.addWatchFile(join(folder, file));
    const watching = this.meta.watchMode;
    let module = watching ? undefined : compiled.get(name);
    module ??= compile(entry, VARIANTS[/** @type {keyof typeof VARIANTS} */ (name)]);
    compiled.set(name, module);
    return { code: `export default '${await module}';`, map: null };
  },
});
