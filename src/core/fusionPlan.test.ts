import { describe, expect, it } from 'vitest';
import { parseFusionPlan } from './fusionPlan.ts';
import { parsePlan } from './plan.ts';

const plan = {
  version: 1,
  task: 'fusion',
  id: 'a',
  title: 'A',
  net: 'dcif-gan',
  config: {},
  input: { ct: { kind: 'range', lower: -1000, upper: 400 }, pet: { kind: 'percentile', lower: 0, upper: 99.9 } },
  patch: { size: [512, 512], multiple: 4, overlap: 0.25 },
  provenance: {},
  metrics: [],
};

describe('the plan of a fusion model', () => {
  it('is read as it is', () => expect(parseFusionPlan(plan)).toBe(plan));

  it.each([
    [null, 'the file must be an object'],
    [{ ...plan, task: undefined }, 'it is not the plan of a fusion model (task "fusion")'],
    [{ ...plan, version: 2 }, 'version 2 is not known'],
    [{ ...plan, net: '' }, 'net must be a text'],
    [{ ...plan, input: { ct: plan.input.ct } }, 'input.pet must be an object'],
    [{ ...plan, input: { ...plan.input, ct: { kind: 'zscore' } } }, 'input.ct.kind must be range, percentile, none'],
    [
      { ...plan, input: { ...plan.input, ct: { kind: 'range', lower: 5, upper: 5 } } },
      'input.ct needs lower and upper',
    ],
    [{ ...plan, patch: { ...plan.patch, size: [512] } }, 'patch.size must be [height, width]'],
    [{ ...plan, metrics: {} }, 'metrics must be a list'],
  ])('names what is wrong with it: %#', (json, message) => {
    expect(() => parseFusionPlan(json)).toThrow(`plan.json: ${message}`);
  });

  it('is no plan of a model that draws masks', () => {
    expect(() => parsePlan(plan)).toThrow('it is of a model that draws no masks');
  });
});
