import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { TRAINING } from '../engines/training.ts';
import type { Measure } from '../figure.ts';
import { servePeers } from '../peerPages.ts';
import { type Row, rowOf } from '../row.ts';

const PORT = 4393;
const PYTHON = '/usr/bin/python3';

/** Largest ratios wanted: ten times faster than plain tfjs, within three times of PyTorch. */
const AIM = { plain: 0.1, pytorch: 3 };

/** A training step on wasm beside plain tfjs on wasm, and beside one thread of PyTorch where python3 has it. */
export const training: Measure = async (bench) => {
  const wanted = [1, 2].filter((threads) => bench.wants(`training step/wasm ${threads}`));
  if (wanted.length === 0) return [];
  const server = await servePeers(['training'], PORT);
  const rows: Row[] = [];
  const { base, side, batch } = TRAINING;
  const about = `${TRAINING.net} base ${base}, ${side} x ${side}, batch ${batch}, Adam`;
  try {
    for (const threads of wanted) {
      bench.note(`training step/wasm ${threads}`);
      const context = await bench.browser.newContext();
      const open = async (who: 'ours' | 'plain'): Promise<Page> => {
        const page = await context.newPage();
        await page.goto(`${server.resolvedUrls!.local[0]!}training.html`);
        await page.waitForFunction(() => window.training);
        await page.evaluate(([s, n]) => window.training!.prepare(s, n), [who, threads] as const);
        return page;
      };
      const [ours, plain] = [await open('ours'), await open('plain')];
      const step = (page: Page) => page.evaluate(() => window.training!.step());
      // the first step compiles; its loss comes from equal weights
      const [a, b] = [await step(ours), await step(plain)];
      const mine: number[] = [];
      const theirs: number[] = [];
      for (let round = 0; round < bench.rounds; round++) {
        for (const who of round % 2 ? (['plain', 'ours'] as const) : (['ours', 'plain'] as const)) {
          if (who === 'ours') mine.push((await step(ours)).ms);
          else theirs.push((await step(plain)).ms);
        }
      }
      await context.close();
      const common = { name: 'training step', backend: 'wasm', threads, unit: 'ms', ours: mine };
      const apart = Math.abs(a.loss - b.loss) / Math.abs(b.loss);
      const note = `${about}; first losses differ by ${apart.toExponential(1)}`;
      rows.push(
        rowOf({ ...common, peer: theirs, peerName: 'tfjs 4.22.0, filter gradient composed', aim: AIM.plain, note }),
      );
      if (threads > 1) continue;
      const torch = pytorch(bench.rounds);
      rows.push(
        'reason' in torch
          ? rowOf({ ...common, peerName: 'PyTorch', aim: AIM.pytorch, note: torch.reason })
          : rowOf({ ...common, peer: torch.ms, peerName: `PyTorch ${torch.version}`, aim: AIM.pytorch, note: about }),
      );
    }
  } finally {
    await server.close();
  }
  return rows.map((row) => (row.peer === null ? { ...row, met: null } : row));
};

/** ms of steps of bench/pytorch/step.py, or why there are none. */
function pytorch(steps: number): { ms: readonly number[]; version: string } | { reason: string } {
  const { base, channels, classes, side, batch } = TRAINING;
  const sizes = [base, channels, classes, side, batch, steps].map(String);
  try {
    const out = execFileSync(PYTHON, [join(import.meta.dirname, '../pytorch/step.py'), ...sizes], {
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
    return JSON.parse(out) as { ms: readonly number[]; version: string };
  } catch {
    return { reason: `${PYTHON} has no torch` };
  }
}
