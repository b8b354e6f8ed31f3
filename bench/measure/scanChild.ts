import * as tf from '@tensorflow/tfjs-core';
import { mulberry32 } from '../../src/core/random.ts';
import { type Scan, selectiveScan } from '../../src/ml/ops/selectiveScan/index.ts';
import { readTensor } from '../../src/ml/tf.ts';
import { answer, startOn } from './childStart.ts';

/** What the parent asks for, as JSON in the first argument. */
export interface ScanTask {
  readonly backend: 'webgpu' | 'wasm';
  readonly what: 'forward' | 'gradient' | 'plain operators' | 'copy';
  readonly length: number;
  readonly rounds: number;
}

export interface ScanResult {
  readonly adapter: string;
  /** ms of each run after a first one that compiles. */
  readonly runs: readonly number[];
  /** Mean of absolute outputs: equal for the same recurrence. */
  readonly checksum: number;
  /** Bytes that the backend holds for tensors and scratch; on webgpu its pool never shrinks, so this is the peak. */
  readonly held: number;
}

/** SS2D of Swin-UMamba's first stage: four directions, 192 channels, 16 states. */
const [GROUPS, CHANNELS, STATES] = [4, 192, 16];

function inputs(length: number): Scan {
  const random = mulberry32(length);
  const draw = <T>(shape: number[], low: number, high: number) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => low + (high - low) * random()),
      shape,
    ) as T;
  return {
    u: draw([GROUPS, 1, length, CHANNELS], -1, 1),
    delta: draw([GROUPS, 1, length, CHANNELS], -1, 1),
    A: draw([GROUPS * CHANNELS, STATES], -4, -0.1),
    bc: draw([GROUPS, 1, length, 2 * STATES], -1, 1),
    D: draw([GROUPS * CHANNELS], -1, 1),
    bias: draw([GROUPS * CHANNELS], -4, -2),
  };
}

/** Positions after which the plain scan waits for the device: drivers fail with a hundred thousand dispatches in the queue. */
const WAIT_EVERY = 512;

/** The recurrence of `selectiveScan` a position at a time, with tfjs's operators: y [k, 1, l, e]. */
async function plainScan({ u, delta, A, bc, D, bias }: Scan): Promise<tf.Tensor> {
  const rows = <T extends tf.Tensor>(x: tf.Tensor, shape: number[]) => tf.reshape(x, shape) as T;
  const length = u.shape[2];
  const rates = rows<tf.Tensor3D>(A, [GROUPS, CHANNELS, STATES]);
  const steps = tf.softplus(tf.add(rows(delta, [GROUPS, length, CHANNELS]), rows(bias, [GROUPS, 1, CHANNELS])));
  const x = rows<tf.Tensor3D>(u, [GROUPS, length, CHANNELS]);
  const driven = tf.mul(steps, x) as tf.Tensor3D;
  const [B, C] = tf.split(rows<tf.Tensor3D>(bc, [GROUPS, length, 2 * STATES]), 2, 2) as [tf.Tensor3D, tf.Tensor3D];
  let h: tf.Tensor = tf.zeros([GROUPS, CHANNELS, STATES]);
  const ys: tf.Tensor[] = [];
  for (let t = 0; t < length; t++) {
    const [next, y] = tf.tidy(() => {
      const at = (of: tf.Tensor, shape: number[]) =>
        rows(tf.slice(of as tf.Tensor3D, [0, t, 0], [-1, 1, -1]), [GROUPS, ...shape]);
      const decay = tf.exp(tf.mul(at(steps, [CHANNELS, 1]), rates));
      const state = tf.add(tf.mul(decay, h), tf.mul(at(driven, [CHANNELS, 1]), at(B, [1, STATES])));
      return [state, tf.sum(tf.mul(state, at(C, [1, STATES])), 2)] as [tf.Tensor, tf.Tensor];
    });
    h.dispose();
    h = next;
    ys.push(y);
    if (t % WAIT_EVERY === WAIT_EVERY - 1) await readTensor(y);
  }
  return rows(tf.add(tf.stack(ys, 1), tf.mul(x, rows(D, [GROUPS, 1, CHANNELS]))), [GROUPS, 1, length, CHANNELS]);
}

const WORK: Record<ScanTask['what'], (scan: Scan) => tf.Tensor | Promise<tf.Tensor>> = {
  forward: (scan) => selectiveScan(scan),
  'plain operators': plainScan,
  // u and delta are read and as much as y is written, with nothing in between; B and C, a sixth of u, are left out
  copy: ({ u, delta }) => tf.add(u, delta),
  gradient: (scan) => {
    const { value, grads } = tf.valueAndGrads((...all: tf.Tensor[]) => {
      const [u, delta, A, bc, D, bias] = all as [Scan['u'], Scan['delta'], Scan['A'], Scan['bc'], Scan['D'], Scan['D']];
      return tf.mean(tf.square(selectiveScan({ u, delta, A, bc, D, bias })));
    })([scan.u, scan.delta, scan.A, scan.bc, scan.D, scan.bias]);
    return tf.addN([value, ...grads.map((g) => tf.mean(tf.abs(g)))]);
  },
};

const task = JSON.parse(process.argv[2]!) as ScanTask;
const adapter = await startOn(task.backend);
const work = WORK[task.what];
const once = async (scan: Scan): Promise<number> => {
  tf.engine().startScope('scan');
  const y = tf.mean(tf.abs(await work(scan)));
  const [value] = await readTensor(y);
  tf.engine().endScope();
  return value!;
};
// pipelines are compiled for a kind of operator, not for a length
if (task.what === 'plain operators') {
  const short = inputs(16);
  await once(short);
  tf.dispose({ ...short });
}
const scan = inputs(task.length);
let checksum = 0;
const runs: number[] = [];
for (let run = task.what === 'plain operators' ? 1 : 0; run <= task.rounds; run++) {
  const start = performance.now();
  checksum = await once(scan);
  if (run > 0) runs.push(performance.now() - start);
}
const { numBytes, numBytesAllocatedInGPU = numBytes } = tf.memory() as tf.MemoryInfo & {
  numBytesAllocatedInGPU?: number;
};
answer({ adapter, runs, checksum, held: numBytesAllocatedInGPU } satisfies ScanResult);
