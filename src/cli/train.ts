import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Normalization, Plan } from '../core/plan.ts';
import { readSafetensors, writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import { weightSpecs } from '../ml/describe.ts';
import type { Forward } from '../ml/infer/predictSlice.ts';
import { predictVolume } from '../ml/infer/predictVolume.ts';
import { lossSpec, mix, parseMix } from '../ml/losses/index.ts';
import { type Counts, overlap, overlapOf } from '../ml/metrics/overlap.ts';
import { logits } from '../ml/logits.ts';
import { fittingSide, tilesOf } from '../ml/net.ts';
import { netById } from '../ml/nets/index.ts';
import type { WeightValues } from '../ml/params.ts';
import { AUGMENTATION, type Augmentation } from '../ml/train/augment.ts';
import { batchesOf } from '../ml/train/batches.ts';
import { makeEma } from '../ml/train/ema.ts';
import { ADAM, makeOptimizer } from '../ml/train/optimizer.ts';
import { makeSchedule } from '../ml/train/schedule.ts';
import { train as runTraining } from '../ml/train/train.ts';
import { type BackendName, startBackend } from '../ml/tf.ts';
import { Weights } from '../ml/weights.ts';
import { type Args, type CliCommand, type Terminal, UsageError } from './command.ts';
import { installDawn } from './dawn.ts';
import { type Case, pairsIn, parseLabels, readCase, samplesOf } from './trainingSet.ts';
import { wasmFolder } from './wasmFolder.ts';

/** Trains a network from scratch and writes a model folder: plan.json, weights.safetensors, log.jsonl. */
export const train: CliCommand = {
  name: 'train',
  summary: 'Train a network from scratch on images and label maps.',
  options: [
    {
      name: 'data',
      value: 'DIR',
      summary: 'images/ and labels/ of the same names, or an nnU-Net folder.',
      required: true,
    },
    { name: 'out', value: 'DIR', summary: 'Folder of the model; its name is the model’s id.', required: true },
    { name: 'net', value: 'ID', summary: 'Network (see limn nets); default unet-same.' },
    { name: 'config', value: 'JSON', summary: 'Options of the network, over its defaults.' },
    {
      name: 'labels',
      value: 'NAMES',
      summary: 'One name (every value above 0), or 1=Liver,2=Spleen; default Label 1.',
    },
    {
      name: 'holdout',
      value: 'every:N',
      summary: 'Keep every Nth case by sorted name out of training, for the figures.',
    },
    { name: 'val', value: 'DIR', summary: 'Keep these cases out instead: a folder like --data.' },
    { name: 'loss', value: 'MIX', summary: 'Sum of losses, as 0.5*dice+bce; default dice+bce.' },
    { name: 'steps', value: 'N', summary: 'Optimizer steps; default 1000.' },
    { name: 'batch', value: 'N', summary: 'Patches a step; default 4.' },
    {
      name: 'patch',
      value: 'N',
      summary: 'Side of a patch in pixels; default 128, or the next that fits the network.',
    },
    { name: 'rate', value: 'R', summary: 'Highest learning rate (Adam, cosine); default 0.003.' },
    {
      name: 'normalization',
      value: 'HOW',
      summary: 'zscore, percentile:LOW,HIGH or range:LOW,HIGH; default percentile:1,99.',
    },
    { name: 'augment', value: 'JSON', summary: 'Changes to the default augmentation, as {"rotate":15,"invert":0.5}.' },
    {
      name: 'ema',
      value: 'D',
      summary: 'Decay of the averaged weights that are kept; default 0.99, 0 = the last ones.',
    },
    { name: 'seed', value: 'N', summary: 'Seed of weights, patches and augmentation; default 1.' },
    { name: 'title', value: 'TEXT', summary: 'Title of the model in the app.' },
    { name: 'modality', value: 'CODE', summary: 'DICOM modality that it is for (CT, MR, ...); default any picture.' },
    { name: 'trained-on', value: 'TEXT', summary: 'Data that it was trained on, for the plan.' },
    {
      name: 'drawn',
      summary: 'The data are drawings, no patient’s images: the app offers the model for drawn samples only.',
    },
    { name: 'license', value: 'TEXT', summary: 'Licence of the weights, for the plan.' },
    { name: 'f16', summary: 'Store the weights in half precision.' },
    { name: 'backend', value: 'NAME', summary: 'wasm, webgpu or cpu; default wasm.' },
    { name: 'resume', summary: 'Go on from the last kept state in --out.' },
    { name: 'json', summary: 'Write the figures as JSON.' },
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

/** A JSON object given as an option's value. */
function jsonOption(args: Args, name: string): Record<string, unknown> {
  const text = args.text(name);
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below, with what was expected
  }
  throw new UsageError(`--${name} is not a JSON object like {"base":8}.`);
}

async function readCases(
  args: Args,
  reading: ReturnType<typeof parseLabels>,
): Promise<{ training: Case[]; held: Case[]; rule: string }> {
  const pairs = await pairsIn(args.required('data'));
  const val = args.text('val');
  const every = args.text('holdout');
  const cases = await Promise.all(pairs.map((p) => readCase(p, reading)));
  if (val) {
    const held = await Promise.all((await pairsIn(val)).map((p) => readCase(p, reading)));
    return { training: cases, held, rule: 'the cases of a folder of their own' };
  }
  if (!every) return { training: cases, held: [], rule: 'none' };
  const n = Number(/^every:(\d+)$/.exec(every)?.[1]);
  if (!(n >= 2)) throw new UsageError(`--holdout "${every}" is not every:N with N of 2 or more.`);
  const out = (index: number) => index % n === n - 1;
  return {
    training: cases.filter((_, i) => !out(i)),
    held: cases.filter((_, i) => out(i)),
    rule: `every ${n}th case by sorted name (numbers ${n}, ${2 * n}, ...)`,
  };
}

/** Mean Dice a case and a label, and the Dice of all pixels together. */
export async function evaluate(
  forward: Forward,
  plan: Plan,
  held: readonly Case[],
): Promise<{ mean: number; pooled: number; worst: number }> {
  const dice: number[] = [];
  const pooled = plan.labels.map((): Counts => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
  for (const { volume, truth } of held) {
    const map = await predictVolume(forward, plan, volume);
    plan.labels.forEach(({ value }, l) => {
      const o = overlap(truth, map, value);
      if (!Number.isNaN(o.dice)) dice.push(o.dice);
      const sum = pooled[l]!;
      pooled[l] = { tp: sum.tp + o.tp, fp: sum.fp + o.fp, fn: sum.fn + o.fn, tn: sum.tn + o.tn };
    });
  }
  const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
  return { mean: mean(dice), pooled: mean(pooled.map((c) => overlapOf(c).dice)), worst: Math.min(...dice) };
}

async function trainCommand(args: Args, terminal: Terminal): Promise<void> {
  const out = args.required('out');
  const net = netById(args.text('net') ?? 'unet-same');
  const reading = parseLabels(args.text('labels') ?? 'Label 1');
  const terms = parseMix(args.text('loss') ?? 'dice+bce');
  const truth = lossSpec(terms[0]![1]).truth;
  const classes = truth === 'binary' ? reading.labels.length : reading.labels.length + 1;
  const config = { ...net.defaults, ...jsonOption(args, 'config'), classes } as object & { inChannels?: number };
  const steps = args.integer('steps', 1) ?? 1000;
  const seed = args.integer('seed', 0) ?? 1;
  const input = net.input(config);
  const side = args.integer('patch', 8) ?? fittingSide(input, 128);
  const fitting = fittingSide(input, side);
  if (side !== fitting) throw new UsageError(`--patch ${side} does not fit ${net.id}: ${fitting} does.`);
  const { channels } = input;
  const { training, held, rule } = await readCases(args, reading);
  const id = out.replace(/\/+$/, '').split('/').at(-1)!;

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
      spacing: null,
      modality: args.text('modality') ?? '',
    },
    patch: { ...tilesOf(input, 2 * side), overlap: 0.5 },
    output: { activation: truth === 'binary' ? 'sigmoid' : 'softmax', threshold: 0.5 },
    testTime: { flips: false, largestComponent: false, fillHoles: false },
    provenance: {
      trainedOn: args.text('trained-on') ?? `${training.length} cases; kept out: ${rule}`,
      ...(args.flag('drawn') ? { drawn: true } : {}),
      command: `limn train ${commandLine(args)}`,
      seed,
      date: new Date().toISOString().slice(0, 10),
      license: args.text('license') ?? '',
    },
    metrics: [],
  };

  const backend = args.choice<BackendName>('backend', ['wasm', 'webgpu', 'cpu'], 'wasm');
  if (backend === 'webgpu') await installDawn();
  const started = await startBackend(backend, { wasmPaths: wasmFolder() });
  terminal.note(`${started.backend}; ${training.length} cases to train on, ${held.length} kept out`);

  const specs = weightSpecs(net, config);
  const optimizer = makeOptimizer(ADAM);
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
  const forward: Forward = (x) => logits(net, params, x, config)[0]!;

  await mkdir(join(out, 'state'), { recursive: true });
  const log = (entry: object) => appendFile(join(out, 'state', 'log.jsonl'), `${JSON.stringify(entry)}\n`);
  const augmentation = { ...AUGMENTATION, ...jsonOption(args, 'augment') } as Augmentation;
  const samples = training.flatMap((c) => samplesOf(c, plan.input));
  const batches = batchesOf(samples, {
    batch: args.integer('batch', 1) ?? 4,
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
      rate: args.number('rate', 0) ?? 0.003,
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
  const first = kept?.step ?? 0;
  for await (const event of events) {
    if (event.kind === 'step') ema?.update(event.step);
    if (event.kind === 'stopped')
      throw new Error(
        `Stopped at step ${event.step}: the loss ${event.reason === 'nan' ? 'is not a number' : 'keeps rising'}. Try a smaller --rate.`,
      );
    if (event.kind !== 'epoch') continue;
    const left = ((Date.now() - begun) / (event.step - first)) * (steps - event.step);
    terminal.note(
      `step ${event.step} of ${steps}, loss ${event.loss.toFixed(4)}, ${(left / 60000).toFixed(1)} min left`,
    );
    await log({ step: event.step, loss: event.loss });
    await writeState(out, event.step, weights, optimizer, ema);
  }

  ema?.swap();
  const values = await weights.values();
  const figures = held.length > 0 ? await evaluate(forward, plan, held) : null;
  const on = `${held.length} cases kept out of training (${rule})`;
  const metrics = figures
    ? [
        { name: 'Dice, mean of cases', value: round(figures.mean), on },
        { name: 'Dice, worst case', value: round(figures.worst), on },
        { name: 'Dice, all pixels together', value: round(figures.pooled), on },
      ]
    : [];
  await writeFile(join(out, 'weights.safetensors'), writeSafetensors(values, args.flag('f16') ? 'f16' : 'f32'));
  await writeFile(join(out, 'plan.json'), `${JSON.stringify({ ...plan, metrics }, null, 2)}\n`);
  if (args.flag('json')) terminal.out(JSON.stringify({ id, steps, ...figures }));
  else terminal.out(figures ? metrics.map((m) => `${m.name}: ${m.value}`).join('\n') : `Trained ${steps} steps.`);
}

const round = (x: number) => Math.round(x * 1e4) / 1e4;

/** The options as typed, but for the folders, which differ from machine to machine. */
function commandLine(args: Args): string {
  return train.options
    .filter((o) => o.name !== 'resume' && o.name !== 'json')
    .flatMap((o) => {
      if (!o.value) return args.flag(o.name) ? [`--${o.name}`] : [];
      const value = args.text(o.name);
      if (value === undefined) return [];
      if (o.value === 'DIR') return [`--${o.name} ${o.name.toUpperCase()}`];
      return [`--${o.name} ${/^[\w:.,+*-]+$/.test(value) ? value : `'${value}'`}`];
    })
    .join(' ');
}

interface State {
  readonly step: number;
  readonly weights: WeightValues;
  readonly average: WeightValues | null;
  readonly moments: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>;
}

/** Writes a file in one go: a crash leaves the old one whole. */
async function replace(path: string, data: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, data);
  await rename(`${path}.new`, path);
}

async function writeState(
  out: string,
  step: number,
  weights: Weights,
  optimizer: ReturnType<typeof makeOptimizer>,
  ema: ReturnType<typeof makeEma> | null,
): Promise<void> {
  const dir = join(out, 'state');
  const { moments } = await optimizer.state();
  await replace(join(dir, `weights.${step}.safetensors`), writeSafetensors(await weights.values()));
  await replace(join(dir, `moments.${step}.safetensors`), writeSafetensors(moments));
  if (ema) {
    ema.swap();
    await replace(join(dir, `average.${step}.safetensors`), writeSafetensors(await weights.values()));
    ema.swap();
  }
  await replace(join(dir, 'state.json'), JSON.stringify({ step, average: ema !== null }));
}

async function readState(out: string): Promise<State> {
  const dir = join(out, 'state');
  const read = async (name: string) => {
    const bytes = await readFile(join(dir, name));
    return readSafetensors(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), name);
  };
  const { step, average } = JSON.parse(
    await readFile(join(dir, 'state.json'), 'utf8').catch(() => {
      throw new UsageError(`${out} holds no state to go on from: leave --resume out.`);
    }),
  ) as { step: number; average: boolean };
  return {
    step,
    weights: await read(`weights.${step}.safetensors`),
    average: average ? await read(`average.${step}.safetensors`) : null,
    moments: (await read(`moments.${step}.safetensors`)) as State['moments'],
  };
}
