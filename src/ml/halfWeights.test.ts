import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { onEveryBackend } from './backends.testing.ts';
import { weightSpecs } from './describe.ts';
import { relativeError } from './goldens.testing.ts';
import { HalfWeights } from './halfWeights.ts';
import { programs } from './infer/program.ts';
import { initialValues } from './initial.ts';
import { fittingSide } from './net.ts';
import { netById } from './nets/index.ts';
import { randomTensor, randomValues } from './ops/gradientCheck.testing.ts';
import type { Params, WeightSpec, WeightValues } from './params.ts';
import { currentDevice, readTensor } from './tf.ts';
import { Weights } from './weights.ts';

/** Bytes in use on the device. */
const held = () => (tf.memory() as unknown as { numBytesInGPU: number }).numBytesInGPU;

/** Does some work, and counts the bytes that tfjs writes to the device meanwhile: each upload maps a new buffer. */
async function uploaded<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly bytes: number }> {
  const device = currentDevice()!;
  const create = device.createBuffer.bind(device);
  let bytes = 0;
  device.createBuffer = (descriptor) => {
    if (descriptor.mappedAtCreation) bytes += descriptor.size;
    return create(descriptor);
  };
  try {
    return { value: await work(), bytes };
  } finally {
    Reflect.deleteProperty(device, 'createBuffer');
  }
}

type Pass = (p: Params, x: tf.Tensor4D) => tf.Tensor4D[];

/** What a pass gives, and the bytes of its weights: written to the device, and held there after it. */
async function inUse(make: () => Promise<Weights | HalfWeights>, pass: Pass, x: tf.Tensor4D) {
  const before = held();
  const { value, bytes } = await uploaded(async () => {
    const weights = await make();
    const params = weights.params();
    const prepared = programs((t) => pass(params, t), params);
    const outputs = prepared.run(x);
    const read = (await Promise.all(outputs.map(readTensor))) as Float32Array[];
    tf.dispose(outputs);
    return { weights, prepared, read };
  });
  const after = held();
  value.prepared.dispose();
  value.weights.dispose();
  expect(held()).toBe(before);
  return { outputs: value.read, written: bytes, held: after - before };
}

/**
 * A weight is rounded by 2^-11 of itself at most, and so is a layer's sum, in a norm. Errors of layers are independent,
 * so that they add up in squares: sqrt(100) · 2^-11 for a hundred layers.
 */
const BOUND = 5e-3;

for (const id of ['unet-milesial', 'braunetpp', 'swin-umamba-d']) {
  onEveryBackend(
    `${id}: half weights change its outputs by less than ${BOUND}, and take half of the memory`,
    async () => {
      const net = netById(id);
      const config = net.small as object;
      const specs = weightSpecs(net, config);
      const values: WeightValues = new Map(
        specs.map((spec) => [spec.path, { shape: spec.shape, data: initialValues(spec, 3) }]),
      );
      const { channels, ...input } = net.input(config);
      const side = fittingSide({ channels, ...input }, 64);
      const pass: Pass = (p, x) => [net.forward(p, x, config)].flat();
      const x = randomTensor<tf.Tensor4D>([1, side, side, channels], 1);
      // put on the device first, so that it counts for neither
      const bent = tf.relu(x);
      await readTensor(bent);
      bent.dispose();
      const whole = await inUse(async () => Weights.fromValues(specs, values), pass, x);
      const half = await inUse(() => HalfWeights.fromValues(specs, values, pass, x.shape), pass, x);
      x.dispose();

      for (const [n, output] of half.outputs.entries()) {
        const error = relativeError(output, whole.outputs[n]!);
        console.info(`${id}, output ${n}: ${error.toExponential(1)}`);
        expect(error).toBeLessThan(BOUND);
        expect(error).toBeGreaterThan(1e-5);
      }
      console.info(`${id}: ${whole.held} bytes held in float32, ${half.held} in halves`);
      expect(half.held).toBeLessThan(0.55 * whole.held);
      // no float32 went to the device on the way
      expect(half.written).toBe(half.held);
    },
    ['webgpu'],
  );
}

const matrix = (path: string, shape: readonly [out: number, features: number]): WeightSpec => ({
  path,
  shape,
  layout: 'linear',
  init: 'xavier',
  trainable: true,
  dtype: 'float32',
});
const [LARGE, FOLDED, WIDE, ADDED, FEW, UNUSED] = [
  matrix('large', [32, 40]),
  matrix('folded', [32, 40]),
  matrix('wide', [32, 40]),
  matrix('added', [32, 40]),
  matrix('few', [5, 40]),
  matrix('unused', [32, 40]),
];

/** x [1, 1, n, 40] by each of the matrices; one is doubled first, one added to its product too, and one's is not asked for. */
const products: Pass = (p, x) => {
  const of = ({ path, shape, layout, init }: WeightSpec) => p.weight(path, shape, layout, init);
  const rows = tf.reshape(x, [-1, 40]) as tf.Tensor2D;
  const by = (weight: tf.Tensor) => tf.matMul(rows, weight as tf.Tensor2D);
  const folded = of(FOLDED);
  const [twice] = p.derive('twice', [folded], () => [tf.mul(folded, 2)] as const);
  by(of(UNUSED));
  const added = of(ADDED);
  const sum = tf.add(by(added), tf.slice(added, [0, 0], [1, 32]));
  return [by(of(LARGE)), by(twice), by(of(WIDE)), sum, by(of(FEW))].map(
    (y) => tf.reshape(y, [1, 1, -1, y.shape.at(-1)!]) as tf.Tensor4D,
  );
};

onEveryBackend(
  'large matrices that nothing but products reads become halves, for inputs of every shape; others stay as they are',
  async () => {
    const specs = [LARGE, FOLDED, WIDE, ADDED, FEW, UNUSED];
    const values = new Map(specs.map((s, n) => [s.path, { shape: s.shape, data: randomValues(s.shape, n) }]));
    values.get('wide')!.data[5] = 1e9;
    const whole = Weights.fromValues(specs, values);
    const half = await HalfWeights.fromValues(specs, values, products, [1, 1, 3, 40]);
    const [plain, rounded] = [whole, half].map((weights) => {
      const params = weights.params();
      return programs((x) => products(params, x), params);
    });
    for (const rows of [3, 1, 7]) {
      const x = randomTensor<tf.Tensor4D>([1, 1, rows, 40], rows);
      const [want, got] = await Promise.all(
        [plain!, rounded!].map((pass) => Promise.all(pass.run(x).map(readTensor)) as Promise<Float32Array[]>),
      );
      const errors = got!.map((y, n) => relativeError(y, want![n]!));
      for (const error of errors.slice(0, 2)) {
        expect(error).toBeLessThan(2 ** -11);
        expect(error).toBeGreaterThan(1e-5);
      }
      expect(errors.slice(2)).toEqual([0, 0, 0]);
    }
    // there is nothing left to read behind the halves, nor of what went into them or is not needed
    for (const gone of [LARGE, FOLDED, UNUSED]) await expect(readTensor(half.get(gone))).rejects.toThrow('no values');
    for (const weights of [plain, rounded, whole, half]) weights!.dispose();
  },
  ['webgpu'],
);
