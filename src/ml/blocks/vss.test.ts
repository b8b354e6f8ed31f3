import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { goldensPresent, relativeError } from '../goldens.testing.ts';
import { Params } from '../params.ts';
import { readTensor } from '../tf.ts';
import { DeterministicStore, opGoldenErrors } from './opGolden.testing.ts';
import { patchEmbed } from './patchEmbed.ts';
import { patchExpand } from './patchExpand.ts';
import { patchMerging } from './patchMerging.ts';
import { ss2d } from './ss2d.ts';
import { unetrBasicBlock, unetrUpBlock } from './unetrBlock.ts';
import { vssBlock } from './vssBlock.ts';

type Module = (p: Params, inputs: tf.Tensor4D[]) => tf.Tensor4D;

const nhwc = (x: tf.Tensor) => tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;
const nchw = (x: tf.Tensor) => tf.transpose(x, [0, 3, 1, 2]) as tf.Tensor4D;
const truncated = () => 'truncated' as const;

// published layouts differ: VMamba's blocks take NHWC, MONAI's NCHW, the embedding and the expanding NCHW and give NHWC
const merging: Module = (p, [x]) => patchMerging(p, x!);
const modules: Record<string, Module> = {
  ss2d_d8_5x7: (p, [x]) => ss2d(p, x!, { init: truncated }),
  ss2d_d24_8x8: (p, [x]) => ss2d(p, x!, { init: truncated, states: 4 }),
  vssblock_d16_6x4: (p, [x]) => vssBlock(p, x!, { dropRate: 0.2, init: truncated }),
  patchmerging2d_d6_4x6: merging,
  patchmerging2d_odd_d4_5x7: merging,
  patchembed2d_p4: (p, [x]) => patchEmbed(p, nhwc(x!), { patch: 4, channels: 12 }),
  patchexpand_d16_3x5: (p, [x]) => patchExpand(p, nhwc(x!), { scale: 2, channels: 8 }),
  finalpatchexpandx4_d8_3x2: (p, [x]) => patchExpand(p, nhwc(x!), { scale: 4, channels: 8 }),
  unetrbasicblock_3to5: (p, [x]) => nchw(unetrBasicBlock(p, nhwc(x!), 5)),
  unetrbasicblock_5to5: (p, [x]) => nchw(unetrBasicBlock(p, nhwc(x!), 5)),
  unetrupblock_6to4: (p, [x, skip]) => nchw(unetrUpBlock(p, nhwc(x!), nhwc(skip!), 4)),
};

describe.skipIf(!goldensPresent)('blocks of Swin-UMamba against the published ones, with gradients', () => {
  for (const [name, module] of Object.entries(modules)) {
    onEveryBackend(name, async () => {
      const errors = await opGoldenErrors(`op.${name}.json`, (p, inputs) => [module(p, inputs as tf.Tensor4D[])]);
      expect(errors.otherNames).toEqual([]);
      for (const error of errors.outputs) expect(error).toBeLessThan(1e-5);
      for (const [of, error] of Object.entries(errors.gradients)) expect(error, of).toBeLessThan(1e-4);
    });
  }
});

test('while training a block drops its branch in some samples and scales it up in the others', async () => {
  await useBackend('cpu');
  const store = new DeterministicStore('');
  const x = tf.randomUniform([1, 3, 4, 8], -1, 1, 'float32', 5) as tf.Tensor4D;
  const run = async (training: boolean, chance: number) => {
    const p = new Params(store, { training, random: () => chance });
    return readTensor(tf.sub(vssBlock(p, x, { dropRate: 0.2, init: truncated }), x));
  };
  const whole = await run(false, 0);
  expect(Math.max(...(await run(true, 0.1)))).toBe(0);
  expect(
    relativeError(
      await run(true, 0.9),
      whole.map((value) => value / 0.8),
    ),
  ).toBeLessThan(1e-6);
});
