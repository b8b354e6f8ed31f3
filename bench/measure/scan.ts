import type { Measure } from '../figure.ts';
import { median, type Row, rowOf } from '../row.ts';
import { buildChild, runChild } from './childProcess.ts';
import type { ScanResult, ScanTask } from './scanChild.ts';

/** Positions of maps of 20², 40², 80² (the first stage at 320²) and 160². */
const LENGTHS = [400, 1600, 6400, 25_600];
const COMPARED = 6400;
/** The same recurrence with tfjs's operators takes at least this many times longer. */
const TIMES_FASTER = 50;
/** Time and memory a position at the longest over those at the shortest: 1 is linear. */
const LINEAR = 1.5;
/** Times the copying of its bytes that a scan may take. */
const TIMES_COPY = 2;
const SECONDS = 300;

/**
 * The selective scan of SS2D (batch 1, 4 directions, 192 channels, 16 states): forward, forward with gradient, their growth
 * with the length, the same recurrence a position at a time with tfjs's own operators, and a sum of two tensors,
 * which reads and writes what the scan must and computes nothing. In Node, wasm on one thread.
 */
export const scan: Measure = async ({ wants, note, rounds }) => {
  const rows: Row[] = [];
  const wanted = (['webgpu', 'wasm'] as const).filter((backend) => wants(`scan/${backend}`));
  if (wanted.length === 0) return rows;
  const child = await buildChild('scanChild');
  for (const backend of wanted) {
    const run = (what: ScanTask['what'], length: number, times = rounds) => {
      note(`scan/${backend}, ${what}, L = ${length}`);
      return runChild<ScanResult>(child, { backend, what, length, rounds: times } satisfies ScanTask, SECONDS);
    };
    for (const what of ['forward', 'gradient'] as const) {
      const got: ScanResult[] = [];
      for (const length of LENGTHS) {
        const result = await run(what, length);
        const title = what === 'forward' ? 'forward' : 'forward and gradient';
        const name = `scan/${title}, L = ${length}`;
        if (typeof result === 'string') {
          rows.push(rowOf({ name, backend, unit: 'ms', ours: [], note: result }));
          break;
        }
        got.push(result);
        const against = what === 'forward' && length === COMPARED ? await run('plain operators', length, 1) : null;
        rows.push(
          rowOf({
            name,
            backend,
            unit: 'ms',
            ours: result.runs,
            note: against ? compared(result, against) : adapterOf(result),
            ...(against && typeof against !== 'string'
              ? { peer: against.runs, peerName: 'tfjs operators', aim: 1 / TIMES_FASTER }
              : {}),
          }),
        );
        if (against) rows.push(besideCopy(result, await run('copy', length), backend));
        if (length !== LENGTHS.at(-1)) continue;
        const growth = (of: string, measure: (r: ScanResult) => number) => {
          const each = (r: ScanResult, n: number) => measure(r) / n;
          const ratio = each(got.at(-1)!, length) / each(got[0]!, LENGTHS[0]!);
          rows.push(
            rowOf({
              name: `scan/${title}, growth of ${of} from L = ${LENGTHS[0]} to ${length}`,
              backend,
              unit: 'times linear',
              ours: [ratio],
              aim: LINEAR,
            }),
          );
        };
        growth('time', (r) => median(r.runs));
        growth('memory', (r) => r.held);
      }
    }
  }
  return rows;
};

/** The time that moving the bytes alone would take. */
const besideCopy = (ours: ScanResult, copy: ScanResult | string, backend: string): Row =>
  rowOf({
    name: `scan/forward beside copying its bytes, L = ${COMPARED}`,
    backend,
    unit: 'ms',
    ours: ours.runs,
    ...(typeof copy === 'string' ? { note: copy } : { peer: copy.runs, peerName: 'u + delta', aim: TIMES_COPY }),
  });

const adapterOf = ({ adapter }: ScanResult) => adapter.split(':')[0]!;

/** How far the two differ, for a comparison of different functions would be worthless. */
function compared(ours: ScanResult, plain: ScanResult | string): string {
  if (typeof plain === 'string') return [adapterOf(ours), `tfjs operators: ${plain}`].filter(Boolean).join('; ');
  const apart = Math.abs(ours.checksum - plain.checksum) / plain.checksum;
  return [adapterOf(ours), `outputs differ by ${apart.toExponential(1)}`].filter(Boolean).join('; ');
}
