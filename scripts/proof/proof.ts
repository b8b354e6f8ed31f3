import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { ROWS } from './rows.ts';
import { buildCli, type ProofResult, resultOf, runRow } from './runRow.ts';
import { type Measured, report } from './report.ts';

const HELP = `Usage: npm run proof -- [--only PATTERN] [--again]
  --only PATTERN  rows whose name matches this regular expression, as membranes-tune-5-200-wasm
  --again         run rows anew that were run before (they are kept in .cache/proof)
Writes docs/proof.md and docs/proof.json with all rows that were run so far. Needs the real data in ../shared/data.`;

/** Runs the rows that are missing, one after the other, and writes the table after each. Resolves to the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { only: { type: 'string' }, again: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const only = new RegExp(values.only ?? '');
  const missing = [];
  for (const row of ROWS) if (only.test(row.id) && (values.again || !(await resultOf(row)))) missing.push(row);
  if (missing.length > 0) buildCli();
  for (const row of missing) {
    console.error(`${row.id} ...`);
    const { before, after, seconds } = await runRow(row);
    console.error(`${row.id}: Dice ${before?.toFixed(3) ?? '-'} to ${after.toFixed(3)}, ${seconds.toFixed(0)} s`);
    await write();
  }
  console.log(await write());
  return 0;
}

/** Mean Dice that the plan of the shipped membrane model tells; null where none is shipped. */
async function shippedDice(): Promise<number | null> {
  const plan = await readFile('public/models/membrane-unet/plan.json', 'utf8').catch(() => null);
  if (plan === null) return null;
  const { metrics } = JSON.parse(plan) as { metrics: readonly { name: string; value: number }[] };
  return metrics.find((m) => m.name === 'Dice, mean of cases')?.value ?? null;
}

async function write(): Promise<string> {
  const rows: Measured[] = [];
  for (const row of ROWS) {
    const result: ProofResult | null = await resultOf(row);
    if (result) rows.push({ ...row, ...result });
  }
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const setup = { date: new Date().toISOString().slice(0, 10), machine, node: process.version };
  const text = report(rows, setup, await shippedDice());
  await mkdir('docs', { recursive: true });
  await writeFile('docs/proof.md', text);
  await writeFile('docs/proof.json', `${JSON.stringify({ ...setup, rows }, null, 2)}\n`);
  return text;
}
