import * as tf from '@tensorflow/tfjs-core';
import type * as Ort from 'onnxruntime-web';
import plainModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import webgpuModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import webgpuWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { describe, weightSpecs } from '../../src/ml/describe.ts';
import { fittingSide } from '../../src/ml/net.ts';
import { programs } from '../../src/ml/infer/program.ts';
import { netById } from '../../src/ml/nets/index.ts';
import { readTensor, startBackend } from '../../src/ml/tf.ts';
import { WASM_URLS } from '../../src/ml/wasmUrls.ts';
import { Weights } from '../../src/ml/weights.ts';
import { spawnKernels } from '../../src/workers/spawnKernels.ts';
import type { Engines, EngineTask, Prepared } from '../engines/engines.ts';
import { exportOnnx } from '../onnx/exportOnnx.ts';

/** Short passes are repeated for so long before any is timed, ms: an engine's compiler is then done with its code. */
const WARM_MS = 500;

async function warm(run: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + WARM_MS;
  while (performance.now() < until) await run();
}

let ours: () => Promise<Float32Array[]>;
let peer: () => Promise<Float32Array[]>;

async function ortFor(backend: 'wasm' | 'webgpu', threads: number): Promise<typeof Ort> {
  const ort = backend === 'wasm' ? await import('onnxruntime-web/wasm') : await import('onnxruntime-web/webgpu');
  ort.env.wasm.numThreads = threads;
  const [mjs, wasm] = backend === 'wasm' ? [plainModule, plainWasm] : [webgpuModule, webgpuWasm];
  ort.env.wasm.wasmPaths = { mjs: new URL(mjs, location.href).href, wasm: new URL(wasm, location.href).href };
  return ort as typeof Ort;
}

/** [n, c, h, w] to [n, h, w, c] */
function channelsLast(data: Float32Array, [n, c, h, w]: readonly number[]): Float32Array {
  const out = new Float32Array(data.length);
  const area = h! * w!;
  for (let i = 0; i < n!; i++) {
    for (let k = 0; k < c!; k++) {
      for (let p = 0; p < area; p++) out[(i * area + p) * c! + k] = data[(i * c! + k) * area + p]!;
    }
  }
  return out;
}

async function prepare({ net: id, config: kind, size, backend, threads }: EngineTask): Promise<Prepared> {
  const started = await startBackend(backend, { wasmPaths: WASM_URLS, threads, spawn: spawnKernels });
  if (started.backend !== backend) throw new Error(started.skipped.map((s) => s.reason).join('; '));
  const net = netById(id);
  const config = net[kind] as object;
  const weights = Weights.fromSeed(weightSpecs(net, config), 1);
  const { channels } = net.input(config);
  const [h, w] = size;
  const image = Float32Array.from({ length: h * w * channels }, (_, n) => Math.sin(0.37 * n) + Math.sin(0.0041 * n));
  const exported = exportOnnx(net, config, await weights.values(), size);

  const params = weights.params();
  const prepared = programs((x) => [net.forward(params, x, config)].flat());
  ours = async () => {
    const outputs = tf.tidy(() => prepared.run(tf.tensor4d(image, [1, h, w, channels])));
    const read: Float32Array[] = [];
    for (const t of outputs) read.push((await readTensor(t)) as Float32Array);
    tf.dispose(outputs);
    return read;
  };

  const ort = await ortFor(backend, threads);
  const session = await ort.InferenceSession.create(exported.bytes, {
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    // threads that wait by spinning would take the processor from ours
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const planes = new Float32Array(image.length);
  for (let c = 0; c < channels; c++) {
    for (let p = 0; p < h * w; p++) planes[c * h * w + p] = image[p * channels + c]!;
  }
  let shapes: readonly (readonly number[])[] = [];
  peer = async () => {
    const result = await session.run({ image: new ort.Tensor('float32', planes, [1, channels, h, w]) });
    const read: Float32Array[] = [];
    for (const { name } of exported.outputs) read.push((await result[name]!.getData()) as Float32Array);
    shapes = exported.outputs.map(({ name }) => result[name]!.dims);
    for (const { name } of exported.outputs) result[name]!.dispose();
    return read;
  };

  const mine = await ours();
  for (const run of [ours, peer]) await warm(run);
  const theirs = (await peer()).map((data, n) =>
    exported.outputs[n]!.channelsFirst ? channelsLast(data, shapes[n]!) : data,
  );
  const difference = Math.max(
    ...mine.map((a, n) => {
      const b = theirs[n]!;
      let [apart, largest] = [a.length === b.length ? 0 : Infinity, 0];
      for (let i = 0; i < b.length; i++) {
        apart = Math.max(apart, Math.abs(a[i]! - b[i]!));
        largest = Math.max(largest, Math.abs(b[i]!));
      }
      return apart / largest;
    }),
  );
  return {
    adapter: started.adapter,
    operators: [...exported.operators].sort((a, b) => b[1] - a[1]),
    difference,
  };
}

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await run();
  return performance.now() - start;
};

function about(id: string, kind: EngineTask['config'], least: boolean) {
  const net = netById(id);
  const input = net.input(net[kind]);
  const side = fittingSide(input, 64);
  const size = least ? ([side, side] as const) : input.size;
  return { size, gmac: describe(net, net[kind] as object, { size }).macs.total / 1e9 };
}

window.engines = { about, prepare, ours: () => timed(ours), peer: () => timed(peer) } satisfies Engines;
