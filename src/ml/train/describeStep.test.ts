import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { depthwiseConv2d } from '../blocks/depthwiseConv2d.ts';
import { linear } from '../blocks/linear.ts';
import { weightSpecs } from '../describe.ts';
import { LOSSES, makeLoss } from '../losses/index.ts';
import type { Net } from '../net.ts';
import { NETS } from '../nets/index.ts';
import { unetSame } from '../nets/unetSame.ts';
import { biLevelRouting } from '../ops/biLevelRouting/index.ts';
import { selectiveScan } from '../ops/selectiveScan/index.ts';
import { windowAttention } from '../ops/windowAttention/index.ts';
import type { Params } from '../params.ts';
import { FREE } from '../shapeBackend.ts';
import { bytesOf } from '../tally.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { describeStep } from './describeStep.ts';
import { ADAM, makeOptimizer } from './optimizer.ts';

/** One level: 1->4, 4->4 on 48 pixels, 4->8, 8->8 on 12, up 8->4·4 on 12, 8->4, 4->4 on 48, head 4->1 on 48. */
const CONFIG = { ...unetSame.small, base: 4, depth: 1 };
const SIZE = [8, 6] as const;

test('a step of a U-Net by hand, from its table of convolutions', () => {
  const { cost, least } = describeStep(unetSame, CONFIG, { size: SIZE });
  const first = 48 * 9 * 4;
  const forward = first + 48 * 9 * 16 + 12 * 9 * (32 + 64) + 12 * 8 * 16 + 48 * 9 * (32 + 16) + 48 * 4;
  // the image needs no gradient
  expect(cost.macs).toBe(3 * forward - first);
  expect(least.macs).toBe(3 * forward - first);

  // six filters, six norms, up and head with a bias each
  const weights = 6 + 2 * 6 + 2 + 2;
  expect(least.kernels).toBe(8 + 8 + 7 + weights);

  const parameters = 9 * (4 + 16 + 32 + 64 + 32 + 16) + 8 * 16 + 4 + 2 * (4 + 4 + 8 + 8 + 4 + 4) + 4 + 1;
  const [image, truth] = [48, 48];
  const read = 48 * 4 + 12 * 4 + 12 * 8 + 12 * 8 + 48 * 8 + 48 * 4 + 48 * 4;
  expect(least.bytes).toBe(4 * (10 * parameters + 2 * image + truth + 2 * read));
  expect(describeStep(unetSame, CONFIG, { size: SIZE, batch: 3 }).cost.macs).toBe(3 * cost.macs);
});

/** One operator behind a linear layer from a channel of 8 x 8 pixels to `features`. */
const behindLinear = (features: number, operator: (p: Params, x: tf.Tensor4D) => tf.Tensor4D): Net => ({
  ...(unetSame as Net),
  forward: (p, x) => operator(p, linear(p.at('first'), x, features, { bias: false })),
});
/** Multiply-accumulates of all pixels with `keys` others each, 4 channels. */
const product = (keys: number) => 64 * keys * 4;

const OPERATORS: readonly {
  readonly name: string;
  readonly net: Net;
  /** Of the operator alone, products and steps of scans. */
  readonly cost: readonly [macs: number, scans: number];
  readonly least: readonly [macs: number, scans: number];
  readonly features: number;
}[] = [
  {
    name: 'window attention: two products, four gradients, one product again',
    features: 12,
    net: behindLinear(12, (p, x) => {
      const [q, kv] = tf.split<tf.Tensor4D>(x, [4, 8], 3);
      const table = p.weight('table', [49, 2], 'plain', 'zeros') as tf.Tensor as tf.Tensor2D;
      return windowAttention(q!, kv!, table, { window: 4, shift: 2 });
    }),
    cost: [7 * product(16), 0],
    least: [6 * product(16), 0],
  },
  {
    name: 'bi-level routing: the same over two of four regions of 16, and the choice once',
    features: 12,
    net: behindLinear(12, (_, x) => biLevelRouting(x, { windows: 2, topk: 2, heads: 2, scale: 1 })[0]),
    cost: [7 * product(32) + 4 * 4 * 4, 0],
    least: [6 * product(32) + 4 * 4 * 4, 0],
  },
  {
    name: 'selective scan: forwards, forwards again and back',
    features: 6,
    net: behindLinear(6, (p, x) => {
      const [map, bc] = tf.split(tf.reshape(x, [1, 1, 64, 6]) as tf.Tensor4D, [2, 4], 3) as [tf.Tensor4D, tf.Tensor4D];
      const vector = (name: string) => p.weight(name, [2], 'plain', 'ones') as tf.Tensor as tf.Tensor1D;
      const A = p.weight('A', [2, 2], 'plain', 'ones') as tf.Tensor as tf.Tensor2D;
      const y = selectiveScan({ u: map, delta: map, A, bc, D: vector('D'), bias: vector('bias') });
      return tf.reshape(y, [1, 8, 8, 2]);
    }),
    cost: [0, 3 * 64 * 2 * 2],
    least: [0, 2 * 64 * 2 * 2],
  },
  {
    name: 'depthwise convolution: forwards, by its input and by its filter',
    features: 4,
    net: behindLinear(4, (p, x) => depthwiseConv2d(p.at('own'), x, 3)),
    cost: [3 * 64 * 9 * 4, 0],
    least: [3 * 64 * 9 * 4, 0],
  },
];

test.each(OPERATORS)('$name', ({ net, features, cost, least }) => {
  const step = describeStep(net, unetSame.small, { size: [8, 8] });
  // forwards, and by its weights
  const before = 2 * 64 * features;
  expect([step.cost.macs - before, step.cost.scans]).toEqual(cost);
  expect([step.least.macs - before, step.least.scans]).toEqual(least);
});

test.each(NETS.map((net) => [net.id, net] as const))('%s: every kernel of a training step runs dry', (_id, net) => {
  for (const config of [net.small, net.defaults]) {
    const { cost, least } = describeStep(net, config);
    for (const what of ['kernels', 'macs', 'scans', 'bytes'] as const) {
      expect(least[what]).toBeLessThanOrEqual(cost[what]);
    }
    // not even half again as much: what is not needed is attention's products once more
    expect(cost.macs / least.macs).toBeLessThan(1.5);
  }
});

test.each(LOSSES.map(({ id }) => id))('%s: every kernel of its gradient runs dry', (loss) => {
  const { cost } = describeStep(unetSame, { ...CONFIG, classes: 3 }, { size: SIZE, loss });
  expect(cost.macs).toBe(describeStep(unetSame, { ...CONFIG, classes: 3 }, { size: SIZE }).cost.macs);
});

onEveryBackend(
  'a dry step runs the kernels of one in earnest, on as many bytes',
  async () => {
    const weights = Weights.fromSeed(weightSpecs(unetSame, CONFIG), 1);
    const trainable = weights.trainable();
    const image = tf.ones<tf.Rank.R4>([1, ...SIZE, 1]);
    const truth = tf.ones([1, ...SIZE, 1]);
    const engine = tf.engine();
    const run = engine.runKernel.bind(engine);
    let [kernels, bytes] = [0, 0];
    engine.runKernel = ((name: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap) => {
      const result = run(name, inputs, attrs) as tf.Tensor | tf.Tensor[];
      if (FREE.has(name)) return result;
      kernels++;
      for (const t of [...Object.values(inputs).filter(Boolean), ...[result].flat()]) bytes += bytesOf(t);
      return result;
    }) as typeof engine.runKernel;
    try {
      const { value, grads } = tf.variableGrads(() => {
        const params = weights.params({ training: true, random: () => 0.5 });
        const outputs = [unetSame.forward(params, image, CONFIG)].flat();
        return tf.addN(outputs.map((y) => makeLoss('bce-dice')(y, truth))) as tf.Scalar;
      }, [...trainable.values()]);
      makeOptimizer(ADAM).step(trainable, new Map([...trainable].map(([path, w]) => [path, grads[w.name]!])), 1e-3);
      await readTensor(value);
    } finally {
      Reflect.deleteProperty(engine, 'runKernel');
    }
    const { cost } = describeStep(unetSame, CONFIG, { size: SIZE });
    expect({ kernels, bytes }).toEqual({ kernels: cost.kernels, bytes: cost.bytes });
  },
  // it has all of our kernels
  ['webgpu'],
);
