import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { deterministicInput, deterministicValues } from '../checkpoint/deterministic.ts';
import { weightSpecs } from '../describe.ts';
import { goldensPresent, readReference, relativeError } from '../goldens.testing.ts';
import type { Net } from '../net.ts';
import { type Params, toPublished } from '../params.ts';
import { readTensor } from '../tf.ts';
import { Weights } from '../weights.ts';
import { crossSwinBlock, swinBlock } from './swinBlock.ts';
import { windowAttention } from './windowAttention.ts';

interface Values {
  readonly shape: number[];
  readonly data: number[];
}
interface OpGolden {
  readonly weight_name_prefix: string;
  readonly inputs: Record<string, { readonly name: string; readonly kind: string; readonly shape: number[] }>;
  readonly outputs: Values[];
  readonly r: string[];
  readonly input_grads: Values[];
  readonly param_grads: Record<string, Values>;
}

const block = (shift: number) => ({ heads: 3, window: 4, shift, mlpRatio: 2 });
const CHANNELS = 12;

interface Case {
  readonly op: string;
  /** Height and width of the maps that the published rows [n, h w, c] are. */
  readonly size: readonly [number, number];
  readonly forward: (p: Params, inputs: tf.Tensor4D[]) => tf.Tensor4D[];
}
/**
 * The shifted blocks are DCIF-GAN's: in SwinFusion's (swin_*_shift2) the reference filled the mask, a stored buffer, with
 * random numbers. In those of a bare attention the stored index is 0 throughout: one bias for all pairs, which is none.
 */
const cases: Case[] = [
  {
    op: 'swin_cross_windowattention_d12_h3_w4',
    size: [4, 4],
    forward: (p, [x, y]) => [windowAttention(p, x!, y!, block(0))],
  },
  {
    op: 'swin_windowattention_d12_h3_w4',
    size: [4, 4],
    forward: (p, [x]) => [windowAttention(p, x!, x!, block(0))],
  },
  {
    op: 'swin_block_d12_h3_w4_shift0_8x12',
    size: [8, 12],
    forward: (p, [x]) => [swinBlock(p, x!, block(0))],
  },
  {
    op: 'swin_cross_block_d12_h3_w4_shift0_8x12',
    size: [8, 12],
    forward: (p, [x, y]) => crossSwinBlock(p, [x!, y!], ['A', 'B'], block(0)),
  },
  {
    op: 'dcif_stb_d12_h3_w4_shift2_8x12',
    size: [8, 12],
    forward: (p, [x]) => [swinBlock(p, x!, block(2))],
  },
  {
    op: 'dcif_fb_d12_h3_w4_shift2_8x12',
    size: [8, 12],
    forward: (p, [x, y]) => crossSwinBlock(p, [x!, y!], ['ct', 'pet'], block(2)),
  },
];

const unindexed = (op: string, path: string) => op.includes('windowattention') && path.endsWith('bias_table');

/** Where published self-attention has one layer `qkv`, ours has `q` and `kv`: rows [from, to) of it. */
const published = (path: string): { readonly path: string; readonly rows?: readonly [number, number] } => {
  const match = /^(.*?)(q|kv)\.(weight|bias)$/.exec(path);
  if (!match) return { path };
  const [, before = '', layer, kind] = match;
  return { path: `${before}qkv.${kind}`, rows: layer === 'q' ? [0, CHANNELS] : [CHANNELS, 3 * CHANNELS] };
};

describe.skipIf(!goldensPresent)('(shifted) window attention and its blocks, as published', () => {
  for (const { op, size, forward } of cases) {
    onEveryBackend(op, async () => {
      const golden = readReference<OpGolden>(`op.${op}.json`);
      const names = Object.keys(golden.inputs);
      const net: Net = {
        id: op,
        title: op,
        paper: '',
        defaults: {},
        small: {},
        input: () => ({ channels: CHANNELS * names.length, size, multiple: 1 }),
        forward: (p, x) => forward(p, tf.split(x, names.length, 3)),
      };
      const isQkv = (path: string) => !(path in golden.param_grads) && published(path).path in golden.param_grads;
      const part = (path: string, of: ArrayLike<number>, rank: number) => {
        const { rows } = published(path);
        const width = rank === 2 ? CHANNELS : 1;
        return Array.from(of).slice(rows![0] * width, rows![1] * width);
      };
      const specs = weightSpecs(net, {});
      const values = new Map(
        specs.map((spec) => {
          const whole = isQkv(spec.path);
          const shape = whole ? [3 * CHANNELS, ...spec.shape.slice(1)] : spec.shape;
          const path = golden.weight_name_prefix + (whole ? published(spec.path).path : spec.path);
          const data = deterministicValues({ ...spec, path, shape });
          if (unindexed(op, spec.path)) return [spec.path, { shape: spec.shape, data: new Float32Array(data.length) }];
          const own = whole ? Float32Array.from(part(spec.path, data, spec.shape.length)) : data;
          return [spec.path, { shape: spec.shape, data: own }];
        }),
      );
      const weights = Weights.fromValues(specs, values);
      const maps = names.map((name) => {
        const { name: seed, kind, shape } = golden.inputs[name]!;
        return tf.tensor4d(deterministicInput(seed, kind, shape), [shape[0]!, ...size, CHANNELS]);
      });
      const outputs = forward(weights.params(), maps);
      for (const [i, want] of golden.outputs.entries())
        expect(relativeError(await readTensor(outputs[i]!), want.data), `output ${i}`).toBeLessThan(1e-5);

      const ratings = golden.r.map((name, i) =>
        tf.tensor4d(deterministicInput(name, 'V', golden.outputs[i]!.shape), outputs[i]!.shape),
      );
      const loss = () =>
        tf.addN(forward(weights.params(), variables).map((y, i) => tf.sum(tf.mul(y, ratings[i]!)))) as tf.Scalar;
      const variables = maps.map((x) => tf.variable(x));
      const trainable = weights.trainable();
      const { grads } = tf.variableGrads(loss, [...variables, ...trainable.values()]);
      for (const [i, want] of golden.input_grads.entries())
        expect(relativeError(await readTensor(grads[variables[i]!.name]!), want.data), names[i]).toBeLessThan(1e-4);
      for (const spec of specs.filter((s) => s.trainable && !unindexed(op, s.path))) {
        const whole = isQkv(spec.path);
        const want = golden.param_grads[whole ? published(spec.path).path : spec.path]!.data;
        const own = whole ? part(spec.path, want, spec.shape.length) : want;
        const slope = await readTensor(grads[trainable.get(spec.path)!.name]!);
        expect(relativeError(toPublished(slope as Float32Array, spec), own), spec.path).toBeLessThan(1e-4);
      }
    });
  }
});
