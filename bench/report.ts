import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Row } from './row.ts';

/** Where and with what it was measured. */
export interface Setup {
  readonly date: string;
  readonly machine: string;
  readonly system: string;
  readonly node: string;
  readonly browser: string;
  readonly adapter: string;
}

export const setupOf = (browser: string, adapter: string): Setup => ({
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  system: `${type()} ${release()}`,
  node: process.version,
  browser: `Chromium ${browser}`,
  adapter,
});

/** Empty where there is no figure; its note says why. */
const number = (value: number | null): string =>
  value === null || Number.isNaN(value)
    ? ''
    : Number.isInteger(value)
      ? String(value)
      : value >= 100
        ? value.toFixed(0)
        : value >= 10
          ? value.toFixed(1)
          : value.toFixed(2);

const spread = (runs: Row['oursSpread']): string =>
  runs && runs[0] !== runs[1] ? ` (${number(runs[0])}–${number(runs[1])})` : '';

/** One line of a table: name, how, unit, ours, peer, ratio, aim, note. */
const cells = (r: Row): string[] => [
  r.name,
  [r.backend, r.threads > 1 ? `${r.threads} threads` : ''].filter(Boolean).join(', '),
  r.unit,
  `${number(r.ours)}${spread(r.oursSpread)}`,
  r.peerName && r.peer !== null ? `${number(r.peer)}${spread(r.peerSpread)} ${r.peerName}` : (r.peerName ?? ''),
  number(r.ratio),
  r.aim === null ? '' : `≤ ${number(r.aim)}: ${r.met === null ? '?' : r.met ? 'yes' : 'no'}`,
  r.note,
];

const HEAD = ['what', 'on', 'unit', 'ours', 'peer', 'ratio', 'aim', 'note'];
const RIGHT = [false, false, false, true, false, true, false, false];

/** The rows as a Markdown table, aligned so that it also reads as plain text. */
export function table(rows: readonly Row[]): string {
  const all = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, c) => Math.max(3, ...all.map((r) => r[c]!.length)));
  const line = (r: readonly string[]) =>
    `| ${r.map((text, c) => (RIGHT[c] ? text.padStart(widths[c]!) : text.padEnd(widths[c]!))).join(' | ')} |`;
  const rule = `| ${widths.map((w, c) => (RIGHT[c] ? `${'-'.repeat(w - 1)}:` : '-'.repeat(w))).join(' | ')} |`;
  return [line(all[0]!), rule, ...all.slice(1).map(line)].join('\n');
}

/** A row and where it was measured. */
type Kept = Row & { readonly setup?: Setup };

const where = ({ machine, system, node, browser, adapter }: Setup): string =>
  `- Machine: ${machine}; ${system}; Node ${node}; ${browser}\n- Graphics: ${adapter}`;

/** The rows that an earlier run left, a table for each day and machine. */
function earlier(rows: readonly Kept[]): string {
  const setups = new Map(rows.map(({ setup }) => [JSON.stringify(setup), setup!]));
  return [...setups]
    .map(([text, setup]) => {
      const group = rows.filter((r) => JSON.stringify(r.setup) === text);
      return `\n## Measured on ${setup.date}, and not since\n\n${where(setup)}\n\n${table(group)}\n`;
    })
    .join('');
}

/** bench/results.md */
const results = (setup: Setup, rows: readonly Kept[]): string => `# Measured figures

By \`npm run bench -- --write\`, ${setup.date}. Medians of interleaved runs, smallest and largest run in brackets.

${where(setup)}

A ratio is ours over the peer's: below 1 ours takes less. An aim is the largest ratio accepted or, where there is none, the
largest value. Pointer to pixel is Chromium's own EventLatency: from the input event to the frame that shows it. A software
adapter (SwiftShader) computes and draws on the processor: its WebGPU and frame times say nothing of a graphics card.

${table(rows.filter((r) => !r.setup))}
${earlier(rows.filter((r) => r.setup))}`;

const FOLDER = import.meta.dirname;

/**
 * Writes bench/results.md and .json. Rows measured before and not now stay, under their own day and machine, so that the
 * bench can be run in parts.
 */
export function writeResults(setup: Setup, rows: readonly Row[]): void {
  const path = join(FOLDER, 'results.json');
  const old = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { setup: Setup; rows: Kept[] }) : null;
  const same = JSON.stringify(old?.setup) === JSON.stringify(setup);
  const before = (old?.rows ?? []).map((r): Kept => (r.setup || same ? r : { ...r, setup: old!.setup }));
  const keyOf = (r: Row) => [r.name, r.backend, r.threads, r.peerName].join('|');
  const merged = new Map<string, Kept>([...before, ...rows].map((r) => [keyOf(r), r]));
  const all = [...merged.values()];
  writeFileSync(path, `${JSON.stringify({ setup, rows: all }, null, 2)}\n`);
  writeFileSync(join(FOLDER, 'results.md'), results(setup, all));
}
