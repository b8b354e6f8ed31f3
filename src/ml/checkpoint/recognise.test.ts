import { describe, expect, test } from 'vitest';
import type { Problem } from '../../core/problem.ts';
import { weightSpecs } from '../describe.ts';
import { NETS, netById } from '../nets/index.ts';
import type { WeightValues } from '../params.ts';
import { fitTo, recognise } from './recognise.ts';

/** A checkpoint of zeros: names and shapes are all that counts. */
const checkpoint = (id: string, config: object, prefix = ''): Map<string, { shape: number[]; data: Float32Array }> => {
  const net = netById(id);
  const specs = weightSpecs(net, { ...net.defaults, ...config });
  return new Map(specs.map((s) => [prefix + s.path, { shape: [...s.shape], data: new Float32Array(0) }]));
};
const failure = (run: () => unknown): Problem => {
  try {
    run();
  } catch (error) {
    return error as Problem;
  }
  throw new Error('nothing was thrown');
};
const told = (id: string, values: WeightValues) => {
  const { net, config, unknown } = recognise(values);
  expect(net).toBe(id);
  return { config, unknown };
};

describe('a checkpoint tells its network and its config', () => {
  test.each(NETS.map((net) => net.id))('%s, as published and small', (id) => {
    const net = netById(id);
    for (const config of [net.defaults, net.small] as Record<string, unknown>[]) {
      const found = told(id, checkpoint(id, config));
      const want = { ...config };
      for (const key of found.unknown) delete want[key];
      expect(found.config).toMatchObject(want);
    }
  });

  test.each<[string, object]>([
    ['unet', { inChannels: 4, classes: 7, base: 24 }],
    ['unet-milesial-bilinear', { inChannels: 1, classes: 5, base: 16 }],
    ['unet-same', { inChannels: 2, classes: 3, base: 8, depth: 3, widest: 32 }],
    ['swin-umamba', { inChannels: 5, classes: 3 }],
    ['dcif-gan', { dim: 48, heads: 4, window: 4, mlpRatio: 3 }],
  ])('%s %j', (id, config) => {
    expect(told(id, checkpoint(id, config)).config).toMatchObject(config);
  });

  test('what no weight depends on is listed as unknown', () => {
    expect(told('braunetpp', checkpoint('braunetpp', { classes: 4 })).unknown).toEqual(
      expect.arrayContaining(['imageSize', 'windows']),
    );
  });
});

describe('prefixes that wrappers put before the names', () => {
  test.each(['module.', '_orig_mod.', 'module._orig_mod.model.', 'network.'])('%s', (prefix) => {
    const { net, values } = recognise(checkpoint('unet-mateuszbuda', {}, prefix));
    expect(net).toBe('unet-mateuszbuda');
    expect([...values.keys()]).toContain('encoder1.enc1conv1.weight');
  });

  test('are kept where a network has them itself', () => {
    const { values } = recognise(checkpoint('unet-mateuszbuda', {}));
    expect([...values.keys()]).toContain('encoder1.enc1conv1.weight');
  });
});

describe('a checkpoint that does not fit', () => {
  test('everything missing, surplus and misshapen is named at once', () => {
    const values = checkpoint('unet-milesial', {});
    values.delete('inc.double_conv.0.weight');
    values.set('total_ops', { shape: [1], data: new Float32Array(0) });
    values.get('outc.conv.bias')!.shape = [9, 9];
    const problem = failure(() => recognise(values, 'mine.pth'));
    expect(problem.key).toBe('weights.mismatch');
    for (const part of [
      'mine.pth',
      'unet-milesial',
      'inc.double_conv.0.weight',
      'total_ops',
      'outc.conv.bias is [9, 9]',
    ])
      expect(problem.message).toContain(part);
  });

  test('of an unknown network, its first names are told', () => {
    const values = new Map([['layer1.0.conv1.weight', { shape: [64, 3, 7, 7], data: new Float32Array(0) }]]);
    const problem = failure(() => recognise(values, 'resnet.pth'));
    expect(problem.key).toBe('checkpoint.noNetwork');
    expect(problem.message).toContain('layer1.0.conv1.weight');
  });

  test('a config that was given is held against the weights, not changed', () => {
    const values = checkpoint('unet', { classes: 3 });
    expect(fitTo(netById('unet'), values).config).toMatchObject({ classes: 3 });
    expect(failure(() => fitTo(netById('unet'), values, { classes: 2 })).key).toBe('weights.mismatch');
  });
});
