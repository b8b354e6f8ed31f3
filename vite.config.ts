import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { CONTENT_SECURITY_POLICY, ISOLATION_HEADERS, SERVER_HEADERS } from './scripts/headers.js';

/** Puts the policy into the built page too, so that it holds on a static host that sends no headers. */
const policyInPage: Plugin = {
  name: 'limn:policy-in-page',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

/** 127.0.0.1 rather than `localhost`: the latter binds to ::1 alone on some machines, where IPv4 clients then fail. */
const HOST = '127.0.0.1';

export default defineConfig({
  // relative addresses: the built app also runs from a subfolder of a static host
  base: './',
  plugins: [react(), policyInPage],
  build: { target: 'es2023', outDir: 'dist', chunkSizeWarningLimit: 2500 },
  worker: { format: 'es' },
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
      'nifti-reader-js',
      'tiff',
    ],
  },
  // no policy while developing: hot reload puts scripts and styles into the page
  server: { host: HOST, headers: ISOLATION_HEADERS },
  preview: { host: HOST, port: 4173, headers: SERVER_HEADERS },
});
