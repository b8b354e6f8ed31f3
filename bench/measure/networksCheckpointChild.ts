import { closeSync, openAsBlob, openSync, writeSync } from 'node:fs';
import { readCheckpoint } from '../../src/ml/checkpoint/load.ts';
import { safetensorsParts } from '../../src/ml/checkpoint/safetensors.ts';
import { weightSpecs } from '../../src/ml/describe.ts';
import { initialValues } from '../../src/ml/initial.ts';
import { netById } from '../../src/ml/nets/index.ts';
import type { BackendName } from '../../src/ml/tf.ts';
import { Weights } from '../../src/ml/weights.ts';
import { answer, peakMB, startOn } from './childStart.ts';

/** What the parent asks for, as JSON in the first argument. */
export type CheckpointTask = { readonly net: string; readonly path: string } & (
  { readonly what: 'write' } | { readonly what: 'load'; readonly backend: BackendName }
);

export interface CheckpointResult {
  readonly adapter: string;
  /** Highest memory of the process above that of one that has the backend and no weights. */
  readonly addedMB: number;
}

const task = JSON.parse(process.argv[2]!) as CheckpointTask;
const net = netById(task.net);
const specs = weightSpecs(net, net.defaults);
if (task.what === 'write') {
  const { parts } = safetensorsParts(
    new Map(specs.map((spec) => [spec.path, { shape: spec.shape, data: initialValues(spec, 1) }])),
  );
  const file = openSync(task.path, 'w');
  for (const part of parts) for (let at = 0; at < part.length;) at += writeSync(file, part, at);
  closeSync(file);
  answer({});
}
const adapter = await startOn(task.backend);
const before = peakMB();
const job = { signal: new AbortController().signal, progress: () => undefined };
Weights.fromValues(specs, await readCheckpoint(await openAsBlob(task.path), job));
answer({ adapter, addedMB: peakMB() - before } satisfies CheckpointResult);
