/**
 * What the page may do. Nothing may be fetched from, sent to or run from another host.
 * `wasm-unsafe-eval` compiles WebAssembly and nothing else; `blob:` workers are the threads of tfjs's wasm backend;
 * `blob:` and `data:` images are pictures that the page itself made.
 */
const POLICY = {
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'connect-src': "'self'",
  'img-src': "'self' blob: data:",
  'style-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'self'",
  'form-action': "'none'",
};

/** @param {Record<string, string>} policy */
const written = (policy) =>
  Object.entries(policy)
    .map(([what, where]) => `${what} ${where}`)
    .join('; ');

export const PAGE_POLICY = written(POLICY);

/** A worker takes its policy from its own response. The threads of tfjs's wasm backend load their script from a blob. */
const WORKER_POLICY = written({ ...POLICY, 'script-src': `${POLICY['script-src']} blob:` });

/** COOP and COEP isolate the page, which gives WebAssembly its threads. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/**
 * All headers of the file at `path` of the built app.
 * @param {string} path
 * @returns {Record<string, string>}
 */
export const headersFor = (path) => ({
  ...ISOLATION_HEADERS,
  'Content-Security-Policy': /\.worker-[\w-]+\.js$/.test(path)
    ? WORKER_POLICY
    : `${PAGE_POLICY}; frame-ancestors 'none'`,
});
