import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { headersFor, ISOLATION_HEADERS, PAGE_POLICY } from './scripts/headers.js';
import { wasmKernels } from './scripts/wasmKernels.js';

/** Puts the policy into the built page too, so that it holds on a static host that sends no headers. */
const policyInPage: Plugin = {
  name: 'limn:policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** `vite preview` answers with the headers that a real host should send. */
const hostHeaders: Plugin = {
  name: 'limn:host-headers',
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      for (const [name, value] of Object.entries(headersFor(pathname))) response.setHeader(name, value);
      next();
    });
  },
};

/**
 * tfjs starts its WebAssembly threads from the source text of a function. That text names a variable from outside the
 * function, which the threads lack; `typeof` guards it, but a minifier takes the guard away. The variable is of no use here.
 */
const selfContainedThreads: Plugin = {
  name: 'limn:self-contained-threads',
  transform(code, id) {
    if (!id.endsWith('tfjs-backend-wasm-threaded-simd.js')) return null;
    const outside = [
      'if(typeof _scriptDir !== "undefined" && _scriptDir){scriptDirectory=_scriptDir}',
      '||_scriptDir,',
    ];
    if (!outside.every((text) => code.includes(text))) throw new Error('tfjs has changed its threads: look again.');
    return { code: code.replace(outside[0]!, '').replace(outside[1]!, ','), map: null };
  },
};

/** 127.0.0.1 rather than `localhost`: the latter binds to ::1 alone on some machines, where IPv4 clients then fail. */
const HOST = '127.0.0.1';

export default defineConfig({
  // relative addresses: the built app also runs from a subfolder of a static host
  base: './',
  plugins: [react(), wasmKernels(), policyInPage, hostHeaders],
  build: { target: 'es2023', outDir: 'dist', chunkSizeWarningLimit: 2500 },
  worker: { format: 'es', plugins: () => [selfContainedThreads, wasmKernels()] },
  optimizeDeps: {
    // found only inside workers: listed, or the dev server reloads the page when it meets them
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-cpu',
      '@tensorflow/tfjs-backend-wasm',
      '@tensorflow/tfjs-backend-webgpu',
      'dicom-parser',
      'fast-png',
      'fflate',
      'jpeg-js',
    ],
  },
  // no policy while developing: hot reload puts scripts and styles into the page
  server: { host: HOST, headers: ISOLATION_HEADERS },
  preview: { host: HOST, port: 4173 },
});
