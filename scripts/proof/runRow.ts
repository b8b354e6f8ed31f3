import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DataSet, membranes, nuclei, sharedData } from './dataSets.ts';
import { MEMBRANE_BASE, type ProofRow } from './rows.ts';

/** What a run found. Dice = mean over the validation images. */
export interface ProofResult {
  readonly before: number | null;
  readonly after: number;
  /** Whether the gate let it pass; null for a model from scratch, which has nothing to be compared with. */
  readonly passed: boolean | null;
  /** Seconds of training by the clock, and of processor time: on a busy machine the first is longer. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Largest resident memory of the whole process, bytes. */
  readonly peakBytes: number;
}

const WORK = join('.cache', 'proof');
const CLI = join(WORK, 'cli');

/** Builds the command line beside the one in dist/. */
export const buildCli = (): void => {
  const args = [
    'vite',
    'build',
    '--config',
    'vite.cli.config.ts',
    '--outDir',
    CLI,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  execFileSync('npx', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
};

/** Runs `limn` in a process of its own. Resolves to what it printed. */
async function limn(args: readonly string[]): Promise<string> {
  const code = `import { main } from ${JSON.stringify(pathToFileURL(join(CLI, 'limn.js')).href)};
process.exitCode = await main(process.argv.slice(1));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, '--', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  const status = await new Promise((resolve) => child.on('close', resolve));
  if (status !== 0) throw new Error(`limn ${args[0]} ended with ${String(status)}.`);
  return out;
}

const modelOf = (row: ProofRow) => join(WORK, 'models', row.id);

function dataOf(row: ProofRow): DataSet {
  const folder = join(WORK, 'data');
  if (row.data === 'nuclei') return nuclei(sharedData(), folder);
  // what the base model learned from is nothing new for a fine-tuning
  return membranes(sharedData(), folder, row.kind === 'scratch' ? 0 : MEMBRANE_BASE.slices);
}

/** The images to be judged by are noisier than those to learn from: see docs/proof.md. */
const MORE_NOISE = JSON.stringify({ noise: 0.1 });

async function argsOf(row: ProofRow): Promise<string[]> {
  const data = dataOf(row);
  const shared = ['--data', await data.train(row.slices, row.kind === 'wrong'), '--val', await data.val()];
  const how = [
    '--steps',
    String(row.steps),
    '--rate',
    String(row.rate),
    '--batch',
    '2',
    '--loss',
    'dice+bce',
    '--json',
  ];
  if (row.data === 'membranes') how.push('--augment', MORE_NOISE);
  const where = ['--out', modelOf(row), '--backend', row.backend];
  if (row.kind !== 'scratch') {
    const model = row.data === 'nuclei' ? 'nuclei-unet' : modelOf(MEMBRANE_BASE);
    return ['finetune', '--model', model, ...shared, ...how, ...where];
  }
  const net = ['--net', 'unet-same', '--config', '{"base":16,"depth":3,"widest":128}', '--patch', '128'];
  return ['train', ...net, '--labels', 'Membrane', ...shared, ...how, ...where];
}

const resultFile = (row: ProofRow) => join(WORK, 'results', `${row.id}.json`);

/** What was found for a row before, or null. */
export async function resultOf(row: ProofRow): Promise<ProofResult | null> {
  const file = resultFile(row);
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as ProofResult) : null;
}

interface Report {
  readonly mean?: number;
  readonly before?: { readonly mean: number };
  readonly after?: { readonly mean: number };
  readonly gate?: { readonly passed: boolean };
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** Trains or tunes as the row says, and keeps what was found. */
export async function runRow(row: ProofRow): Promise<ProofResult> {
  const report = JSON.parse(await limn(await argsOf(row))) as Report;
  const { mean, before, after, gate, seconds, cpuSeconds, peakBytes } = report;
  const figures = { before: before?.mean ?? null, after: (after?.mean ?? mean)!, passed: gate?.passed ?? null };
  const result: ProofResult = { ...figures, seconds, cpuSeconds, peakBytes };
  await mkdir(join(WORK, 'results'), { recursive: true });
  await writeFile(resultFile(row), JSON.stringify(result));
  return result;
}
