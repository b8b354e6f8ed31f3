import type { Measure } from '../figure.ts';
import { type Row, rowOf } from '../row.ts';
import { buildChild, runChild } from './childProcess.ts';
import type { NetworkResult, NetworkSize, NetworkTask } from './networksChild.ts';

const MB = 2 ** 20;
const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;

/** Without --full: what is bearable on a machine without a graphics card. */
const SMALL_GMAC = 18;
const SECONDS = { usual: 40, full: 1800 };
/** The cpu backend's loops: a forward pass of more than a minute tells enough, and its training step takes ten times as long. */
const CPU_SECONDS = { run: 600, bearable: 60 };

/** Images larger than the papers', whole: what a pass holds at one time must leave room in 2 GB. */
const LARGE = [
  { id: 'unet-milesial', side: 1024 },
  { id: 'swin-umamba-d', side: 512 },
] as const;
const ROOM_MB = 2048;
const LARGE_SECONDS = 300;

/**
 * Every network at its paper's size on each backend, one image: time of a forward pass and of a training step with Adam,
 * peak memory of the process that did it and nothing else, and on webgpu what a forward pass asks of the device.
 * In Node: wasm has one thread, webgpu is Dawn on the adapter named in the note.
 */
export const networks: Measure = async ({ wants, note, full, rounds }) => {
  const rows: Row[] = [];
  const child = await buildChild('networksChild');
  const nets = await runChild<readonly NetworkSize[]>(child, null, SECONDS.usual);
  if (typeof nets === 'string') throw new Error(`The networks cannot be listed: ${nets}.`);
  for (const { id, backend, input, gmac } of nets.flatMap((n) => BACKENDS.map((backend) => ({ ...n, backend })))) {
    const name = `networks/${id}/${backend}`;
    if (!wants(name)) continue;
    const about = `${input.join(' x ')}, ${gmac.toFixed(1)} GMAC`;
    let unbearable = '';
    for (const what of ['forward', 'training step'] as const) {
      const row = (of: string, unit: string, runs: readonly number[], extra = '') =>
        rows.push(
          rowOf({
            name: `networks/${id}/${of}`,
            backend,
            unit,
            ours: runs,
            note: [about, extra].filter(Boolean).join('; '),
          }),
        );
      if (!full && (backend === 'cpu' || gmac > SMALL_GMAC)) {
        row(what, 'ms', [], 'with --full only');
        continue;
      }
      if (unbearable) {
        row(what, 'ms', [], unbearable);
        continue;
      }
      note(`${name}, ${what}`);
      const task: NetworkTask = { net: id, backend, what, rounds };
      const got = await runChild<NetworkResult>(
        child,
        task,
        !full ? SECONDS.usual : backend === 'cpu' ? CPU_SECONDS.run : SECONDS.full,
      );
      if (backend === 'cpu' && (typeof got === 'string' || got.cold > 1000 * CPU_SECONDS.bearable)) {
        unbearable = `not run: a forward pass takes more than ${CPU_SECONDS.bearable} s`;
      }
      if (typeof got === 'string') {
        row(what, 'ms', [], got);
        continue;
      }
      const { cold, warm, peakMB, device } = got;
      const adapter = got.adapter.split(':')[0]!;
      row(
        what,
        'ms',
        warm.length ? warm : [cold],
        [adapter, warm.length ? '' : 'one run, cold'].filter(Boolean).join('; '),
      );
      row(`${what}, first`, 'ms', [cold], adapter);
      row(`${what}, peak memory of the process`, 'MB', [peakMB]);
      if (!device) continue;
      row(`${what}, dispatches`, 'count', [device.dispatches]);
      row(`${what}, bytes bound to the dispatches`, 'MB', [device.bound / MB]);
      row(`${what}, bytes to the device`, 'MB', [device.uploaded / MB]);
      row(`${what}, bytes from the device`, 'MB', [device.downloaded / MB]);
    }
  }
  for (const { id, side } of LARGE) {
    const name = `networks/${id} at ${side} x ${side}`;
    if (!wants(`${name}/wasm`)) continue;
    note(`${name}/wasm`);
    const task: NetworkTask = { net: id, backend: 'wasm', what: 'forward', rounds: 1, side };
    const got = await runChild<NetworkResult>(child, task, LARGE_SECONDS);
    const found = typeof got === 'string' ? { ours: [], note: got } : { ours: [got.peakMB] };
    const row = { name: `${name}/forward, peak memory of the process`, backend: 'wasm', unit: 'MB', aim: ROOM_MB };
    rows.push(rowOf({ ...row, ...found }));
    if (typeof got !== 'string') {
      rows.push(
        rowOf({ name: `${name}/forward`, backend: 'wasm', unit: 'ms', ours: got.warm.length ? got.warm : [got.cold] }),
      );
    }
  }
  return rows;
};
