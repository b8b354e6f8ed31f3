import { Problem } from '../core/problem.ts';
import { recognise } from '../ml/checkpoint/recognise.ts';
import { writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import type { WeightValues } from '../ml/params.ts';
import { type CliCommand, type Terminal } from './command.ts';
import { openWeights } from './openWeights.ts';
import { writeOutput } from './writeOutput.ts';

/** A checkpoint of PyTorch as safetensors, without running anything of it. */
export const convert: CliCommand = {
  name: 'convert',
  summary: 'Turn a PyTorch checkpoint into safetensors, under the published names.',
  options: [
    { name: 'in', value: 'FILE', summary: 'Checkpoint: .pt, .pth, .safetensors.', required: true },
    { name: 'out', value: 'FILE', summary: 'The .safetensors file to write.', required: true },
    { name: 'f16', summary: 'Round weights to 16 bits: half the size, 3 decimal digits.' },
  ],
  async run(args, terminal) {
    const path = args.required('in');
    const values = named(await openWeights(path), path, terminal);
    await writeOutput(
      args.required('out'),
      writeSafetensors(values, args.flag('f16') ? 'f16' : 'f32', { format: 'pt' }),
    );
    terminal.out(`${args.required('out')}  ${values.size} tensors`);
  },
};

/** Published names where the network is known; else the file's own, and a note why. */
function named(values: WeightValues, path: string, terminal: Terminal): WeightValues {
  try {
    const { net, config, unknown, values: own } = recognise(values, path);
    const rest = unknown.length > 0 ? ` (not told by the weights: ${unknown.join(', ')})` : '';
    terminal.note(`${net} ${JSON.stringify(config)}${rest}`);
    return own;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    terminal.note(`Names are kept as they are. ${error.message}`);
    return values;
  }
}
