import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { weightSpecs } from '../../src/ml/describe.ts';
import { netById } from '../../src/ml/nets/index.ts';
import { repairConv2dBackpropFilter } from './conv2dBackpropFilter.ts';
import { startBackend } from '../../src/ml/tf.ts';
import { ADAM, makeOptimizer } from '../../src/ml/train/optimizer.ts';
import { WASM_URLS } from '../../src/ml/wasmUrls.ts';
import { Weights } from '../../src/ml/weights.ts';
import { spawnKernels } from '../../src/workers/spawnKernels.ts';
import { TRAINING, type Training } from '../engines/training.ts';

const RATE = 1e-3;
let once: () => Promise<number>;

async function start(side: 'ours' | 'plain', threads: number): Promise<void> {
  if (side === 'ours') {
    const started = await startBackend('wasm', { wasmPaths: WASM_URLS, threads, spawn: spawnKernels });
    if (started.backend !== 'wasm') throw new Error(started.skipped.map((s) => s.reason).join('; '));
    return;
  }
  for (const kernel of ['ChannelNorm', 'ChannelNormRelu']) tf.unregisterKernel(kernel, 'wasm');
  repairConv2dBackpropFilter('wasm');
  setWasmPaths(WASM_URLS);
  setThreadsCount(threads);
  await tf.setBackend('wasm');
}

async function prepare(side: 'ours' | 'plain', threads: number): Promise<void> {
  await start(side, threads);
  const { base, channels, classes, side: size, batch } = TRAINING;
  const net = netById(TRAINING.net);
  const config = { inChannels: channels, classes, base };
  const weights = Weights.fromSeed(weightSpecs(net, config), 1);
  const count = batch * size * size;
  const image = Float32Array.from({ length: count * channels }, (_, n) => Math.sin(0.37 * n) + Math.sin(0.0041 * n));
  const truth = Int32Array.from({ length: count }, (_, n) =>
    Math.hypot((n % size) - 64, ((n / size) % size) - 64) < 40 ? 1 : 0,
  );
  const x = tf.tensor4d(image, [batch, size, size, channels]);
  const y = tf.oneHot(tf.tensor1d(truth, 'int32'), classes) as tf.Tensor2D;
  const variables = weights.trainable();
  const loss = () => {
    const params = weights.params({ training: true, random: () => 0.5 });
    const output = net.forward(params, x, config) as tf.Tensor4D;
    const scores = tf.logSoftmax(tf.reshape(output, [count, classes]) as tf.Tensor2D);
    return tf.neg(tf.mean(tf.sum(tf.mul(y, scores), 1))) as tf.Scalar;
  };
  const own = makeOptimizer(ADAM);
  const theirs = tf.train.adam(RATE);
  once = async () => {
    const { value, grads } = tf.variableGrads(loss, [...variables.values()]);
    if (side === 'ours') {
      own.step(variables, new Map([...variables].map(([path, v]) => [path, grads[v.name]!])), RATE);
    } else theirs.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
    tf.dispose(grads);
    const [read] = await value.data();
    value.dispose();
    return read!;
  };
}

window.training = {
  prepare,
  async step() {
    const from = performance.now();
    const loss = await once();
    return { ms: performance.now() - from, loss };
  },
} satisfies Training;
