import * as tf from '@tensorflow/tfjs-core';
import { describe, weightSpecs } from '../../src/ml/describe.ts';
import type { Net } from '../../src/ml/net.ts';
import { NETS } from '../../src/ml/nets/index.ts';
import { FREE } from '../../src/ml/shapeBackend.ts';
import { trace } from '../../src/ml/trace.ts';
import { describeStep, type StepCost } from '../../src/ml/train/describeStep.ts';
import { Weights } from '../../src/ml/weights.ts';
import { answer, startOn } from './childStart.ts';

/** What a forward pass and a training step ask for, whatever the machine. */
export interface Counts {
  readonly id: string;
  readonly gmac: number;
  /** Kernels that compute something: reshaping is free. */
  readonly kernels: number;
  /** Bytes that those kernels read and write together. */
  readonly moved: number;
  /** Bytes of input, weights and outputs: what any pass must read and write. */
  readonly least: number;
  /** Highest sum of what is held at one time besides input and weights, bytes. */
  readonly held: number;
  readonly step: { readonly cost: StepCost; readonly least: StepCost };
}

function countsOf(net: Net): Counts {
  const config = net.defaults as object;
  const { channels, size } = net.input(config);
  const shape: [number, number, number, number] = [1, ...size, channels];
  const { macs, outputs, parameters } = describe(net, config);
  const weights = Weights.fromSeed(weightSpecs(net, config), 1);
  const params = weights.params();
  const traced = trace(shape, (x) => [net.forward(params, x, config)].flat());

  const sizeOf = new Map<number, number>([[traced.input, 4 * tf.util.sizeFromShape(shape)]]);
  for (const [slot, { size: n }] of traced.variables) sizeOf.set(slot, 4 * n);
  for (const { make, slots } of traced.derived) make().forEach((t, n) => sizeOf.set(slots[n]!, 4 * t.size));
  let [kernels, moved] = [0, 0];
  for (const { kernel, inputs, outputs: made, bytes: written } of traced.steps) {
    made.forEach((slot, n) => sizeOf.set(slot, written[n]!));
    if (FREE.has(kernel)) continue;
    kernels++;
    moved += inputs.reduce((n, [, slot]) => n + (sizeOf.get(slot) ?? 4), 0) + written.reduce((a, b) => a + b, 0);
  }
  const ends = 4 * (tf.util.sizeFromShape(shape) + outputs.reduce((n, y) => n + tf.util.sizeFromShape([...y]), 0));
  weights.dispose();
  const least = ends + 4 * parameters;
  const step = describeStep(net, config);
  return { id: net.id, gmac: macs.total / 1e9, kernels, moved, least, held: traced.peakBytes, step };
}

await startOn('cpu');
answer(NETS.map((net) => countsOf(net as Net)));
