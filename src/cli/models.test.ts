import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePlan } from '../core/plan.ts';
import { readSafetensors } from '../ml/checkpoint/safetensors.ts';
import { describe as describeNet } from '../ml/describe.ts';
import { netById } from '../ml/nets/index.ts';
import { mismatch } from '../ml/weights.ts';

const ROOT = join(import.meta.dirname, '../../public/models');
const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name);
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');

describe('the models that come with the app', () => {
  it('are all in the index, with the size of their weights', () => {
    const index = JSON.parse(read('index.json')) as { id: string; bytes: number }[];
    expect(index.map((m) => m.id).sort()).toEqual(folders.sort());
    for (const { id, bytes } of index) expect(statSync(join(ROOT, id, 'weights.safetensors')).size).toBe(bytes);
  });

  it.each(folders)('%s: its weights are those of its plan, its card gives its figures', async (id) => {
    const plan = parsePlan(JSON.parse(read(id, 'plan.json')));
    expect(plan.id).toBe(id);
    const bytes = readFileSync(join(ROOT, id, 'weights.safetensors'));
    expect(bytes.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    const values = await readSafetensors(new Blob([bytes]), id);
    const net = netById(plan.net);
    const { weights, outputs } = describeNet(net, { ...net.defaults, ...plan.config });
    expect(mismatch(weights, values)).toBe('');
    const background = plan.output.activation === 'softmax' ? 1 : 0;
    expect(outputs[0]!.at(-1)).toBe(plan.labels.length + background);
    const card = read(id, 'README.md');
    expect(plan.metrics.length).toBeGreaterThan(0);
    for (const { value } of plan.metrics) expect(card).toContain(value.toFixed(3));
    for (const { name } of plan.labels) expect(card).toContain(name);
  });
});
