import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test, vi } from 'vitest';
import { mulberry32 } from '../../../core/random.ts';
import { onEveryBackend, useBackend } from '../../backends.testing.ts';
import { goldensPresent, readReference, relativeError } from '../../goldens.testing.ts';
import { readTensor } from '../../tf.ts';
import { crossScan, type Scan, selectiveScan } from './index.ts';
import { crossRoute } from './scanSize.ts';

interface Values {
  readonly shape: number[];
  readonly data: number[];
}
type Name = 'u' | 'delta' | 'A' | 'B' | 'C' | 'D' | 'delta_bias' | 'z';
interface Case {
  readonly case: string;
  readonly batch: number;
  readonly dim: number;
  readonly groups: number;
  readonly L: number;
  readonly dstate: number;
  readonly delta_softplus: boolean;
  readonly inputs: Record<Name, Values | undefined>;
  readonly r: Values;
  readonly out: Values;
  readonly grads: Record<Name, Values | undefined>;
}

const cases = goldensPresent ? readReference<Case[]>('op.selective_scan.json') : [];

/** The published inputs [b, k e, l], A [k e, n], B and C [b, k, n, l] as ours. */
const scanOf = (c: Case, x: Record<Name, tf.Tensor | undefined>): Scan => {
  const { batch: b, groups: k, L: l, dstate: n } = c;
  const e = c.dim / k;
  const rows = (t: tf.Tensor) => tf.transpose(tf.reshape(t, [b, k, e, l]), [1, 0, 3, 2]) as tf.Tensor4D;
  const pairs = (t: tf.Tensor) => tf.transpose(tf.reshape(t, [b, k, n, l]), [1, 0, 3, 2]);
  return {
    u: rows(x.u!),
    delta: rows(x.delta!),
    A: x.A as tf.Tensor2D,
    bc: tf.concat([pairs(x.B!), pairs(x.C!)], 3) as tf.Tensor4D,
    D: (x.D ?? tf.zeros([c.dim])) as tf.Tensor1D,
    bias: (x.delta_bias ?? tf.zeros([c.dim])) as tf.Tensor1D,
  };
};

const published = (c: Case, names: readonly Name[], tensors: readonly tf.Tensor[]): tf.Tensor => {
  const x = Object.fromEntries(names.map((name, i) => [name, tensors[i]])) as Record<Name, tf.Tensor | undefined>;
  const y = selectiveScan(scanOf(c, x), { softplus: c.delta_softplus });
  const out = tf.reshape(tf.transpose(y, [1, 0, 3, 2]), [c.batch, c.dim, c.L]);
  // mamba's gate is not part of our operator
  return x.z ? tf.mul(out, tf.mul(x.z, tf.sigmoid(x.z))) : out;
};

describe.skipIf(!goldensPresent)('the scan that mamba publishes (op.selective_scan.json)', () => {
  for (const c of cases) {
    onEveryBackend(c.case, async () => {
      const names = (Object.keys(c.inputs) as Name[]).filter((name) => c.inputs[name] !== undefined);
      const tensors = names.map((name) => tf.tensor(c.inputs[name]!.data, c.inputs[name]!.shape));
      const out = published(c, names, tensors);
      expect(relativeError(await readTensor(out), c.out.data)).toBeLessThan(1e-6);
      const r = tf.tensor(c.r.data, c.r.shape);
      const grads = tf.grads((...x: tf.Tensor[]) => tf.sum(tf.mul(published(c, names, x), r)))(tensors);
      for (const [i, name] of names.entries()) {
        const [got, want] = [await readTensor(grads[i]!), c.grads[name]!.data];
        if (want.every((value) => value === 0)) expect(Math.max(...got.map(Math.abs)), name).toBeLessThan(1e-7);
        else expect(relativeError(got, want), name).toBeLessThan(1e-5);
      }
    });
  }
});

test('a cross scan visits rows, columns, and both backwards', () => {
  const order = (k: number) => [...crossRoute(k, 2, 3)].join('');
  // 0 1 2
  // 3 4 5
  expect([0, 1, 2, 3].map(order)).toEqual(['012345', '031425', '543210', '524130']);
});

/** Values in -1..1, A in -1.5..-0.5. */
const randomScan = (groups: number, batch: number, length: number, channels: number, states: number): Scan => {
  const random = mulberry32(length);
  const values = (shape: number[], from: number, to: number) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => from + random() * (to - from)),
      shape,
    );
  return {
    u: values([1, batch, length, channels], -1, 1) as tf.Tensor4D,
    delta: values([groups, batch, length, channels], -3, 1) as tf.Tensor4D,
    A: values([groups * channels, states], -1.5, -0.5) as tf.Tensor2D,
    bc: values([groups, batch, length, 2 * states], -1, 1) as tf.Tensor4D,
    D: values([groups * channels], -1, 1) as tf.Tensor1D,
    bias: values([groups * channels], -1, 1) as tf.Tensor1D,
  };
};

/** The cross scan as VMamba writes it: four sequences, scanned apart, each put back in order, added. */
const spelledOut = (s: Scan, height: number, width: number): tf.Tensor => {
  const routes = [0, 1, 2, 3].map((k) => crossRoute(k, height, width));
  const reorder = (t: tf.Tensor, orders: readonly Int32Array[]) =>
    tf.concat(
      orders.map((order, k) => {
        const own = t.shape[0] === 1 ? t : tf.slice(t, [k, 0, 0, 0], [1, -1, -1, -1]);
        return tf.concat(
          [...order].map((at) => tf.slice(own, [0, 0, at, 0], [1, -1, 1, -1])),
          2,
        );
      }),
    );
  const back = routes.map((route) => Int32Array.from(route, (_, i) => route.indexOf(i)));
  const sequences = {
    ...s,
    u: reorder(s.u, routes) as tf.Tensor4D,
    delta: reorder(s.delta, routes) as tf.Tensor4D,
    bc: reorder(s.bc, routes) as tf.Tensor4D,
  };
  return tf.sum(reorder(selectiveScan(sequences), back), 0, true);
};

onEveryBackend('a cross scan is four scans of one map, put back and added, with gradients', async () => {
  const [height, width] = [5, 7];
  const scan = randomScan(4, 2, height * width, 3, 2);
  const names = ['u', 'delta', 'A', 'bc', 'D', 'bias'] as const;
  const tensors = names.map((name) => scan[name]);
  const named = (x: tf.Tensor[]) => Object.fromEntries(names.map((name, i) => [name, x[i]])) as unknown as Scan;
  const loss = (f: (s: Scan) => tf.Tensor) => tf.grads((...x: tf.Tensor[]) => tf.sum(tf.square(f(named(x)))))(tensors);
  const [ours, theirs] = [crossScan(scan, height, width), spelledOut(scan, height, width)];
  expect(relativeError(await readTensor(ours), await readTensor(theirs))).toBeLessThan(1e-6);
  const [a, b] = [loss((s) => crossScan(s, height, width)), loss((s) => spelledOut(s, height, width))];
  for (const [i, name] of names.entries()) {
    expect(relativeError(await readTensor(a[i]!), await readTensor(b[i]!)), name).toBeLessThan(1e-5);
  }
});

test('the gradient agrees with finite differences', async () => {
  await useBackend('cpu');
  const scan = randomScan(4, 1, 6, 2, 3);
  for (const name of ['u', 'delta', 'A', 'bc', 'D', 'bias'] as const) {
    const loss = (x: tf.Tensor) => tf.sum(tf.square(crossScan({ ...scan, [name]: x }, 2, 3))) as tf.Scalar;
    const slope = await readTensor(tf.grad(loss)(scan[name]));
    const values = await readTensor(scan[name]);
    for (const i of [0, 1, values.length - 1]) {
      const at = async (step: number) => {
        const moved = Float32Array.from(values);
        moved[i]! += step;
        return (await readTensor(loss(tf.tensor(moved, scan[name].shape))))[0]!;
      };
      const step = 1e-2;
      const difference = ((await at(step)) - (await at(-step))) / (2 * step);
      expect(Math.abs(difference - slope[i]!) / (Math.abs(slope[i]!) + 0.1), `${name}[${i}]`).toBeLessThan(1e-2);
    }
  }
});

/** Sums over dispatches: [how many, values written]. */
const dispatched = async (work: () => tf.Tensor | tf.Tensor[]): Promise<[count: number, written: number]> => {
  const run = vi.spyOn(
    tf.backend() as unknown as { runWebGPUProgram(p: { outputShape: number[] }): object },
    'runWebGPUProgram',
  );
  try {
    const out = [work()].flat();
    const written = run.mock.calls.map(([p]) => p.outputShape.reduce((a, b) => a * b, 1));
    for (const t of out) await readTensor(t);
    return [written.length, written.reduce((a, b) => a + b, 0)];
  } finally {
    run.mockRestore();
  }
};

onEveryBackend(
  'work and scratch grow with the length alone: four times the length, four times the values, as many dispatches',
  async () => {
    const cost = (length: number) => {
      const { u, delta, A, bc, D, bias } = randomScan(4, 1, length, 8, 4);
      return dispatched(() =>
        tf.grads((x: tf.Tensor, d: tf.Tensor, y: tf.Tensor) =>
          crossScan({ u: x as tf.Tensor4D, delta: d as tf.Tensor4D, bc: y as tf.Tensor4D, A, D, bias }, 8, length / 8),
        )([u, delta, bc]),
      );
    };
    const [short, long] = [await cost(64), await cost(256)];
    expect(long[0]).toBe(short[0]);
    expect(long[1] / short[1]).toBeGreaterThan(3.8);
    expect(long[1] / short[1]).toBeLessThan(4.2);
  },
  ['webgpu'],
);

onEveryBackend(
  'a gradient whose scratch exceeds what the device binds is computed in ranges of channels, with the same values',
  async () => {
    const { u, delta, A, bc, D, bias } = randomScan(4, 2, 35, 130, 4);
    const grads = () =>
      tf.grads((x: tf.Tensor, d: tf.Tensor, a: tf.Tensor, y: tf.Tensor) =>
        tf.square(
          crossScan(
            { u: x as tf.Tensor4D, delta: d as tf.Tensor4D, A: a as tf.Tensor2D, bc: y as tf.Tensor4D, D, bias },
            5,
            7,
          ),
        ),
      )([u, delta, A, bc]);
    const [count] = await dispatched(grads);
    const whole = await Promise.all(grads().map(readTensor));
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const { limits } = device;
    const value = new Proxy(limits, {
      get: (_, name) =>
        name === 'maxStorageBufferBindingSize' ? 1 : limits[name as Exclude<keyof GPUSupportedLimits, '__brand'>],
    });
    Object.defineProperty(device, 'limits', { value, configurable: true });
    try {
      // 130 channels are three ranges, of seven dispatches each
      expect((await dispatched(grads))[0]).toBe(count + 2 * 7);
      const ranges = await Promise.all(grads().map(readTensor));
      for (const [i, values] of ranges.entries()) expect(relativeError(values, whole[i]!)).toBeLessThan(1e-6);
    } finally {
      delete (device as { limits?: unknown }).limits;
    }
  },
  ['webgpu'],
);

test('a plain loop takes one step size a value, whatever the length', async () => {
  await useBackend('cpu');
  const steps = (length: number) => {
    const scan = randomScan(4, 1, length, 8, 4);
    const log1p = vi.spyOn(Math, 'log1p');
    crossScan(scan, 8, length / 8);
    const calls = log1p.mock.calls.length;
    log1p.mockRestore();
    return calls;
  };
  expect([steps(64), steps(256)]).toEqual([4 * 64 * 8, 4 * 256 * 8]);
});

test('shapes that disagree are named', async () => {
  await useBackend('cpu');
  const scan = randomScan(4, 1, 6, 2, 3);
  expect(() => crossScan({ ...scan, D: tf.zeros([7]) }, 2, 3)).toThrow('selectiveScan: D has shape [7], not [8].');
  expect(() => crossScan(scan, 3, 3)).toThrow('selectiveScan: delta has shape [4, 1, 6, 2], not [4, 1, 9, 2].');
});
