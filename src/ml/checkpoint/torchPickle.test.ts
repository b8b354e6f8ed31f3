import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dict, legacyFile, op, storage, tensor } from './pickleWriter.testing.ts';
import { type Pickled, isDict, isTensor } from './pickled.ts';
import { openTorch, readTorch } from './torchPickle.ts';
import { readTensor } from './torchTensor.ts';

const job = { signal: new AbortController().signal, progress: () => undefined };
const fixture = (name: string) => new Blob([readFileSync(new URL(`fixtures/${name}`, import.meta.url))]);
const read = async (blob: Blob) =>
  Object.fromEntries([...(await readTorch(blob, job))].map(([k, t]) => [k, { shape: t.shape, data: [...t.data] }]));

describe('checkpoints of torch.save', () => {
  const forms = ['prefixed.zip.pth', 'prefixed.deflated.pth', 'prefixed.legacy.pth', 'protocol4.legacy.pth'];
  test.each(forms)('%s: a transposed view, a window of the same storage, halves and an integer', async (name) => {
    expect(await read(fixture(name))).toEqual({
      'module.a': { shape: [3, 2], data: [0, 3, 1, 4, 2, 5] },
      'module.b': { shape: [1, 2], data: [3, 4] },
      'module.half': { shape: [3], data: [1.5, -65504, 2 ** -24] },
      'module.steps': { shape: [], data: [7] },
    });
  });

  test('the weights of an nnU-Net checkpoint, not its optimiser, and no harm from numpy numbers in its log', async () => {
    expect(await read(fixture('nnunet.zip.pth'))).toEqual({ 'conv.weight': { shape: [1, 2], data: [0.25, -0.5] } });
    const { value } = await openTorch(fixture('nnunet.zip.pth'));
    expect((value as Map<string, Map<string, Pickled>>).get('logging')!.get('ema')).toEqual([0.5, 0.25]);
  });
});

describe('legacy storages', () => {
  test('a window of a larger storage begins where its view says', async () => {
    const view = [...op.mark, ...op.text('v'), ...op.int(2), ...op.int(3), ...op.tuple];
    const file = legacyFile(dict({ w: tensor(storage('s', 5, view), 1, [2], [1]) }), { s: [0, 1, 2, 3, 4] });
    expect(await read(file)).toEqual({ w: { shape: [2], data: [3, 4] } });
  });
});

test('a tensor of four axes in another order than its storage, as permute() leaves it', async () => {
  const [a, b, c, d] = [2, 3, 2, 3];
  const stored = Array.from({ length: 1 + a * b * c * d }, (_, i) => i);
  // axes of the tensor: c, a, d, b; one element is skipped
  const file = legacyFile(dict({ w: tensor(storage('s', stored.length), 1, [c, a, d, b], [d, b * c * d, 1, c * d]) }), {
    s: stored,
  });
  const want: number[] = [];
  for (let k = 0; k < c; k++)
    for (let i = 0; i < a; i++)
      for (let l = 0; l < d; l++) for (let j = 0; j < b; j++) want.push(1 + ((i * b + j) * c + k) * d + l);
  expect(await read(file)).toEqual({ w: { shape: [c, a, d, b], data: want } });
});

describe('hostile and damaged files', () => {
  const one = { s: [1, 2, 3, 4] };
  const of = (shape: number[], strides: number[], offset = 0, count = 4) =>
    legacyFile(dict({ w: tensor(storage('s', count), offset, shape, strides) }), one);
  const cases: readonly [string, Blob, RegExp][] = [
    ['a view that leaves its storage', of([2, 2], [3, 2]), /w reaches outside of its storage of 4/],
    ['an offset beyond the storage', of([1], [1], 4), /w reaches outside/],
    ['a billion elements out of one', of([30000, 30000], [0, 0]), /claim more than/],
    ['sizes whose product overflows', of([2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1], [0, 0, 0]), /claim more than/],
    ['a storage of another size than announced', of([1], [1], 0, 3), /4 elements where 3/],
    ['a count of strides unlike that of sizes', of([2, 2], [1]), /something else than storage/],
    ['no dictionary', legacyFile(op.emptyList, {}), /no dictionary of tensors/],
    ['a dictionary that holds itself', legacyFile(selfHolding(), {}), /no dictionary of tensors/],
    ['a pickle of another program', new Blob([Uint8Array.of(0x80, 2, 0x4b, 1, 0x2e)]), /ends too early/],
  ];
  test.each(cases)('%s', async (_, blob, message) => {
    await expect(readTorch(blob, job)).rejects.toThrow(message);
  });

  test.each(['prefixed.zip.pth', 'prefixed.legacy.pth', 'prefixed.deflated.pth'])(
    '%s cut anywhere is refused, never half read',
    async (name) => {
      const whole = fixture(name);
      const cuts = Array.from({ length: 40 }, (_, i) => Math.floor((i * whole.size) / 40));
      for (const cut of [...cuts, whole.size - 1]) await expect(readTorch(whole.slice(0, cut), job)).rejects.toThrow();
    },
  );

  test('cancelling stops the reading', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await expect(readTorch(fixture('prefixed.zip.pth'), { ...job, signal: stop.signal })).rejects.toThrow('stopped');
  });

  /** d = {}; d['model'] = d */
  function selfHolding() {
    return [...op.emptyDict, ...op.put(0), ...op.text('model'), ...op.get(0), ...op.setItem];
  }
});

const reference = new URL('../../../../shared/reference/pth_cases/', import.meta.url);
const present = existsSync(reference);
if (!present) console.warn('skipped: ../shared/reference/pth_cases is absent');

/** torch.load's value as the reference writes it. */
async function described(v: Pickled, file: Awaited<ReturnType<typeof openTorch>>): Promise<unknown> {
  if (isTensor(v)) {
    const data = v.storage.count === 0 ? [] : [...readTensor(await file.storage(v.storage), v).data];
    return { dtype: v.storage.dtype, shape: v.shape, data };
  }
  if (Array.isArray(v)) return Promise.all(v.map((x) => described(x, file)));
  if (isDict(v)) {
    const entries = await Promise.all([...v].map(async ([k, x]) => [k as string, await described(x, file)] as const));
    return Object.fromEntries(entries);
  }
  return v;
}

interface Expected {
  readonly __tensor__: string;
  readonly shape: number[];
  readonly data: number[];
}
const expectedOf = (v: unknown): unknown => {
  if (Array.isArray(v)) return v.map(expectedOf);
  if (v === null || typeof v !== 'object') return v;
  if ('__tensor__' in v) {
    const { __tensor__: dtype, shape, data } = v as Expected;
    return { dtype, shape, data: data.map(Math.fround) };
  }
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, expectedOf(x)]));
};

describe.skipIf(!present)('reference cases', () => {
  const names = ['plain_sd', 'wrapped', 'module_sd'].flatMap((n) => [`${n}.zip.pth`, `${n}.legacy.pth`]);
  test.each(names)('%s', async (name) => {
    const file = await openTorch(new Blob([readFileSync(new URL(name, reference))]));
    const want: unknown = JSON.parse(readFileSync(new URL(`${name.split('.')[0]}.json`, reference), 'utf8'));
    expect(await described(file.value, file)).toEqual(expectedOf(want));
  });
});
