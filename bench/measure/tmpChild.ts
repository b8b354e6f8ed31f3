import * as tf from '@tensorflow/tfjs-core';
import { weightSpecs } from '../../src/ml/describe.ts';
import { netById } from '../../src/ml/nets/index.ts';
import { ADAM, makeOptimizer } from '../../src/ml/train/optimizer.ts';
import { Weights } from '../../src/ml/weights.ts';
import { TRAINING } from '../engines/training.ts';
import { startOn } from './childStart.ts';

await startOn('wasm');
const { base, channels, classes, side: size, batch } = TRAINING;
const net = netById(TRAINING.net);
const config = { inChannels: channels, classes, base };
const weights = Weights.fromSeed(weightSpecs(net, config), 1);
const count = batch * size * size;
const x = tf.tensor4d(Float32Array.from({ length: count * channels }, (_, n) => Math.sin(0.37 * n)), [batch, size, size, channels]);
const y = tf.oneHot(tf.tensor1d(Int32Array.from({ length: count }, (_, n) => (n >> 5) & 1), 'int32'), classes) as tf.Tensor2D;
const variables = weights.trainable();
const loss = () => {
  const params = weights.params({ training: true, random: () => 0.5 });
  const output = net.forward(params, x, config) as tf.Tensor4D;
  const scores = tf.logSoftmax(tf.reshape(output, [count, classes]) as tf.Tensor2D);
  return tf.neg(tf.mean(tf.sum(tf.mul(y, scores), 1))) as tf.Scalar;
};
const own = makeOptimizer(ADAM);
const time = new Map<string, [number, number]>();
let on = false;
for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('wasm')) {
  const config = tf.getKernel(kernelName, 'wasm')!;
  const original = kernelFunc;
  let depth = 0;
  (config as { kernelFunc: unknown }).kernelFunc = (p: never) => {
    if (!on) return original(p);
    depth++;
    const from = performance.now();
    const out = original(p);
    const d = performance.now() - from;
    depth--;
    const inputs = (p as { inputs: Record<string, tf.TensorInfo> }).inputs;
    const first = Object.values(inputs).map((t) => t?.shape?.join('x')).join(' ');
    for (const key of [kernelName, `${kernelName} ${first}`]) {
      const [n, t] = time.get(key) ?? [0, 0];
      time.set(key, [n + 1, t + d]);
    }
    return out;
  };
}
const once = () => {
  const { value, grads } = tf.variableGrads(loss, [...variables.values()]);
  own.step(variables, new Map([...variables].map(([path, v]) => [path, grads[v.name]!])), 1e-3);
  tf.dispose(grads);
  const [read] = value.dataSync();
  value.dispose();
  return read!;
};
for (let n = 0; n < 4; n++) once();
const times: number[] = [];
for (let n = 0; n < 12; n++) {
  const from = performance.now();
  once();
  times.push(performance.now() - from);
}
console.log('median', times.sort((a, b) => a - b)[6], 'min', times[0]);
on = true;
const N = 8;
for (let n = 0; n < N; n++) once();
const rows = [...time].map(([k, [n, t]]) => [k, n / N, t / N] as const).sort((a, b) => b[2] - a[2]);
let sum = 0;
for (const [k, , t] of rows) if (!k.includes(' ')) sum += t;
console.log('kernels in all', sum.toFixed(1));
for (const [k, n, t] of rows.filter(([k]) => !k.includes(' ')).slice(0, 30)) console.log(t.toFixed(2), n, k);
console.log('---');
for (const [k, n, t] of rows.filter(([k]) => k.includes(' ')).slice(0, 50)) console.log(t.toFixed(2), n, k);
process.exit(0);
