import type { Measure } from '../figure.ts';
import type { StepCost } from '../../src/ml/train/describeStep.ts';
import { type Row, rowOf } from '../row.ts';
import { buildChild, runChild } from './childProcess.ts';
import type { Counts } from './countsChild.ts';

const MB = 2 ** 20;
const GIGA = 1e9;
const SECONDS = 120;

/**
 * What every network asks for at its paper's size, one image, the same on every machine. Of a forward pass: kernels,
 * multiply-adds, bytes that they read and write beside the least possible (input, weights and outputs once), and what is
 * held at one time. Of a training step, all weights by Adam on cross-entropy and Dice: the same beside the least that
 * `describeStep` defines, and steps of scans, which multiply-adds leave out, where there are any.
 */
export const counts: Measure = async ({ wants, note }) => {
  if (!wants('counts')) return [];
  note('counts');
  const got = await runChild<readonly Counts[]>(await buildChild('countsChild'), null, SECONDS);
  if (typeof got === 'string') throw new Error(`The kernels cannot be counted: ${got}.`);
  return got.flatMap(({ id, gmac, kernels, moved, least, held, step }) => {
    const row = (name: string, unit: string, ours: number, peer: readonly number[] = []): Row =>
      rowOf({
        name: `counts/${id}/${name}`,
        backend: 'any',
        unit,
        ours: [ours],
        peer,
        ...(peer.length ? { peerName: 'least possible' } : {}),
      });
    const stepRow = (name: string, unit: string, of: keyof StepCost, scale: number): Row =>
      row(`training step, ${name}`, unit, step.cost[of] / scale, [step.least[of] / scale]);
    return [
      row('forward, multiply-adds', 'GMAC', gmac),
      row('forward, kernels', 'count', kernels),
      row('forward, bytes read and written', 'MB', moved / MB, [least / MB]),
      row('forward, bytes held at one time', 'MB', held / MB),
      stepRow('multiply-adds', 'GMAC', 'macs', GIGA),
      ...(step.least.scans > 0 ? [stepRow('steps of scans', 'G', 'scans', GIGA)] : []),
      stepRow('kernels', 'count', 'kernels', 1),
      stepRow('bytes read and written', 'MB', 'bytes', MB),
    ];
  });
};
