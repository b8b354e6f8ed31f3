import type { Plan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import { writeModel } from '../io/session/modelStore.ts';
import { readCheckpoint } from '../ml/checkpoint/load.ts';
import { recognise, type Recognition } from '../ml/checkpoint/recognise.ts';
import { safetensorsParts } from '../ml/checkpoint/safetensors.ts';
import { describe } from '../ml/describe.ts';
import { tilesOf } from '../ml/net.ts';
import { netById } from '../ml/nets/index.ts';

/** What a checkpoint tells of itself; the rest is for the user to say. */
export interface Found {
  readonly name: string;
  readonly net: string;
  readonly title: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Config keys that names and shapes do not tell; `config` has the published values. */
  readonly unknown: readonly string[];
  readonly parameters: number;
  readonly inChannels: number;
  /** Output channels. */
  readonly classes: number;
  /** Height and width to show the network at once, and what its sides must be multiples of. */
  readonly patch: readonly [number, number];
  readonly multiple: number;
}

/** The checkpoint looked at last, until it is kept or another one is looked at. */
let pending: Recognition | null = null;

/** Reads a checkpoint and says which network it is of. Throws the Problems of `readCheckpoint` and `recognise`. */
export async function inspectCheckpoint(file: File, job: Job): Promise<Found> {
  const values = await readCheckpoint(file, job);
  const found = recognise(values, file.name);
  const net = netById(found.net);
  const input = net.input(found.config);
  const { channels } = input;
  const { size, multiple } = tilesOf(input, Math.max(...input.size));
  const { outputs, parameters } = describe(net, found.config);
  const [finest] = outputs;
  if (!finest || finest.length !== 4 || channels > 3 || channels === 2) {
    throw new Problem('model.notSegmenting', { name: file.name, net: net.title });
  }
  pending = found;
  return {
    name: file.name,
    net: found.net,
    title: net.title,
    config: found.config,
    unknown: found.unknown,
    parameters,
    inChannels: channels,
    classes: finest[3]!,
    patch: size,
    multiple,
  };
}

/** Keeps the checkpoint looked at last as a model of this browser. */
export async function keepCheckpoint(plan: Plan): Promise<{ bytes: number }> {
  if (!pending) throw new Error('No checkpoint was looked at.');
  const { bytes, parts } = safetensorsParts(pending.values);
  await writeModel(plan, parts);
  pending = null;
  return { bytes };
}

/** Lets go of the checkpoint looked at last. */
export const forgetCheckpoint = (): void => void (pending = null);
