import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const MODELS = 'public/models';

/**
 * The list that the app reads: every folder with a plan, those of `order` first, with size and digest of the weights, by
 * which a browser knows those that it keeps. Models that do not segment name their task.
 *
 * @param {readonly string[]} order
 */
export function writeIndex(order) {
  const place = (/** @type {string} */ id) => order.indexOf(id) >>> 0;
  const ids = readdirSync(MODELS).filter((id) => existsSync(join(MODELS, id, 'plan.json')));
  const list = ids
    .sort((a, b) => place(a) - place(b))
    .map((id) => {
      const { task } = JSON.parse(readFileSync(join(MODELS, id, 'plan.json'), 'utf8'));
      const weights = readFileSync(join(MODELS, id, 'weights.safetensors'));
      const sha256 = createHash('sha256').update(weights).digest('hex');
      return { id, bytes: weights.length, sha256, ...(task === undefined ? {} : { task }) };
    });
  writeFileSync(join(MODELS, 'index.json'), `${JSON.stringify(list, null, 2)}\n`);
}
