import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import type { WeightValues } from '../ml/params.ts';
import type { Ema } from '../ml/train/ema.ts';
import type { Optimizer, OptimizerState } from '../ml/train/optimizer.ts';
import type { Weights } from '../ml/weights.ts';
import { UsageError } from './command.ts';

/** What `--resume` goes on from. */
interface TrainState {
  readonly step: number;
  readonly weights: WeightValues;
  readonly average: WeightValues | null;
  readonly moments: OptimizerState['moments'];
}

/** Writes a file in one go: a crash leaves the old one whole. */
async function replace(path: string, data: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, data);
  await rename(`${path}.new`, path);
}

/** Writes the state of a run under `out`/state, whole or not at all, in place of the one before. */
export async function writeState(
  out: string,
  step: number,
  weights: Weights,
  optimizer: Optimizer,
  ema: Ema | null,
): Promise<void> {
  const dir = join(out, 'state');
  const { moments } = await optimizer.state();
  await replace(join(dir, `weights.${step}.safetensors`), writeSafetensors(await weights.values()));
  await replace(join(dir, `moments.${step}.safetensors`), writeSafetensors(moments));
  if (ema) {
    ema.swap();
    await replace(join(dir, `average.${step}.safetensors`), writeSafetensors(await weights.values()));
    ema.swap();
  }
  await replace(join(dir, 'state.json'), JSON.stringify({ step, average: ema !== null }));
  for (const name of await readdir(dir)) {
    const [, of] = /^(?:weights|moments|average)\.(\d+)\.safetensors(?:\.new)?$/.exec(name) ?? [];
    if (of !== undefined && Number(of) !== step) await rm(join(dir, name));
  }
}

/** The state last kept, or that of `step`. Throws UsageError where there is none. */
export async function readState(out: string, at?: number): Promise<TrainState> {
  const dir = join(out, 'state');
  const read = async (name: string) => {
    const bytes = await readFile(join(dir, name));
    return readSafetensors(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), name);
  };
  const { step: last, average } = JSON.parse(
    await readFile(join(dir, 'state.json'), 'utf8').catch(() => {
      throw new UsageError(`${out} holds no state to go on from: leave --resume out.`);
    }),
  ) as { step: number; average: boolean };
  const step = at ?? last;
  return {
    step,
    weights: await read(`weights.${step}.safetensors`),
    average: average ? await read(`average.${step}.safetensors`) : null,
    moments: (await read(`moments.${step}.safetensors`)) as OptimizerState['moments'],
  };
}
