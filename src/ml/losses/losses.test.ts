import { existsSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { onEveryBackend, useBackend } from '../backends.testing.ts';
import { readTensor } from '../tf.ts';
import { pixelWeightedCrossEntropy } from './crossEntropy.ts';
import { deepSupervision, deepSupervisionWeights } from './deepSupervision.ts';
import { LOSSES, lossSpec, makeLoss, mix, parseMix } from './index.ts';

interface Expected {
  readonly value: number;
  readonly grad: number[];
}
interface Case {
  readonly case: string;
  readonly shape: [number, number, number, number];
  readonly logits: number[];
  readonly target?: number[];
  readonly labels?: number[];
  readonly losses: Record<string, Expected>;
}
interface Goldens {
  readonly binary: Case[];
  readonly multiclass: Case[];
  readonly deep_supervision_weights: Record<string, number[]>;
  readonly combo_sign_check: {
    readonly logits: number[];
    readonly target: number[];
    readonly grads: { paper: number[] };
  };
}

const file = new URL('../../../../shared/reference/losses.json', import.meta.url);
const goldens: Goldens | null = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Goldens) : null;

/** Names of the reference as ours. What the listings get wrong (Focal of a mean, Combo's sign and double alpha) is absent. */
const NAMES: Readonly<Record<string, readonly [id: string, options?: object]>> = {
  'DiceLoss(smooth=1)': ['dice'],
  'DiceLoss(squared, smooth=1e-5; BRAU/V-Net)': ['dice', { squared: true, smooth: 1e-5 }],
  'BCEWithLogits(stable)': ['bce'],
  DiceBCELoss: ['bce-dice'],
  'IoULoss(smooth=1)': ['iou'],
  'FocalLoss(paper alpha_t; alpha=.25,gamma=2)': ['focal'],
  'TverskyLoss(.5,.5)': ['tversky', { alpha: 0.5, beta: 0.5 }],
  'TverskyLoss(alpha=.3,beta=.7)': ['tversky'],
  'TverskyLoss(1,1)': ['tversky', { alpha: 1, beta: 1 }],
  'FocalTverskyLoss(.5,.5,gamma=2)': ['focal-tversky', { alpha: 0.5, beta: 0.5, gamma: 2 }],
  'FocalTverskyLoss(alpha=.3,beta=.7,gamma=0.75)': ['focal-tversky'],
  'LovaszHinge(per_image=True)': ['lovasz-hinge'],
  'LovaszHinge(per_image=False)': ['lovasz-hinge', { perImage: false }],
  'ComboLoss(paper alpha=.5,beta=.5)': ['combo'],
  'ComboLoss(paper alpha=.5,beta=.7)': ['combo', { beta: 0.7 }],
  'CrossEntropy(mean)': ['cross-entropy'],
  'CrossEntropy(ignore=255)': ['cross-entropy', { ignore: 255 }],
  'SoftmaxDice(BRAU utils, squared, smooth=1e-5, incl. background)': ['softmax-dice'],
  'BRAU Synapse 0.4*CE+0.6*Dice': ['brau'],
  'LovaszSoftmax(present)': ['lovasz-softmax'],
  'LovaszSoftmax(all)': ['lovasz-softmax', { classes: 'all' }],
  'LovaszSoftmax(present,per_image)': ['lovasz-softmax', { perImage: true }],
  'LovaszSoftmax(classes=[1,3])': ['lovasz-softmax', { classes: [1, 3] }],
  'LovaszSoftmax(present,ignore=255)': ['lovasz-softmax', { ignore: 255 }],
  'nnUNet DC_and_CE(batch_dice=True, smooth=1e-5, do_bg=False) [Swin-UMamba]': ['dice-ce'],
  'nnUNet DC_and_CE(batch_dice=False, smooth=1e-5, do_bg=False)': ['dice-ce', { batchDice: false }],
};

const nhwc = (values: number[], shape: number[]) => tf.transpose(tf.tensor(values, shape), [0, 2, 3, 1]);

async function valueAndSlope(id: string, options: object, logits: tf.Tensor, truth: tf.Tensor) {
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => makeLoss(id, options)(x, truth))(logits);
  return { value: (await readTensor(value))[0]!, slope: await readTensor(tf.transpose(grad, [0, 3, 1, 2])) };
}

describe.skipIf(!goldens)('values and gradients of the reference', () => {
  for (const c of goldens ? [...goldens.binary, ...goldens.multiclass] : []) {
    onEveryBackend(`${c.case} (${c.target ? 'binary' : 'classes'})`, async () => {
      const [n, , h, w] = c.shape;
      const logits = nhwc(c.logits, c.shape);
      const truth = c.target ? nhwc(c.target, c.shape) : tf.tensor3d(c.labels!, [n, h, w], 'int32');
      for (const [name, want] of Object.entries(c.losses)) {
        const known = NAMES[name];
        if (!known) continue;
        const { value, slope } = await valueAndSlope(known[0], known[1] ?? {}, logits, truth);
        expect(Math.abs(value - want.value), `${name}: ${value}`).toBeLessThan(1e-5 * Math.abs(want.value) + 2e-7);
        const length = Math.hypot(...want.grad);
        const off = Math.hypot(...want.grad.map((g, i) => g - slope[i]!));
        expect(off, `gradient of ${name}`).toBeLessThan(1e-5 * length + 1e-7);
      }
    });
  }

  test('weights of deep supervision', () => {
    expect(deepSupervisionWeights(4)).toEqual(Object.values(goldens!.deep_supervision_weights)[0]);
  });

  onEveryBackend('Combo makes the right pixel brighter, at a logit of exactly 0 too', async () => {
    const { logits, target, grads } = goldens!.combo_sign_check;
    const at = (v: number[]) => tf.tensor4d(v, [1, 1, 2, 1]);
    const { slope } = await valueAndSlope('combo', {}, at(logits), at(target));
    expect(slope[0]).toBeCloseTo(grads.paper[0]!, 6);
    expect(slope[1]).toBeCloseTo(grads.paper[1]!, 6);
  });
});

onEveryBackend(
  'every loss and its gradient are finite at saturation, for empty and full masks, and all ignored',
  async (backend) => {
    // a software adapter takes its time: the ends of both lists there
    const webgpu = backend === 'webgpu';
    const extremes = webgpu ? [-1e4, 100] : [-1e4, -100, 0, 100, 1e4];
    const labels = webgpu ? [0, 255] : [0, 1, 255];
    for (const spec of LOSSES) {
      for (const extreme of extremes) {
        for (const label of labels) {
          const classes = spec.truth === 'classes';
          const logits = tf.tensor4d([extreme, -extreme, extreme, -extreme], [1, 1, 2, 2]);
          const truth = classes ? tf.fill([1, 1, 2], label, 'int32') : tf.fill([1, 1, 2, 2], label);
          const { value, slope } = await valueAndSlope(spec.id, { ignore: 255 }, logits, truth);
          expect(
            [value, ...slope].every(Number.isFinite),
            `${spec.id}, ${extreme}, ${label}: ${value} ${slope.join()}`,
          ).toBe(true);
        }
      }
    }
  },
);

describe('options', () => {
  const logits = () => tf.tensor4d([0.3, -1, 2, 0.5, -0.2, 1.5, 0.1, -0.7], [2, 2, 2, 1]);
  const truth = [1, 0, 1, 1, 0, 1, 0, 0];
  const number = async (id: string, options: object, x: tf.Tensor, t: tf.Tensor) =>
    (await valueAndSlope(id, options, x, t)).value;

  test.each(LOSSES.filter((l) => l.truth === 'binary').map((l) => l.id))(
    '%s: ignored pixels are as if they were not there',
    async (id) => {
      await useBackend('cpu');
      const ignored = tf.tensor4d([...truth.slice(0, 6), 255, 255], [2, 2, 2, 1]);
      const kept = tf.slice(tf.reshape(logits(), [1, 8, 1, 1]), [0, 0, 0, 0], [1, 6, 1, 1]);
      const options = 'perImage' in lossSpec(id).options ? { perImage: false } : {};
      const want = await number(id, options, kept, tf.tensor4d(truth.slice(0, 6), [1, 6, 1, 1]));
      expect(await number(id, { ...options, ignore: 255 }, logits(), ignored)).toBeCloseTo(want, 5);
    },
  );

  test.each(['dice', 'iou', 'tversky', 'focal-tversky', 'lovasz-hinge'])(
    '%s: per image is the mean of the images',
    async (id) => {
      await useBackend('cpu');
      const all = tf.tensor4d(truth, [2, 2, 2, 1]);
      const image = (x: tf.Tensor, i: number) => tf.slice(x, [i, 0, 0, 0], [1, 2, 2, 1]);
      const alone = await Promise.all(
        [0, 1].map((i) => number(id, { perImage: true }, image(logits(), i), image(all, i))),
      );
      expect(await number(id, { perImage: true }, logits(), all)).toBeCloseTo((alone[0]! + alone[1]!) / 2, 6);
    },
  );

  test('class weights of the cross-entropy divide by the weights of the pixels (PyTorch)', async () => {
    await useBackend('cpu');
    const x = tf.tensor4d([0, 0, Math.log(3), 0], [1, 1, 2, 2]);
    const t = tf.tensor3d([0, 1], [1, 1, 2], 'int32');
    const [even, unlikely] = [Math.log(2), Math.log(4)];
    const want = (2 * even + 6 * unlikely) / 8;
    expect(await number('cross-entropy', { weights: [2, 6] }, x, t)).toBeCloseTo(want, 6);
  });

  test('a weight map counts pixel by pixel', async () => {
    await useBackend('cpu');
    const x = tf.tensor4d([0, 0, Math.log(3), 0], [1, 1, 2, 2]);
    const t = tf.tensor3d([0, 1], [1, 1, 2], 'int32');
    const map = tf.tensor3d([2, 5], [1, 1, 2]);
    const want = (2 * Math.log(2) + 5 * Math.log(4)) / 2;
    expect((await readTensor(pixelWeightedCrossEntropy(x, t, map)))[0]).toBeCloseTo(want, 6);
  });

  test('an option that a loss does not have is named', () => {
    expect(() => makeLoss('dice', { smoth: 1 })).toThrow('The loss dice has no option "smoth". It has: smooth,');
    expect(() => makeLoss('dcie')).toThrow('No loss is called "dcie". There are: dice, bce,');
  });
});

test.each(LOSSES.map((l) => [l.id, l.truth] as const))(
  '%s falls as the right class gets likelier',
  async (id, truth) => {
    await useBackend('cpu');
    const at = async (confidence: number) => {
      const x =
        truth === 'classes' ? [confidence, 0, 0, confidence] : [confidence, -confidence, confidence, -confidence];
      const logits = tf.tensor4d(x, truth === 'classes' ? [1, 1, 2, 2] : [1, 2, 2, 1]);
      const labels =
        truth === 'classes' ? tf.tensor3d([0, 1], [1, 1, 2], 'int32') : tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1]);
      return (await readTensor(makeLoss(id)(logits, labels)))[0]!;
    };
    const curve = await Promise.all([-2, -1, 0, 1].map(at));
    for (let i = 1; i < curve.length; i++) expect(curve[i]).toBeLessThan(curve[i - 1]!);
  },
);

test('Combo by hand: both cross-entropy terms weigh once, Dice is taken off', async () => {
  await useBackend('cpu');
  const [logits, truth] = [tf.tensor4d([0, 0], [1, 1, 2, 1]), tf.tensor4d([1, 0], [1, 1, 2, 1])];
  const entropy = (0.7 * Math.log(2) + 0.3 * Math.log(2)) / 2;
  const dice = (2 * 0.5 + 1) / (1 + 1 + 1);
  const [value] = await readTensor(makeLoss('combo', { alpha: 0.4, beta: 0.7 })(logits, truth));
  expect(value).toBeCloseTo(0.4 * entropy - 0.6 * dice, 6);
});

describe('mixes', () => {
  test('0.6*dice+0.4*bce is the weighted sum', async () => {
    await useBackend('cpu');
    const [x, t] = [tf.tensor4d([1, -2], [1, 1, 2, 1]), tf.tensor4d([1, 0], [1, 1, 2, 1])];
    const of = async (loss: ReturnType<typeof mix>) => (await readTensor(loss(x, t)))[0]!;
    const want = 0.6 * (await of(makeLoss('dice'))) + 0.4 * (await of(makeLoss('bce')));
    expect(await of(mix(parseMix('0.6*dice+0.4*bce')))).toBeCloseTo(want, 6);
  });

  test('losses of two kinds of truth do not mix', () => {
    expect(() => mix(parseMix('dice+cross-entropy'))).toThrow('do not mix: dice, cross-entropy');
  });
});

test('deep supervision shrinks labels by the nearest pixel and weighs the outputs 2 : 1, the coarsest left out', async () => {
  await useBackend('cpu');
  const truth = tf.tensor3d([0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0], [1, 4, 4], 'int32');
  const ce = makeLoss('cross-entropy');
  const sizes = [4, 2, 1].map((s) => tf.randomNormal([1, s, s, 2], 0, 1, 'float32', s) as tf.Tensor4D);
  const small = tf.tensor3d([0, 1, 1, 0], [1, 2, 2], 'int32');
  const [fine] = await readTensor(ce(sizes[0]!, truth));
  const [half] = await readTensor(ce(sizes[1]!, small));
  const [all] = await readTensor(deepSupervision(ce, sizes, truth));
  expect(all).toBeCloseTo((2 * fine! + half!) / 3, 6);
});
