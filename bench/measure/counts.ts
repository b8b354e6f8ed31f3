import type { Measure } from '../figure.ts';
import { type Row, rowOf } from '../row.ts';
import { buildChild, runChild } from './childProcess.ts';
import type { Counts } from './countsChild.ts';

const MB = 2 ** 20;
const SECONDS = 120;

/**
 * What every network asks for at its paper's size, one image, the same on every machine: kernels, multiply-adds, bytes that
 * they read and write beside the least possible (input, weights and outputs once), and what is held at one time.
 */
export const counts: Measure = async ({ wants, note }) => {
  if (!wants('counts')) return [];
  note('counts');
  const got = await runChild<readonly Counts[]>(await buildChild('countsChild'), null, SECONDS);
  if (typeof got === 'string') throw new Error(`The kernels cannot be counted: ${got}.`);
  return got.flatMap(({ id, gmac, kernels, moved, least, held }) => {
    const row = (name: string, unit: string, ours: number, peer: readonly number[] = []): Row =>
      rowOf({
        name: `counts/${id}/${name}`,
        backend: 'any',
        unit,
        ours: [ours],
        peer,
        ...(peer.length ? { peerName: 'least possible' } : {}),
      });
    return [
      row('forward, multiply-adds', 'GMAC', gmac),
      row('forward, kernels', 'count', kernels),
      row('forward, bytes read and written', 'MB', moved / MB, [least / MB]),
      row('forward, bytes held at one time', 'MB', held / MB),
    ];
  });
};
