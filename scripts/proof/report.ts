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
  return [line(HEAD), rule, ...rows.map((r) => line(cells(r)))].join('\n');
}

const part = (title: string, about: string, rows: readonly Measured[]): string =>
  rows.length > 0 ? `## ${title}\n\n${about}\n\n${table(rows)}\n` : '';

/** The page docs/proof.md. `shipped` = mean Dice of the shipped membrane model on the same images, null without it. */
export function report(rows: readonly Measured[], { date, machine, node }: Setup, shipped: number | null): string {
  const of = (data: ProofRow['data'], scratch: boolean) =>
    rows.filter((r) => r.data === data && (r.kind === 'scratch') === scratch);
  return [
    `# Learning from corrected slices: measured

Made by \`npm run proof\` on ${date}: ${machine}; Node ${node.replace('v', '')}, one thread. Rows are kept in .cache/proof and
run anew with \`--again\`.

- **Dice** is the mean over validation images that no training saw; the **gate** judges on the same ones.
- **s** is training time by the clock, on a machine that was busy with other work, and says little; **processor s** is what the
  process took in all, with reading and predicting; **peak MB** is its largest resident memory.
- **webgpu (software)** is a driver that computes WebGPU on the processor (llvmpipe or SwiftShader, whichever VK_DRIVER_FILES
  names): its Dice counts, its seconds say nothing of a graphics card.
- Fine-tuning is the app's own loop: Adam, highest rate 0.0005, cosine, batch 2, patches of 128 x 128, Dice + cross-entropy, all
  layers, seed 1, the last step kept.
`,
    part(
      'Cell nuclei (BBBC039), fine-tuned',
      `The model that ships with Limn, trained on other pictures (DSB 2018). Only two images of BBBC039 are at hand: one is cut into
12 tiles of 174 x 173 pixels, which are the corrected slices; the other (696 x 520) validates, so the gate has one slice. The
model is at home on these pictures already, so there is little to gain; where tuning loses anything, the gate says so.`,
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
      `\`limn train\` on images 0 to 4 or 0 to 14, validated on 15 to 19: \`unet-same\` with base 16, depth 3 (0.48 million weights),
batch 2, patches of 128 x 128, Dice + cross-entropy, Adam with a cosine from 0.003, averaged weights, the usual augmentation with
noise of 0.1. Images 15 to 19 are noisier than 0 to 14 (neighbouring pixels differ by 21 grey levels on average, not by 13): with
flips and rotations alone the same 400 steps at a rate of 0.001 gave 0.496, with noise of 0.06 added 0.694; the usual
augmentation with that noise at 0.003 gave 0.719. Of these four recipes the best on images 15 to 19 was kept, so its own figure
there is somewhat hopeful.
For scale, measured elsewhere on ten other slices: in PyTorch 0.75 with 5 slices after 400 steps and 0.77 with 15 after 800; a
random forest on ilastik's features 0.69.${
        shipped === null
          ? ''
          : `
Given more (1500 steps of 4 patches, 15 slices), the shipped \`membrane-unet\` has ${shipped.toFixed(3)} on images 15 to 19.`
      }`,
      of('membranes', true),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n');
}
