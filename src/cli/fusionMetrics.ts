import { FUSION_METRICS, fusionFigures } from '../ml/metrics/fusion/index.ts';
import { type CliCommand, UsageError } from './command.ts';
import { readGrey } from './readGrey.ts';

const unitOf = (unit: string) => (unit ? ` [${unit}]` : '');

/** The eight figures by which papers judge a fused image. */
export const fusionMetrics: CliCommand = {
  name: 'fusion-metrics',
  summary: 'Measure a fused image against its two sources: eight figures, each the better the higher.',
  options: [
    { name: 'a', value: 'FILE', summary: 'First source (CT): .png or .npy [h, w], grey 0..255.', required: true },
    { name: 'b', value: 'FILE', summary: 'Second source (PET), of the same size.', required: true },
    { name: 'fused', value: 'FILE', summary: 'What was made of them, of the same size.', required: true },
    { name: 'json', summary: `Write JSON with the keys ${FUSION_METRICS.map((m) => m.id).join(' ')}.` },
  ],
  notes: [
    'Conventions (there are several of each):',
    ...FUSION_METRICS.map((m) => `  ${m.id.padEnd(6)}${m.title}${unitOf(m.unit)}: ${m.source}.`),
    'Colours become luminance (Rec. 601). In JSON a PSNR that is infinite (all three images are one) is null.',
  ],
  async run(args, terminal) {
    const [a, b, fused] = await Promise.all(['a', 'b', 'fused'].map((name) => readGrey(args.required(name))));
    let figures;
    try {
      figures = fusionFigures({ a: a!, b: b!, fused: fused! });
    } catch (error) {
      throw error instanceof RangeError ? new UsageError(error.message) : error;
    }
    if (args.flag('json')) {
      terminal.out(JSON.stringify(figures));
      return;
    }
    for (const { id, title, unit } of FUSION_METRICS)
      terminal.out(`${title.padEnd(28)}${figures[id].toFixed(4).padStart(10)} ${unit}`.trimEnd());
  },
};
