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

export const CONTENT_SECURITY_POLICY = Object.entries(POLICY)
  .map(([what, where]) => `${what} ${where}`)
  .join('; ');

/** COOP and COEP isolate the page, which gives WebAssembly its threads. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

export const SERVER_HEADERS = {
  ...ISOLATION_HEADERS,
  // workers take their policy from their own response, not from the page
  'Content-Security-Policy': `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
};
