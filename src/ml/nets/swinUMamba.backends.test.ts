import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { weightSpecs } from '../describe.ts';
import { relativeError } from '../goldens.testing.ts';
import type { Net } from '../net.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { type SwinUMambaConfig, swinUMambaD, swinUMambaNet } from './swinUMamba.ts';

/** Milliseconds: a software adapter compiles for seconds what a graphics card has at once. */
const SOFTWARE_GPU = 180_000;

const image = (size: number) =>
  tf.tensor4d(
    Float32Array.from({ length: size * size }, (_, i) => Math.sin(i * 0.37) + Math.cos((i % size) * 0.9)),
    [1, size, size, 1],
  );

/** Squared distance of the finest output from a disk. */
const distance = (
  net: Net<SwinUMambaConfig>,
  config: SwinUMambaConfig,
  weights: Weights,
  x: tf.Tensor4D,
): tf.Scalar => {
  const [n, size] = x.shape;
  const disk = tf.tensor4d(
    Float32Array.from({ length: n * size * size * 2 }, (_, i) => {
      const [row, column] = [Math.floor(i / 2 / size) % size, Math.floor(i / 2) % size];
      return Math.hypot(row - size / 2, column - size / 2) < size / 4 === (i % 2 === 1) ? 1 : 0;
    }),
    [n, size, size, 2],
  );
  const outputs = net.forward(weights.params(), x, config) as tf.Tensor4D[];
  return tf.mean(tf.squaredDifference(tf.softmax(outputs[0]!), disk));
};

for (const net of [swinUMambaNet, swinUMambaD]) {
  const specs = weightSpecs(net, net.small);
  const tiny = { ...net.small, channels: 8, depths: [1, 1, 1, 1] };

  test(`${net.id}: webgpu and wasm agree, output and gradients`, { timeout: SOFTWARE_GPU }, async (context) => {
    const figures = async () => {
      const weights = Weights.fromSeed(weightSpecs(net, tiny), 7);
      const x = image(64);
      const trainable = weights.trainable();
      const { value, grads } = tf.variableGrads(() => distance(net, tiny, weights, x), [...trainable.values()]);
      const slopes = new Map<string, Float32Array>();
      for (const [path, variable] of trainable) {
        const slope = grads[variable.name];
        if (slope) slopes.set(path, (await readTensor(slope)) as Float32Array);
      }
      const [finest] = net.forward(weights.params(), x, tiny) as tf.Tensor4D[];
      return { output: await readTensor(finest!), loss: (await readTensor(value))[0]!, slopes };
    };
    await useBackend('wasm');
    const wasm = await figures();
    try {
      await useBackend('webgpu');
    } catch {
      context.skip('no WebGPU adapter');
    }
    const webgpu = await figures();
    expect(relativeError(webgpu.output, wasm.output)).toBeLessThan(1e-4);
    expect(webgpu.loss).toBeCloseTo(wasm.loss, 5);
    expect([...webgpu.slopes.keys()]).toEqual([...wasm.slopes.keys()]);
    const joined = (slopes: Map<string, Float32Array>) => [...slopes.values()].flatMap((slope) => [...slope]);
    expect(relativeError(joined(webgpu.slopes), joined(wasm.slopes))).toBeLessThan(1e-3);
  });

  test(`${net.id}: a few steps lower the loss`, async () => {
    await useBackend('wasm');
    const weights = Weights.fromSeed(specs, 1);
    const x = image(64);
    const adam = tf.train.adam(3e-3);
    const losses: number[] = [];
    for (let step = 0; step < 6; step++) {
      const cost = adam.minimize(() => distance(net, net.small, weights, x), true, [...weights.trainable().values()])!;
      losses.push((await readTensor(cost))[0]!);
      cost.dispose();
    }
    expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
  });

  onEveryBackend(
    `${net.id}: forward passes leave nothing behind`,
    async (backend) => {
      const weights = Weights.fromSeed(weightSpecs(net, tiny), 1);
      const x = image(32);
      const forward = async () => {
        const outputs = tf.tidy(() => net.forward(weights.params(), x, tiny)) as tf.Tensor4D[];
        await readTensor(outputs[0]!);
        tf.dispose(outputs);
      };
      await forward();
      // data that kernels allocated and never gave back have no tensor: the backend knows of them
      const held = () => [tf.memory().numTensors, tf.engine().backend.numDataIds()];
      const before = held();
      for (let i = 0; i < (backend === 'wasm' ? 20 : 2); i++) await forward();
      expect(held()).toEqual(before);
    },
    ['wasm', 'webgpu'],
  );
}
