import type { ProofRow } from './rows.ts';
import type { ProofResult } from './runRow.ts';

export type Measured = ProofRow & ProofResult;

interface Setup {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
}

const HEAD = [
  'corrected slices',
  'backend',
  'steps',
  'Dice before',
  'Dice after',
  'gate',
  's',
  'processor s',
  's / step',
  'peak MB',
];

const cells = (r: Measured): string[] => [
  String(r.slices) + (r.kind === 'wrong' ? ', masks inverted' : ''),
  r.backend === 'webgpu' ? 'webgpu (software)' : r.backend,
  String(r.steps),
  r.before === null ? '' : r.before.toFixed(3),
  r.after.toFixed(3),
  r.passed === null ? '' : r.passed ? 'passed' : 'refused',
  r.seconds.toFixed(0),
  r.cpuSeconds.toFixed(0),
  (r.cpuSeconds / r.steps).toFixed(2),
  (r.peakBytes / 2 ** 20).toFixed(0),
];

/** Rows as a Markdown table, numbers to the right. */
function table(rows: readonly Measured[]): string {
  const all = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, c) => Math.max(3, ...all.map((r) => r[c]!.length)));
  const right = (c: number) => c > 1 && HEAD[c] !== 'gate';
  const line = (r: readonly string[]) =>
    `| ${r.map((text, c) => (right(c) ? text.padStart(widths[c]!) : text.padEnd(widths[c]!))).join(' | ')} |`;
  const rule = `| ${widths.map((w, c) => (right(c) ? `${'-'.repeat(w - 1)}:` : '-'.repeat(w))).join(' | ')} |`;
  return [line(HEAD), rule, ...rows.slice().map((r) => line(cells(r)))].join('\n');
}

const part = (title: string, about: string, rows: readonly Measured[]): string =>
  rows.length > 0 ? `## ${title}\n\n${about}\n\n${table(rows)}\n` : '';

/** The page docs/proof.md. */
export function report(rows: readonly Measured[], { date, machine, node }: Setup): string {
  const of = (data: ProofRow['data'], scratch: boolean) =>
    rows.filter((r) => r.data === data && (r.kind === 'scratch') === scratch);
  return [
    `# Learning from corrected slices: measured

Made by \`npm run proof\` on ${date}: ${machine}; Node ${node.replace('v', '')}, one thread. "webgpu (software)" is SwiftShader,
which computes WebGPU on the processor: its Dice counts, its seconds say nothing of a graphics card, and its rows are
short because a step takes seconds; wasm rows of as many steps stand beside them.

Dice is the mean over validation images that no training saw; the gate judges on the same ones. "s" is training time by the
clock, on a machine that others used at the same time; "processor s" is what the process itself took, all of it, with reading
and predicting; peak memory is the largest resident size of the process. Fine-tuning: the app's own loop (Adam, highest rate 0.0005,
cosine, batch 2, patches of 128 x 128, Dice + cross-entropy, all layers, seed 1), the last step kept.
`,
    part(
      'Cell nuclei (BBBC039)',
      `The model that ships with Limn, trained on other pictures (DSB 2018). Only two images of BBBC039 are at hand: one is cut
into 12 tiles of 174 x 173 pixels, which are the corrected slices; the other (696 x 520) validates, so the gate has one slice.`,
      of('nuclei', false),
    ),
    part(
      'Membranes (ISBI 2012), fine-tuned',
      `The model to begin with is the first one of the next table, which learned from images 0 to 4; it is tuned on images 5 and
after, and validated on images 15 to 19.`,
      of('membranes', false),
    ),
    part(
      'Membranes (ISBI 2012), from scratch',
      `\`unet-same\` with base 16, depth 3 (0.48 million weights), \`limn train\`: batch 2, patches of 128 x 128, Dice + cross-entropy,
Adam 0.001, flips and rotations, averaged weights. For scale, in PyTorch with the same recipe: 0.75 with 5 slices after 400 steps,
0.77 with 15 after 800; a random forest on ilastik's features: 0.69.`,
      of('membranes', true),
    ),
  ].join('\n');
}
