import * as tf from '@tensorflow/tfjs-core';
import { Declaration } from '../describe.ts';
import { logits } from '../logits.ts';
import { lossSpec, makeLoss } from '../losses/index.ts';
import type { Net } from '../net.ts';
import { adamStep } from '../ops/adamStep/index.ts';
import '../ops/repaired/reluGrad.ts';
import { INFERENCE, Params } from '../params.ts';
import { FREE, type KernelRun, onShapes, shapeTensor, watchKernels } from '../shapeBackend.ts';
import '../shapeRules.ts';
import { bytesOf, productMacs, tallied } from '../tally.ts';
import '../tf.ts';

/** What a training step asks for. */
export interface StepCost {
  readonly kernels: number;
  /** Multiply-accumulates of convolutions and products. */
  readonly macs: number;
  /** Steps of scans: one for each position, channel and state, forwards or back. */
  readonly scans: number;
  /** Bytes that the kernels read and write. */
  readonly bytes: number;
}

interface StepOptions {
  /** Height and width; by default those that the network was published with. */
  readonly size?: readonly [number, number];
  readonly batch?: number;
  /** Id of the loss of every output. */
  readonly loss?: string;
}

/**
 * Dry run of one training step of `net`, all its weights: forward pass, the sum of the losses of all outputs, gradients,
 * Adam. The kernels are those of WebGPU. Costs milliseconds and no memory, whatever the size.
 *
 * `least` is what no step of this network can do without:
 * - multiply-accumulates: those of the forward pass, and those of each product (a convolution is one) once more for each
 *   of its two operands that a weight has a part in. So a layer takes three times its forward pass, or twice where it
 *   reads the image, which needs no gradient. An attention's two products have four such gradients, its choice of regions
 *   has none, and a scan runs back once.
 * - kernels: one for each product and for each of its gradients (one for all of an attention's or a scan's), all other work
 *   done in them, and one for each weight that moves.
 * - bytes: each weight is read forwards and back, its gradient is written and read, its moments and itself are read and
 *   written: ten times its size. What products read of what comes from the image is written once and, on the way back, read
 *   once. The image is read, again where a product reads it; so is the truth. Nothing else is kept: norms, activations and
 *   sums are made again in passing.
 * Of the forward pass, only what the loss depends on.
 */
export function describeStep<C extends object>(
  net: Net<C>,
  config: C,
  { size, batch = 1, loss = 'bce-dice' }: StepOptions = {},
): { readonly cost: StepCost; readonly least: StepCost } {
  const input = net.input(config);
  const [height, width] = size ?? input.size;
  const store = new Declaration();
  const lossOf = makeLoss(loss);
  const binary = lossSpec(loss).truth === 'binary';
  return onShapes(() => {
    const image = shapeTensor([batch, height, width, input.channels]) as tf.Tensor4D;
    // so that it names its weights
    net.forward(new Params(store, INFERENCE), image, config);
    const weights = [...store.trainable().values()];
    const params = new Params(store, { training: true, random: () => 0.5 });
    const truths: tf.Tensor[] = [];
    const truthFor = (output: tf.Tensor4D) => {
      const truth = binary ? shapeTensor(output.shape) : shapeTensor(output.shape.slice(0, 3), 'int32');
      truths.push(truth);
      return truth;
    };
    const pass = () => tf.addN(logits(net, params, image, config).map((y) => lossOf(y, truthFor(y)))) as tf.Scalar;
    const forward: KernelRun[] = [];
    const { result, tally } = tallied(() => {
      const { value, grads } = tf.variableGrads(() => watchKernels((run) => forward.push(run), pass), weights);
      const moved = weights.filter(({ name }) => grads[name]);
      for (const w of moved) {
        adamStep({ w, m: shapeTensor(w.shape), v: shapeTensor(w.shape) }, grads[w.name]!, RATES);
      }
      return { value, moved };
    });
    store.dispose();
    const { value, moved } = result;
    return {
      cost: {
        kernels: tally.kernels,
        macs: productMacs(tally.macs),
        scans: tally.macs.scan,
        bytes: tally.read + tally.written,
      },
      least: leastOf(neededFor(value, forward), { image, truths, weights: moved }),
    };
  });
}

/** Whatever they are, Adam runs the same kernels. */
const RATES = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction: 1, rate: 1e-3, kept: 1 };

/** Those of the kernels that `result` depends on. */
function neededFor(result: tf.TensorInfo, runs: readonly KernelRun[]): readonly KernelRun[] {
  const wanted = new Set<object>([result.dataId]);
  return runs
    .toReversed()
    .filter(({ inputs, outputs }) => {
      const needed = outputs.some((y) => wanted.has(y.dataId));
      if (needed) for (const x of inputs) wanted.add(x.dataId);
      return needed;
    })
    .toReversed();
}

/** How often a step reads or writes as many bytes as a weight has. */
const USES_OF_A_WEIGHT = 10;

/** `least` of describeStep, from the kernels of the forward pass; `weights` are those that get a gradient. */
function leastOf(
  forward: readonly KernelRun[],
  {
    image,
    truths,
    weights,
  }: { readonly image: tf.Tensor; readonly truths: readonly tf.Tensor[]; readonly weights: readonly tf.Tensor[] },
): StepCost {
  const fromImage = new Set<object>([image.dataId]);
  const fromWeights = new Set<object>(weights.map((w) => w.dataId));
  // a reshaped tensor is its source's memory
  const memory = new Map<object, object>();
  const memoryOf = (x: tf.TensorInfo) => memory.get(x.dataId) ?? x.dataId;
  /** Bytes of what the products read, by memory. */
  const kept = new Map<object, number>();
  let [kernels, macs, scans] = [weights.length, 0, 0];
  for (const { kernel, inputs, outputs } of forward) {
    for (const origin of [fromImage, fromWeights]) {
      if (inputs.some((x) => origin.has(x.dataId))) for (const y of outputs) origin.add(y.dataId);
    }
    if (FREE.has(kernel)) memory.set(outputs[0]!.dataId, memoryOf(inputs[0]!));
    for (const { macs: own, gradientMacs } of outputs) {
      if (!own) continue;
      const operands = inputs.slice(0, 2).filter((x) => fromWeights.has(x.dataId)).length;
      const gradients = gradientMacs ? 1 : operands;
      const back = gradientMacs ?? own;
      kernels += 1 + gradients;
      macs += productMacs(own) + productMacs(back) * gradients;
      scans += (own.scan ?? 0) + (back.scan ?? 0) * gradients;
      if (gradients > 0) for (const x of inputs) if (fromImage.has(x.dataId)) kept.set(memoryOf(x), bytesOf(x));
    }
  }
  let bytes = bytesOf(image);
  for (const t of truths) bytes += bytesOf(t);
  for (const w of weights) bytes += USES_OF_A_WEIGHT * bytesOf(w);
  for (const [where, n] of kept) bytes += where === image.dataId ? n : 2 * n;
  return { kernels, macs, scans, bytes };
}
