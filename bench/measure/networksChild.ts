import * as tf from '@tensorflow/tfjs-core';
import { mulberry32 } from '../../src/core/random.ts';
import { describe, weightSpecs } from '../../src/ml/describe.ts';
import { programs } from '../../src/ml/infer/program.ts';
import type { Net } from '../../src/ml/net.ts';
import { netById, NETS } from '../../src/ml/nets/index.ts';
import { ADAM, makeOptimizer } from '../../src/ml/train/optimizer.ts';
import { currentDevice, readTensor } from '../../src/ml/tf.ts';
import { Weights } from '../../src/ml/weights.ts';
import { answer, peakMB, startOn } from './childStart.ts';
import { countDevice, type DeviceTally, newDeviceTally } from './networksDevice.ts';

/** A network that can be asked for, at its paper's size. */
export interface NetworkSize {
  readonly id: string;
  /** Channels, height, width. */
  readonly input: readonly [number, number, number];
  /** Multiply-adds of a forward pass, in thousand millions. */
  readonly gmac: number;
}

/** What the parent asks for, as JSON in the first argument; `null` asks for the list of NetworkSize. */
export interface NetworkTask {
  readonly net: string;
  readonly backend: 'webgpu' | 'wasm' | 'cpu';
  readonly what: 'forward' | 'training step';
  readonly rounds: number;
  /** Side of the image, where it is not the paper's size. */
  readonly side?: number;
}

export interface NetworkResult {
  readonly adapter: string;
  /** ms of the first run, which compiles and allocates, and of the later ones. */
  readonly cold: number;
  readonly warm: readonly number[];
  /** Of the whole process at its highest. */
  readonly peakMB: number;
  /** Of a warm run, or of the cold one where there is no other. */
  readonly device: DeviceTally | null;
}

/** A run longer than this is not repeated. */
const LONG_MS = 10_000;

/** Mean of squares over all outputs: every weight that matters gets a gradient, and it costs nothing beside the network. */
const loss = (outputs: readonly tf.Tensor[]): tf.Scalar =>
  tf.addN(outputs.map((y) => tf.mean(tf.square(y)))) as tf.Scalar;

const listed = (y: tf.Tensor4D | tf.Tensor4D[]): readonly tf.Tensor4D[] => (Array.isArray(y) ? y : [y]);

function sizes(): readonly NetworkSize[] {
  return NETS.map((net) => {
    const { channels, size } = net.input(net.defaults);
    return { id: net.id, input: [channels, ...size], gmac: describe(net, net.defaults).macs.total / 1e9 };
  });
}

function workOf({ net: id, what, side }: NetworkTask): () => Promise<void> {
  const net = netById(id) as Net;
  const config = net.defaults;
  const input = net.input(config);
  const { channels } = input;
  const size = side === undefined ? input.size : ([side, side] as const);
  const specs = weightSpecs(net, config);
  const weights = Weights.fromSeed(specs, 1);
  const random = mulberry32(1);
  const shape: [number, number, number, number] = [1, ...size, channels];
  const x = tf.tensor4d(Float32Array.from({ length: size[0] * size[1] * channels }, random), shape);
  if (what === 'forward') {
    const params = weights.params();
    const prepared = programs((image) => listed(net.forward(params, image, config)));
    return async () => {
      const outputs = prepared.run(x);
      await readTensor(outputs[0]!);
      tf.dispose(outputs);
    };
  }
  const optimizer = makeOptimizer(ADAM);
  const trainable = weights.trainable();
  const last = [...trainable.values()].reduce((a, b) => (b.size < a.size ? b : a));
  return async () => {
    const params = weights.params({ training: true, random });
    const { value, grads } = tf.variableGrads(
      () => loss(listed(net.forward(params, x, config))),
      [...trainable.values()],
    );
    const byPath = new Map([...trainable].flatMap(([path, v]) => (grads[v.name] ? [[path, grads[v.name]!]] : [])));
    optimizer.step(trainable, byPath, 1e-4);
    tf.dispose([value, grads]);
    // the queue works in order: what was asked before is done when this comes back
    await readTensor(last);
  };
}

const asked = JSON.parse(process.argv[2]!) as NetworkTask | null;
const task = asked ?? answer(sizes());
const adapter = await startOn(task.backend);
let tally = newDeviceTally();
const gpu = task.backend === 'webgpu' ? currentDevice() : null;
if (gpu) countDevice(gpu, () => tally);
const work = workOf(task);
const times: number[] = [];
for (let run = 0; run <= task.rounds && (times[0] ?? 0) < LONG_MS; run++) {
  tally = newDeviceTally();
  const start = performance.now();
  await work();
  times.push(performance.now() - start);
}
const [cold = NaN, ...warm] = times;
answer({
  adapter,
  cold,
  warm,
  peakMB: peakMB(),
  device: gpu ? tally : null,
} satisfies NetworkResult);
