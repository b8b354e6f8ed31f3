import { basename, extname } from 'node:path';
import { writeNpy } from '../io/npy.ts';
import { deterministicWeights } from '../ml/checkpoint/deterministic.ts';
import { fitTo } from '../ml/checkpoint/recognise.ts';
import { weightSpecs } from '../ml/describe.ts';
import { forwardArrays, forwardNchw, type Nchw } from '../ml/infer/forwardArrays.ts';
import { HalfWeights } from '../ml/halfWeights.ts';
import type { Net } from '../ml/net.ts';
import { netById } from '../ml/nets/index.ts';
import type { WeightValues } from '../ml/params.ts';
import { Weights } from '../ml/weights.ts';
import { BACKEND_OPTION, PRECISION_OPTION, startNamed, wantsHalves } from './backendOption.ts';
import { type Args, type CliCommand, UsageError } from './command.ts';
import { checkImages, type Config, givenConfig } from './netConfig.ts';
import { openWeights } from './openWeights.ts';
import { readArray } from './readArray.ts';
import { writeOutput } from './writeOutput.ts';

/** One forward pass on arrays, for scripts: what the published code would give. */
export const run: CliCommand = {
  name: 'run',
  summary: 'Run a network on an array (.npy, NCHW) and write what it gives.',
  options: [
    { name: 'net', value: 'ID', summary: 'The network; `limn nets` lists them.', required: true },
    {
      name: 'config',
      value: 'JSON',
      summary: 'Config keys that differ from the published ones and weights do not tell.',
    },
    {
      name: 'weights',
      value: 'FILE',
      summary: 'Checkpoint: .safetensors, .pt, .pth. Without it weights made from their names, those of the goldens.',
    },
    { name: 'input', value: 'FILE', summary: 'Input [n, c, h, w].', required: true },
    { name: 'input2', value: 'FILE', summary: 'Further channels: for dcif-gan the PET image, input being the CT.' },
    { name: 'output', value: 'FILE', summary: 'Where the full-resolution output goes, [n, c, h, w].', required: true },
    { name: 'all', summary: 'Write every output; the further ones as NAME.1.npy, NAME.2.npy ...' },
    BACKEND_OPTION,
    PRECISION_OPTION,
  ],
  async run(args, terminal) {
    const net = netOf(args);
    const { config, values } = await weightsFor(net, givenConfig(args, net), args.text('weights'));
    const input = await inputFor(net, config, [args.required('input'), args.text('input2')]);
    checkImages(net, config, input.shape);
    await startNamed(args, terminal);
    const specs = weightSpecs(net, config);
    const weights = wantsHalves(args)
      ? await HalfWeights.fromValues(specs, values(), (p, x) => forwardNchw(net, config, p, x), input.shape)
      : Weights.fromValues(specs, values());
    const outputs = await forwardArrays(net, config, weights, input);
    for (const [i, { data, shape }] of (args.flag('all') ? outputs : outputs.slice(0, 1)).entries()) {
      const path = numbered(args.required('output'), i);
      await writeOutput(path, writeNpy(data, shape));
      terminal.out(`${path}  [${shape.join(', ')}]`);
    }
    weights.dispose();
  },
};

function netOf(args: Args): Net<Config> {
  try {
    return netById(args.required('net'));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function weightsFor(
  net: Net<Config>,
  given: Config,
  path: string | undefined,
): Promise<{ config: Config; values: () => WeightValues }> {
  const config = { ...net.defaults, ...given };
  try {
    const specs = weightSpecs(net, config);
    if (path === undefined) return { config, values: () => deterministicWeights(specs) };
  } catch (error) {
    throw new UsageError(
      `--config: ${net.id} cannot be built with ${JSON.stringify(given)}. ${(error as Error).message}`,
    );
  }
  const fitted = fitTo(net as Net, await openWeights(path), given, basename(path));
  return { config: fitted.config, values: () => fitted.values };
}

/** The arrays, one after another along the channels. Throws UsageError where they do not fit each other or the net. */
async function inputFor(net: Net<Config>, config: Config, paths: readonly (string | undefined)[]): Promise<Nchw> {
  const parts = await Promise.all(paths.filter((path) => path !== undefined).map(readInput));
  const [first] = parts;
  const [n, , h, w] = first!.shape;
  for (const { shape } of parts) {
    if (shape[0] !== n || shape[2] !== h || shape[3] !== w)
      throw new UsageError(`--input2 is [${shape.join(', ')}]; with --input it must be [${n}, c, ${h}, ${w}].`);
  }
  const channels = parts.reduce((sum, { shape }) => sum + shape[1], 0);
  const want = net.input(config).channels;
  if (channels !== want) throw new UsageError(`${net.id} takes ${want} channels; the input has ${channels}.`);
  const data = new Float32Array(n * channels * h * w);
  for (let image = 0, at = 0; image < n; image++) {
    for (const { data: from, shape } of parts) {
      const size = shape[1] * h * w;
      data.set(from.subarray(image * size, (image + 1) * size), at);
      at += size;
    }
  }
  return { data, shape: [n, channels, h, w] };
}

async function readInput(path: string): Promise<Nchw> {
  const { data, shape } = await readArray(path);
  if (shape.length !== 4) throw new UsageError(`${path} is [${shape.join(', ')}]; it must be [n, c, h, w].`);
  return { data, shape: shape as unknown as Nchw['shape'] };
}

/** out.npy, out.1.npy, out.2.npy ... */
function numbered(path: string, i: number): string {
  if (i === 0) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.${i}${extension}`;
}
