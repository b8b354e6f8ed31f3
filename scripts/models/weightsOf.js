import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Number of weights of a safetensors file. @param {string} dir */
export function weightsOf(dir) {
  const file = readFileSync(join(dir, 'weights.safetensors'));
  const header = JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE(0))).toString());
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .reduce(
      (sum, [, { shape }]) => sum + shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, 1),
      0,
    );
}
