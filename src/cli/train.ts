import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Normalization, Plan } from '../core/plan.ts';
import { writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import { weightSpecs } from '../ml/describe.ts';
import { finestForward } from '../ml/infer/finestForward.ts';
import { lossSpec, mix, parseMix } from '../ml/losses/index.ts';
import { fittingSide, tilesOf } from '../ml/net.ts';
import { netById } from '../ml/nets/index.ts';
import { AUGMENTATION, type Augmentation } from '../ml/train/augment.ts';
import { batchesOf } from '../ml/train/batches.ts';
import { makeEma } from '../ml/train/ema.ts';
import { makeOptimizer, OPTIMIZERS } from '../ml/train/optimizer.ts';
import { makeSchedule } from '../ml/train/schedule.ts';
import { train as runTraining } from '../ml/train/train.ts';
import { Weights } from '../ml/weights.ts';
import { BACKEND_OPTION, startNamed } from './backendOption.ts';
import { type Args, type CliCommand, type Terminal, UsageError } from './command.ts';
import { commandLine } from './commandLine.ts';
import { figuresOf, metricsOf, predictCases } from './figures.ts';
import { jsonObject } from './jsonObject.ts';
import { processUse } from './processUse.ts';
import { parseLabels, readCases, samplesOf } from './trainingSet.ts';
import { idOf, stoppedEarly, trainingOptions } from './trainingOptions.ts';
import { readState, writeState } from './trainState.ts';

const DEFAULTS = { loss: 'dice+bce', steps: 1000, batch: 4, rate: 0.003 };

/** Trains a network from scratch and writes a model folder: plan.json, weights.safetensors, log.jsonl. */
export const train: CliCommand = {
  name: 'train',
  summary: 'Train a network from scratch on images and label maps.',
  options: [
    ...trainingOptions(DEFAULTS),
    { name: 'net', value: 'ID', summary: 'Network (see limn nets); default unet-same.' },
    { name: 'config', value: 'JSON', summary: 'Options of the network, over its defaults.' },
    {
      name: 'labels',
      value: 'NAMES',
      summary: 'One name (every value above 0), or 1=Liver,2=Spleen; default Label 1.',
    },
    {
      name: 'patch',
      value: 'N',
      summary: 'Side of a patch in pixels; default 128, or the next that fits the network.',
    },
    { name: 'optimizer', value: 'NAME', summary: 'adam, adamw or sgd (Nesterov momentum 0.9); default adam.' },
    { name: 'spacing', value: 'MM', summary: 'Pixel spacing that the network sees; default pixels as they are.' },
    {
      name: 'normalization',
      value: 'HOW',
      summary: 'zscore, percentile:LOW,HIGH or range:LOW,HIGH; default percentile:1,99.',
    },
    {
      name: 'ema',
      value: 'D',
      summary: 'Decay of the averaged weights that are kept; default 0.99, 0 = the last ones.',
    },
    { name: 'modality', value: 'CODE', summary: 'DICOM modality that it is for (CT, MR, ...); default any picture.' },
    { name: 'trained-on', value: 'TEXT', summary: 'Data that it was trained on, for the plan.' },
    {
      name: 'drawn',
      summary: 'The data are drawings, no patient’s images: the app offers the model for drawn samples only.',
    },
    { name: 'license', value: 'TEXT', summary: 'Licence of the weights, for the plan.' },
    { name: 'f16', summary: 'Store the weights in half precision.' },
    BACKEND_OPTION,
    { name: 'resume', summary: 'Go on from the last kept state in --out.' },
  ],
  run: (args, terminal) => trainCommand(args, terminal),
};

function parseNormalization(text: string): Normalization {
  if (text === 'zscore') return { kind: 'zscore' };
  const [kind, rest] = text.split(':');
  const [lower, upper] = (rest ?? '').split(',').map(Number);
  if ((kind !== 'percentile' && kind !== 'range') || !Number.isFinite(lower) || !Number.isFinite(upper)) {
    throw new UsageError(`--normalization "${text}" is not zscore, percentile:LOW,HIGH or range:LOW,HIGH.`);
  }
  return { kind, lower: lower!, upper: upper! };
}

async function trainCommand(args: Args, terminal: Terminal): Promise<void> {
  const out = args.required('out');
  const net = netById(args.text('net') ?? 'unet-same');
  const reading = parseLabels(args.text('labels') ?? 'Label 1');
  const terms = parseMix(args.text('loss') ?? DEFAULTS.loss);
  const truth = lossSpec(terms[0]![1]).truth;
  const classes = truth === 'binary' ? reading.labels.length : reading.labels.length + 1;
  const config = { ...net.defaults, ...jsonObject(args, 'config', '{"base":8}'), classes } as object & {
    inChannels?: number;
  };
  const steps = args.integer('steps', 1) ?? DEFAULTS.steps;
  const seed = args.integer('seed', 0) ?? 1;
  const input = net.input(config);
  const side = args.integer('patch', 8) ?? fittingSide(input, 128);
  const fitting = fittingSide(input, side);
  if (side !== fitting) throw new UsageError(`--patch ${side} does not fit ${net.id}: ${fitting} does.`);
  const { channels } = input;
  const { training, held, rule } = await readCases(args, reading);
  const id = idOf(out);

  const plan: Plan = {
    version: 1,
    id,
    title: args.text('title') ?? id,
    net: net.id,
    config: config as Record<string, unknown>,
    labels: reading.labels,
    input: {
      channels,
      color: channels === 3 ? 'rgb' : 'luminance',
      normalization: parseNormalization(args.text('normalization') ?? 'percentile:1,99'),
      spacing: args.number('spacing', 0.001, 100) ?? null,
      modality: args.text('modality') ?? '',
    },
    patch: { ...tilesOf(input, 2 * side), overlap: 0.5 },
    output: { activation: truth === 'binary' ? 'sigmoid' : 'softmax', threshold: 0.5 },
    testTime: { flips: false, largestComponent: false, fillHoles: false },
    provenance: {
      trainedOn: args.text('trained-on') ?? `${training.length} cases; kept out: ${rule}`,
      ...(args.flag('drawn') ? { drawn: true } : {}),
      command: commandLine(train, args),
      seed,
      date: new Date().toISOString().slice(0, 10),
      license: args.text('license') ?? '',
    },
    metrics: [],
  };

  await startNamed(args, terminal, 'wasm');
  terminal.note(`${training.length} cases to train on, ${held.length} kept out`);

  const specs = weightSpecs(net, config);
  const optimizer = makeOptimizer(OPTIMIZERS[args.choice('optimizer', ['adam', 'adamw', 'sgd'], 'adam')]);
  const kept = args.flag('resume') ? await readState(out) : null;
  const weights = kept ? Weights.fromValues(specs, kept.weights) : Weights.fromSeed(specs, seed);
  if (kept) optimizer.restore({ steps: kept.step, moments: kept.moments });
  const decay = args.number('ema', 0, 1) ?? 0.99;
  const ema = decay > 0 ? makeEma(weights.trainable(), decay) : null;
  if (kept?.average && ema) {
    ema.swap();
    weights.assign(kept.average);
    ema.swap();
  }
  const params = weights.params();
  const { forward } = finestForward(net, params, config);

  await mkdir(join(out, 'state'), { recursive: true });
  const log = (entry: object) => appendFile(join(out, 'state', 'log.jsonl'), `${JSON.stringify(entry)}\n`);
  const augmentation = { ...AUGMENTATION, ...jsonObject(args, 'augment', '{"rotate":15}') } as Augmentation;
  const samples = training.flatMap((c) => samplesOf(c, plan));
  const batches = batchesOf(samples, {
    batch: args.integer('batch', 1) ?? DEFAULTS.batch,
    patch: [side, side],
    seed,
    augmentation,
    onLabel: 0.5,
  });
  const events = runTraining(net, config, weights, batches, {
    loss: mix(terms),
    truth,
    labels: reading.labels.map((l) => l.value),
    optimizer,
    schedule: makeSchedule({
      kind: 'cosine',
      rate: args.number('rate', 0) ?? DEFAULTS.rate,
      warmUp: Math.min(50, Math.ceil(steps / 20)),
      power: 1,
    }),
    steps,
    from: kept?.step ?? 0,
    stepsPerEpoch: 50,
    seed,
    clip: 1,
    accumulate: 1,
    frozen: () => false,
  });
  const begun = Date.now();
  let told = begun;
  const first = kept?.step ?? 0;
  for await (const event of events) {
    if (event.kind === 'step') ema?.update(event.step);
    if (event.kind === 'stopped') throw stoppedEarly(event);
    if (event.kind !== 'epoch') continue;
    const left = ((Date.now() - begun) / (event.step - first)) * (steps - event.step);
    terminal.note(
      `step ${event.step} of ${steps}, loss ${event.loss.toFixed(4)}, ${(left / 60000).toFixed(1)} min left`,
    );
    const now = Date.now();
    await log({ step: event.step, loss: event.loss, seconds: (now - told) / 1000 });
    told = now;
    await writeState(out, event.step, weights, optimizer, ema);
  }

  const seconds = (Date.now() - begun) / 1000;
  ema?.swap();
  const values = await weights.values();
  const figures = held.length > 0 ? figuresOf(plan, held, await predictCases(forward, plan, held)) : null;
  const metrics = figures ? metricsOf(figures, `${held.length} cases kept out of training (${rule})`) : [];
  await writeFile(join(out, 'weights.safetensors'), writeSafetensors(values, args.flag('f16') ? 'f16' : 'f32'));
  await writeFile(join(out, 'plan.json'), `${JSON.stringify({ ...plan, metrics }, null, 2)}\n`);
  if (args.flag('json')) terminal.out(JSON.stringify({ id, steps, seconds, ...processUse(), ...figures }));
  else terminal.out(figures ? metrics.map((m) => `${m.name}: ${m.value}`).join('\n') : `Trained ${steps} steps.`);
}
