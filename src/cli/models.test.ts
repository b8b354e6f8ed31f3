import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFusionPlan } from '../core/fusionPlan.ts';
import { parsePlan, type Plan } from '../core/plan.ts';
import { readSafetensors } from '../ml/checkpoint/safetensors.ts';
import { describe as describeNet } from '../ml/describe.ts';
import { FUSION_METRICS } from '../ml/metrics/fusion/index.ts';
import { netById } from '../ml/nets/index.ts';
import { mismatch } from '../ml/weights.ts';

const ROOT = join(import.meta.dirname, '../../public/models');
const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((e) => e.isDirectory())
  .map((e) => e.name);
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const planOf = (id: string) => JSON.parse(read(id, 'plan.json')) as { task?: string };
const segmenting = folders.filter((id) => planOf(id).task === undefined);
const fusing = folders.filter((id) => planOf(id).task === 'fusion');

/** Bytes that a model's weights may take: the first that a person meets loads faster than those to compare it with. */
const mostBytes = (id: string): number => (/^(?:nuclei-unet|petct-.*)$/.test(id) ? 4 : 6) * 1024 * 1024;

/** The weights of a model, checked to be those of its network and no larger than allowed. */
async function checkWeights(id: string, { net: netId, config }: Pick<Plan, 'net' | 'config'>) {
  const bytes = readFileSync(join(ROOT, id, 'weights.safetensors'));
  expect(bytes.length).toBeLessThanOrEqual(mostBytes(id));
  const values = await readSafetensors(new Blob([bytes]), id);
  const net = netById(netId);
  const described = describeNet(net, { ...net.defaults, ...config });
  expect(mismatch(described.weights, values)).toBe('');
  return described;
}

describe('the models that come with the app', () => {
  it('are all in the index, with the size of their weights', () => {
    const index = JSON.parse(read('index.json')) as { id: string; bytes: number; task?: string }[];
    expect(index.map((m) => m.id).sort()).toEqual(folders.sort());
    for (const { id, bytes, task } of index) {
      expect(statSync(join(ROOT, id, 'weights.safetensors')).size).toBe(bytes);
      expect(task).toBe(planOf(id).task);
    }
  });

  it.each(segmenting)('%s: its weights are those of its plan, its card gives its figures', async (id) => {
    const plan = parsePlan(JSON.parse(read(id, 'plan.json')));
    expect(plan.id).toBe(id);
    const { outputs } = await checkWeights(id, plan);
    const background = plan.output.activation === 'softmax' ? 1 : 0;
    expect(outputs[0]!.at(-1)).toBe(plan.labels.length + background);
    const card = read(id, 'README.md');
    expect(plan.metrics.length).toBeGreaterThan(0);
    if (id.startsWith('nuclei-')) expect(plan.metrics[0]!.value).toBeGreaterThanOrEqual(0.85);
    for (const { value } of plan.metrics) expect(card).toContain(value.toFixed(3));
    for (const { name } of plan.labels) expect(card).toContain(name);
  });

  it.each(fusing)(
    '%s: beats the plain blend by five of eight figures on what was kept out, as its card says',
    async (id) => {
      const plan = parseFusionPlan(planOf(id));
      expect(plan.id).toBe(id);
      await checkWeights(id, plan);
      const card = read(id, 'README.md');
      expect(plan.metrics).toHaveLength(FUSION_METRICS.length);
      for (const { value, blend } of plan.metrics)
        for (const figure of [value, blend]) expect(card).toContain(figure.toFixed(3));
      expect(plan.metrics.filter(({ value, blend }) => value > blend).length).toBeGreaterThanOrEqual(5);
    },
  );
});
