import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { deterministicInput, deterministicWeights } from './checkpoint/deterministic.ts';
import { weightSpecs } from './describe.ts';
import type { Net } from './net.ts';
import type { WeightSpec } from './params.ts';
import { readTensor } from './tf.ts';
import { Weights } from './weights.ts';

/** Figures of the published code, beside the checkout; tests that need them skip where they are absent. */
const FOLDER = fileURLToPath(new URL('../../../shared/reference/', import.meta.url));
export const goldensPresent = existsSync(FOLDER);

export interface Golden {
  readonly input: { readonly name: string; readonly kind: string; readonly shape: readonly number[] };
  readonly outputs: readonly {
    readonly shape: readonly number[];
    readonly stride: number;
    readonly values: number[];
  }[];
  readonly state_dict_sha256: string;
}
export const readReference = <T>(file: string): T => JSON.parse(readFileSync(FOLDER + file, 'utf8')) as T;
export const readGolden = (file: string): Golden => readReference(file);

export interface StateDictEntry {
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int64';
  readonly kind: string;
}

/** Entries of `<name>.state_dict.tsv` in state_dict order. */
export const readStateDict = (name: string): StateDictEntry[] =>
  readFileSync(`${FOLDER}${name}.state_dict.tsv`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [path = '', shape = '', dtype = '', kind = ''] = line.split('\t');
      return {
        path,
        shape: shape === 'scalar' ? [] : shape.split('x').map(Number),
        dtype: dtype as 'float32' | 'int64',
        kind,
      };
    });

/** SHA-256 over all tensors in the order of `names`, as the reference computes it. */
export function stateDictHash(specs: readonly WeightSpec[], names: readonly string[]): string {
  const values = deterministicWeights(specs);
  const hash = createHash('sha256');
  for (const name of names) {
    const { data } = values.get(name)!;
    const raw = data instanceof Int32Array ? BigInt64Array.from(data, BigInt) : data;
    hash.update(new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength));
  }
  return hash.digest('hex');
}

/** ‖a - b‖ / ‖b‖. */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

/**
 * Runs `net` on a golden's input with deterministic weights, on the backend in use:
 * the relative error of each output at the values that the golden samples.
 */
export async function goldenErrors<C extends object>(net: Net<C>, config: C, golden: Golden): Promise<number[]> {
  const specs = weightSpecs(net, config);
  const weights = Weights.fromValues(specs, deterministicWeights(specs));
  const { name, kind, shape } = golden.input;
  const outputs = tf.tidy(() => {
    const nchw = tf.tensor(deterministicInput(name, kind, shape), [...shape]);
    const y = net.forward(weights.params(), tf.transpose(nchw, [0, 2, 3, 1]) as tf.Tensor4D, config);
    return (Array.isArray(y) ? y : [y]).map((t) => tf.transpose(t, [0, 3, 1, 2]));
  });
  const errors: number[] = [];
  for (const [i, expected] of golden.outputs.entries()) {
    if (outputs[i]!.shape.join() !== expected.shape.join())
      throw new Error(`output ${i} is [${outputs[i]!.shape.join()}]`);
    const values = await readTensor(outputs[i]!);
    errors.push(
      relativeError(
        expected.values.map((_, k) => values[k * expected.stride]!),
        expected.values,
      ),
    );
  }
  outputs.forEach((t) => t.dispose());
  weights.dispose();
  return errors;
}
