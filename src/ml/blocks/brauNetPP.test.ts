import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { onEveryBackend } from '../backends.testing.ts';
import { goldensPresent } from '../goldens.testing.ts';
import type { Params } from '../params.ts';
import { biFormerBlock } from './biFormerBlock.ts';
import { biLevelRouting } from './biLevelRouting.ts';
import { opGoldenErrors } from './opGolden.testing.ts';
import { patchExpand } from './patchExpand.ts';
import { sccsa } from './sccsa.ts';

type Module = (p: Params, x: tf.Tensor) => tf.Tensor;

/** The published modules take tokens [n, h w, c] of a square map, as this one takes the map. */
const onTokens =
  (side: number, module: (p: Params, x: tf.Tensor4D) => tf.Tensor4D): Module =>
  (p, x) => {
    const y = module(p, tf.reshape(x, [x.shape[0]!, side, side, x.shape[2]!]));
    return tf.reshape(y, [y.shape[0], y.shape[1] * y.shape[2], y.shape[3]]);
  };

// drop path does nothing at inference
const block = { heads: 1, windows: 4, topk: 2, mlpRatio: 3, dropPath: 0.2 };
const modules: Record<string, Module> = {
  bra_d32_h2_n4_k3_12x12: (p, x) => biLevelRouting(p, x as tf.Tensor4D, { heads: 2, windows: 4, topk: 3 }),
  biformerblock_d32_8x8: onTokens(8, (p, x) => biFormerBlock(p, x, block)),
  sccsa_c16_6x6: (p, x) => tf.transpose(sccsa(p, tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1])), [0, 3, 1, 2]),
  brau_patchexpand_d16_4x4: onTokens(4, (p, x) => patchExpand(p, x, { scale: 2, channels: 8 })),
  brau_finalpatchexpandx4_d8_3x3: onTokens(3, (p, x) => patchExpand(p, x, { scale: 4, channels: 8 })),
};

describe.skipIf(!goldensPresent)('blocks of BRAU-Net++ against the published ones, with gradients', () => {
  for (const [name, module] of Object.entries(modules)) {
    onEveryBackend(name, async () => {
      const errors = await opGoldenErrors(`op.${name}.json`, (p, [x]) => [module(p, x!)]);
      expect(errors.otherNames).toEqual([]);
      for (const error of errors.outputs) expect(error).toBeLessThan(1e-5);
      for (const [of, error] of Object.entries(errors.gradients)) expect(error, of).toBeLessThan(1e-4);
    });
  }
});
