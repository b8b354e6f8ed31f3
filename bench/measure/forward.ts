import type { Page } from 'playwright';
import type { EngineTask } from '../engines/engines.ts';
import type { Bench, Measure } from '../figure.ts';
import { servePeers } from '../peerPages.ts';
import { type Row, rowOf } from '../row.ts';

const PORT = 4392;
const PEER = 'onnxruntime-web 1.30.0';
/** Multiply-accumulates of a forward pass, in billions, that are run without --full: on the processor, and there as WebGPU. */
const BEARABLE = { processor: 20, softwareGpu: 0.5 };
/** Largest difference of the outputs, over their largest value, at which the two compute the same. */
const SAME = 1e-2;
const SECONDS = { usual: 60, full: 900 };
const WAYS = [
  { backend: 'wasm', threads: 1 },
  { backend: 'wasm', threads: 2 },
  { backend: 'webgpu', threads: 1 },
] as const;

const NETS = [
  'unet',
  'unet-milesial',
  'unet-milesial-bilinear',
  'unet-mateuszbuda',
  'unet-same',
  'braunetpp',
  'swin-umamba-v1',
  'swin-umamba',
  'swin-umamba-d',
  'dcif-gan',
  'dcif-gan-discriminators',
];

interface Job {
  readonly id: string;
  readonly task: Omit<EngineTask, 'size'>;
}

/** Every network, small and as published. */
const JOBS: readonly Job[] = NETS.flatMap((net) =>
  (['small', 'defaults'] as const).flatMap((config) =>
    WAYS.map(({ backend, threads }) => ({
      id: `forward/${net}/${config === 'small' ? 'small' : 'published'}/${backend}${backend === 'wasm' ? ` ${threads}` : ''}`,
      task: { net, config, backend, threads },
    })),
  ),
);

/** A forward pass of ours beside onnxruntime-web's of the same network: same page, same weights, same image, in turn. */
export const forward: Measure = async (bench) => {
  const wanted = JOBS.filter(({ id }) => bench.wants(id));
  if (wanted.length === 0) return [];
  bench.peersInstalled();
  const software = await softwareAdapter(bench);
  const server = await servePeers(['engines'], PORT);
  const rows: Row[] = [];
  try {
    for (const job of wanted) {
      const small = software && job.task.backend === 'webgpu';
      const context = await bench.browser.newContext();
      const page = await context.newPage();
      let about = '';
      try {
        await page.goto(`${server.resolvedUrls!.local[0]!}engines.html`);
        await page.waitForFunction(() => window.engines);
        const { size, gmac } = await page.evaluate(
          ([{ net, config }, least]) => window.engines!.about(net, config, least),
          [job.task, small] as const,
        );
        about = `${size.join(' x ')}, ${gmac.toPrecision(3)} GMAC`;
        if (!bench.full && gmac > (small ? BEARABLE.softwareGpu : BEARABLE.processor)) {
          rows.push(rowFor(job, [], [], `${about}; with --full only`));
          continue;
        }
        bench.note(job.id);
        const run = measured(page, job, { ...job.task, size }, about, bench.rounds);
        rows.push(await within(bench.full ? SECONDS.full : SECONDS.usual, run));
      } catch (e) {
        const why = e instanceof Error ? e.message.split('\n')[0]! : String(e);
        rows.push(rowFor(job, [], [], [about, `not measured: ${why}`].filter(Boolean).join('; ')));
      } finally {
        await context.close();
      }
    }
  } finally {
    await server.close();
  }
  return rows;
};

const rowFor = ({ id, task }: Job, ours: readonly number[], peer: readonly number[], note: string): Row =>
  rowOf({
    name: id.split('/').slice(0, 3).join('/'),
    backend: task.backend,
    threads: task.threads,
    unit: 'ms',
    ours,
    peer,
    peerName: PEER,
    // without the peer's time there is nothing to reach
    ...(ours.length > 0 && peer.length === 0 ? {} : { aim: 1 }),
    note,
  });

/** Ours first in one round, the peer in the next; a quiet moment between, so that no thread of the one meets the other. */
async function measured(page: Page, job: Job, task: EngineTask, about: string, rounds: number): Promise<Row> {
  const { difference, operators, adapter } = await page.evaluate((t) => window.engines!.prepare(t), task);
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const who of round % 2 ? (['peer', 'ours'] as const) : (['ours', 'peer'] as const)) {
      await page.waitForTimeout(50);
      (who === 'ours' ? ours : peer).push(await page.evaluate((side) => window.engines![side](), who));
    }
  }
  const scans = operators.find(([name]) => name === 'Scan')?.[1];
  const remarks = [
    about,
    `outputs differ by ${difference.toExponential(1)}`,
    scans ? `ONNX has no selective scan: ${scans} loops over positions` : '',
    adapter,
  ];
  if (difference < SAME) return rowFor(job, ours, peer, remarks.filter(Boolean).join('; '));
  // a time for another result compares nothing; ours is held to the published figures elsewhere
  return rowFor(job, ours, [], [...remarks, `${PEER} gives another result: not compared`].filter(Boolean).join('; '));
}

/** Rejects when it takes longer; what it waits for is ended by closing the page. */
async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000);
  });
  // closing the page rejects it, when nobody listens any more
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function softwareAdapter({ browser, origin }: Bench): Promise<boolean> {
  const page = await browser.newPage({ baseURL: origin });
  await page.goto('/');
  const name = await page.evaluate(async () => {
    const info = (await (navigator as { gpu?: GPU }).gpu?.requestAdapter())?.info;
    return info ? [info.vendor, info.architecture, info.description].join(' ') : 'none';
  });
  await page.close();
  return /swiftshader|llvmpipe|none/i.test(name);
}
