import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { useBackend } from '../backends.testing.ts';
import { describe } from '../describe.ts';
import { randomTensor } from '../ops/gradientCheck.testing.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { NETS } from './index.ts';

test('ids are unique, and each network cites its paper', () => {
  expect(new Set(NETS.map((n) => n.id)).size).toBe(NETS.length);
  for (const net of NETS) expect(net.paper).toMatch(/\d{4}/);
});

/** Sides of the test image: small, but with more than one pixel left in the deepest level, where norms need two. */
const SIDES: Readonly<Record<string, number>> = { unet: 188, braunetpp: 64, 'dcif-gan': 32 };

/** Published and saved, but without effect on the output: BRAU-Net++'s fourth stage is not run, Swin-UMamba v1's is discarded. */
const UNUSED: Readonly<Record<string, RegExp>> = {
  braunetpp: /^bra_unet\.stages\.3\./,
  'swin-umamba-v1': /^vssm_encoder\.(layers\.3|downsamples\.2)\./,
};

test.each(NETS.map((net) => [net.id, net] as const))(
  '%s: trains on the backend in use, a gradient reaches every weight',
  async (_id, net) => {
    await useBackend('wasm');
    const config = net.small;
    const { channels } = net.input(config);
    const side = SIDES[net.id] ?? 96;
    const size: [number, number] = [side, side];
    const { weights: specs, outputs } = describe(net, config, { size });
    const weights = Weights.fromSeed(specs, 1);
    const trainable = weights.trainable();
    const x = randomTensor<tf.Tensor4D>([1, ...size, channels], 1);
    const shapes: number[][] = [];
    const { value, grads } = tf.variableGrads(() => {
      const y = net.forward(weights.params({ training: true, random: () => 0.999 }), x, config);
      const all = Array.isArray(y) ? y : [y];
      shapes.push(...all.map((t) => t.shape));
      return tf.addN(all.map((t, n) => tf.sum(tf.mul(t, randomTensor(t.shape, 7 + n))))) as tf.Scalar;
    }, [...trainable.values()]);
    expect(shapes).toEqual(outputs);
    const unreached: string[] = [];
    for (const [path, variable] of trainable) {
      const g = grads[variable.name];
      if (UNUSED[net.id]?.test(path)) continue;
      if (!g || !(await readTensor(g)).some((v) => v !== 0)) unreached.push(path);
    }
    expect(unreached).toEqual([]);
    tf.dispose([x, value, ...Object.values(grads)]);
    weights.dispose();
  },
);
