import { cpus, release, totalmem, type } from 'node:os';
import type { Figure } from './figure.ts';

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

const shown = ({ value }: Figure) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** The figures as a Markdown table, aligned so that it also reads as plain text. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((f) => [
    f.id,
    shown(f),
    f.unit,
    f.aim === undefined ? '' : `under ${f.aim}: ${f.value < f.aim ? 'yes' : 'no'}`,
  ]);
  const all = [['figure', 'value', 'unit', 'aim'], ...rows];
  const widths = [0, 1, 2, 3].map((c) => Math.max(...all.map((r) => r[c]!.length)));
  const line = (r: readonly string[]) =>
    `| ${r.map((text, c) => (c === 1 ? text.padStart(widths[c]!) : text.padEnd(widths[c]!))).join(' | ')} |`;
  const rule = `| ${widths.map((w, c) => (c === 1 ? `${'-'.repeat(w - 1)}:` : '-'.repeat(w))).join(' | ')} |`;
  return [line(all[0]!), rule, ...rows.map(line)].join('\n');
}

/** bench/results.md */
export const results = (setup: Setup, figures: readonly Figure[]): string => `# Measured figures

By \`npm run bench -- --write\`, ${setup.date}. One run each; expect a few ten percent from run to run.

- Machine: ${setup.machine}; ${setup.system}; Node ${setup.node}; ${setup.browser}
- Graphics: ${setup.adapter}

Pointer to pixel is Chromium's own EventLatency: from the input event to the frame that shows it. A software adapter (SwiftShader)
computes and draws on the processor: its WebGPU and frame times say nothing of a graphics card.

${table(figures)}
`;
