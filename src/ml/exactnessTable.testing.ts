import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';
import type { Exactness } from './exactness.testing.ts';

/** One line of docs/exactness.md. */
export interface Row {
  readonly golden: string;
  readonly figure: string;
  readonly backend: string;
  readonly error: string;
  readonly bound: string;
  /** Seconds of the whole test. */
  readonly seconds: string;
}

const COLUMNS = ['golden', 'figure', 'backend', 'error', 'bound', 'seconds'] as const satisfies readonly (keyof Row)[];

const HEAD = `# How exact the networks are

Relative error, ‖ours − reference‖ / ‖reference‖, against the figures of the published code. \`npm run test:goldens\` writes this table;
a run of some goldens replaces their rows and keeps the others. Outputs are held to 1e-4, the gradients of a training step to 1e-3.
Seconds are those of the whole test on the machine that ran it last; a software adapter (llvmpipe, SwiftShader) computes on the
processor and says nothing of a graphics card.
`;

/** Rows of a table as \`markdown\` writes them. */
export const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => Object.fromEntries(COLUMNS.map((name, n) => [name, cells[n]!.trim()])) as unknown as Row)
    .filter((row) => row.golden !== 'golden' && !row.golden.startsWith('--'));

/** `WebGPU on SwiftShader` and `WebGPU on a card` are one row: the later run stands. */
const key = (row: Row) => [row.golden, row.figure, row.backend.split(',')[0]].join('|');

/** `old` with the rows of `fresh` in their places, sorted. */
export function merged(old: readonly Row[], fresh: readonly Row[]): Row[] {
  const all = new Map([...old, ...fresh].map((row) => [key(row), row]));
  return [...all].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })).map(([, row]) => row);
}

export function markdown(rows: readonly Row[]): string {
  const widths = COLUMNS.map((name) => Math.max(name.length, ...rows.map((row) => row[name].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((text, n) => text.padEnd(widths[n]!)).join(' | ')} |`;
  const table = [
    line(COLUMNS),
    line(widths.map((n) => '-'.repeat(n))),
    ...rows.map((r) => line(COLUMNS.map((c) => r[c]))),
  ];
  return `${HEAD}\n${table.join('\n')}\n`;
}

const rowsFrom = ({ golden, backend, adapter, held }: Exactness, seconds: number): Row[] =>
  held.map(({ figure, error, bound }) => ({
    golden,
    figure,
    // drivers append versions after a colon
    backend: adapter ? `${backend}, ${adapter.split(':')[0]}` : backend,
    error: error.toExponential(1),
    bound: String(Number(bound.toPrecision(2)).toExponential()),
    seconds: seconds.toFixed(0),
  }));

/** Writes what the goldens told, test by test, so that an interrupted run leaves what it found. */
export const exactnessTable = (path: string): Reporter => ({
  onTestCaseResult(test: TestCase) {
    const { exactness } = test.meta();
    if (!exactness) return;
    const old = existsSync(path) ? rowsOf(readFileSync(path, 'utf8')) : [];
    const seconds = (test.diagnostic()?.duration ?? 0) / 1000;
    writeFileSync(path, markdown(merged(old, rowsFrom(exactness, seconds))));
  },
});
