import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FusionPlan } from '../core/fusionPlan.ts';
import { writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import { weightSpecs } from '../ml/describe.ts';
import { FUSION_LOSS, type FusionLossOptions } from '../ml/fusion/fusionLoss.ts';
import { fusionForward } from '../ml/fusion/fusionModel.ts';
import { pairBatches } from '../ml/fusion/pairBatches.ts';
import { type FusionEvent, type Player, trainFusion as runTraining } from '../ml/fusion/trainFusion.ts';
import { FUSION_METRICS } from '../ml/metrics/fusion/index.ts';
import type { Net } from '../ml/net.ts';
import {
  dcifGan,
  type DcifGanConfig,
  type DcifGanDiscriminatorConfig,
  dcifGanDiscriminators,
} from '../ml/nets/dcifGan.ts';
import { makeEma } from '../ml/train/ema.ts';
import { makeOptimizer, OPTIMIZERS } from '../ml/train/optimizer.ts';
import { makeSchedule } from '../ml/train/schedule.ts';
import { Weights } from '../ml/weights.ts';
import { BACKEND_OPTION, startNamed } from './backendOption.ts';
import { type Args, type CliCommand, type Terminal, UsageError } from './command.ts';
import { commandLine } from './commandLine.ts';
import { type FusionCurve, fusionCurves } from './fusionCurves.ts';
import { fusionPlanOf, USUAL_INPUT } from './fusionPlanOf.ts';
import { parseWindow, readFusionCases, WINDOW_NOTE } from './fusionPairs.ts';
import { jsonObject } from './jsonObject.ts';
import { judgeFusion } from './judgeFusion.ts';
import { keptOut } from './trainingSet.ts';
import { readState, writeState } from './trainState.ts';

/** Trains the DCIF-GAN and writes a fusion model folder: plan.json and weights.safetensors of the generators. */
export const trainFusion: CliCommand = {
  name: 'train-fusion',
  summary: 'Train the PET/CT fusion GAN (DCIF-GAN) on pairs of images.',
  options: [
    {
      name: 'pairs',
      value: 'DIR',
      summary: 'ct/ and pet/ with images of the same names: .png, .npy, .nii, .nii.gz.',
      required: true,
    },
    { name: 'out', value: 'DIR', summary: 'Folder of the model; its name is the model’s id.', required: true },
    { name: 'val', value: 'DIR', summary: 'Pairs kept out of training, for the figures: a folder like --pairs.' },
    { name: 'holdout', value: 'every:N', summary: 'Or keep every Nth pair by sorted name out of training.' },
    { name: 'epochs', value: 'N', summary: 'Passes over all slices; default 100 (the paper: 1000).' },
    {
      name: 'every',
      value: 'N',
      summary: 'Take every Nth slice of the volumes in --pairs: neighbours are alike; default 1.',
    },
    { name: 'batch', value: 'N', summary: 'Patches a step, 2 or more; default 4.' },
    { name: 'patch', value: 'N', summary: 'Side of a patch in pixels; default 64 (the paper: whole images, 356).' },
    { name: 'rate', value: 'R', summary: 'Learning rate of both sides (Adam, constant); default 0.0001.' },
    {
      name: 'loss',
      value: 'JSON',
      summary: `Generator: Φ + content (intensity + ssim · L_ssim + gradient · L_grad); default ${JSON.stringify(FUSION_LOSS)}; target own or max.`,
    },
    {
      name: 'config',
      value: 'JSON',
      summary: 'Options of the generators over the small ones, as {"dim":60,"heads":6}.',
    },
    { name: 'base', value: 'N', summary: 'Channels of the discriminators’ first block; default 8 (the paper: 32).' },
    {
      name: 'ct-window',
      value: 'LOW,HIGH;...',
      summary: 'CT values that become black and white; of several each slice is learned under each.',
    },
    { name: 'ema', value: 'D', summary: 'Decay of the averaged weights that are kept; default 0.99, 0 = the last.' },
    { name: 'seed', value: 'N', summary: 'Seed of weights and patches; default 1.' },
    { name: 'title', value: 'TEXT', summary: 'Title of the model in the app.' },
    { name: 'trained-on', value: 'TEXT', summary: 'Data that it was trained on, for the plan.' },
    { name: 'drawn', summary: 'The data are drawings and templates, no patient’s images.' },
    { name: 'license', value: 'TEXT', summary: 'Licence of the weights, for the plan.' },
    BACKEND_OPTION,
    { name: 'resume', summary: 'Go on from the last kept state in --out.' },
    { name: 'json', summary: 'Write the figures of the held-out pairs as JSON.' },
  ],
  notes: [
    WINDOW_NOTE,
    'log.jsonl and curves.svg in --out hold the curves, by epoch: the losses of both sides, how far the discriminators lead',
    '(0 = fooled, 1 = they know), and the diversity of the fused images (0 = one image for all sources).',
  ],
  run: (args, terminal) => train(args, terminal),
};

/** Everything that a run is given. */
function settingsOf(args: Args) {
  const side = args.integer('patch', 16, 512) ?? 64;
  const generators: DcifGanConfig = { ...dcifGan.small, ...jsonObject(args, 'config', '{"dim":60,"heads":6}') };
  checkConfig(generators);
  const discriminators: DcifGanDiscriminatorConfig = {
    ...dcifGanDiscriminators.small,
    imageSize: side,
    base: args.integer('base', 1) ?? dcifGanDiscriminators.small.base,
  };
  const loss = { ...FUSION_LOSS, ...jsonObject(args, 'loss', '{"content":10}') } as FusionLossOptions;
  const unknown = Object.keys(loss).find((key) => !(key in FUSION_LOSS));
  if (unknown !== undefined)
    throw new UsageError(`--loss has no ${unknown}; it has ${Object.keys(FUSION_LOSS).join(', ')}.`);
  for (const key of ['content', 'ssim', 'gradient'] as const)
    if (!(typeof loss[key] === 'number' && loss[key] >= 0)) throw new UsageError(`--loss: ${key} must be 0 or more.`);
  if (loss.target !== 'own' && loss.target !== 'max') throw new UsageError('--loss: target must be own or max.');
  const windows = args
    .text('ct-window')
    ?.split(';')
    .map((text) => parseWindow('--ct-window', text)) ?? [USUAL_INPUT.ct];
  return {
    out: args.required('out').replace(/\/+$/, ''),
    side,
    generators,
    discriminators,
    loss,
    windows,
    seed: args.integer('seed', 0) ?? 1,
    batch: args.integer('batch', 2) ?? 4,
    epochs: args.integer('epochs', 1) ?? 100,
    decay: args.number('ema', 0, 1) ?? 0.99,
  };
}

/** Throws UsageError where no generators have such a config. */
function checkConfig(config: DcifGanConfig): void {
  const stranger = Object.keys(config).find((key) => !(key in dcifGan.small));
  if (stranger !== undefined) throw new UsageError(`--config has no ${stranger}.`);
  const { dim, heads, window } = config;
  if (!(dim > 0 && dim % 2 === 0 && dim % heads === 0 && Number.isInteger(window) && window >= 2))
    throw new UsageError('--config: dim must be even and a multiple of heads, window 2 or more.');
}

type Settings = ReturnType<typeof settingsOf>;

async function train(args: Args, terminal: Terminal): Promise<void> {
  const settings = settingsOf(args);
  const { out, windows, seed, batch, epochs } = settings;
  const id = out.split('/').at(-1)!;
  const { training, held, rule } = await readPairs(args, settings);
  const pairs = training.flatMap((c) => windows.flatMap((ct) => c.pairs(ct)));
  if (pairs.length < batch) throw new UsageError(`${args.required('pairs')}: ${pairs.length} slices are too few.`);
  const plan = fusionPlanOf({
    id,
    title: args.text('title') ?? id,
    config: { ...settings.generators },
    input: { ...USUAL_INPUT, ct: windows[0]! },
    provenance: {
      trainedOn: args.text('trained-on') ?? `${training.length} pairs; kept out: ${rule}`,
      ...(args.flag('drawn') ? { drawn: true } : {}),
      command: commandLine(trainFusion, args),
      seed,
      date: new Date().toISOString().slice(0, 10),
      license: args.text('license') ?? '',
    },
  });

  await startNamed(args, terminal, 'wasm');
  const stepsPerEpoch = Math.ceil(pairs.length / batch);
  terminal.note(
    `${pairs.length} slices of ${training.length} pairs, ${stepsPerEpoch} steps an epoch; ${held.length} pairs kept out`,
  );
  const game = await startGame(settings, args.flag('resume'));
  if (!args.flag('resume')) await rm(join(out, 'log.jsonl'), { force: true });
  await mkdir(join(out, 'generators', 'state'), { recursive: true });
  await mkdir(join(out, 'discriminators', 'state'), { recursive: true });
  const { generators, discriminators, ema, from } = game;
  const events = runTraining(generators, discriminators, pairBatches(pairs, { batch, side: settings.side, seed }), {
    loss: settings.loss,
    schedule: makeSchedule({ kind: 'constant', rate: args.number('rate', 0) ?? 1e-4, warmUp: 0, power: 1 }),
    steps: epochs * stepsPerEpoch,
    from,
    stepsPerEpoch,
  });
  let stopped: Extract<FusionEvent, { kind: 'stopped' }> | null = null;
  for await (const event of events) {
    if (event.kind === 'step') ema?.update(event.step);
    if (event.kind === 'stopped') stopped = event;
    if (event.kind !== 'epoch') continue;
    const { epoch, step, figures, verdict } = event;
    terminal.note(`epoch ${epoch} of ${epochs}: ${lineOf(event)}`);
    await appendFile(join(out, 'log.jsonl'), `${JSON.stringify({ epoch, step, ...figures, verdict })}\n`);
    await writeFile(join(out, 'curves.svg'), fusionCurves(await curveIn(out)));
    if (verdict.kind === 'stop') continue;
    await writeState(join(out, 'discriminators'), step, discriminators.weights, discriminators.optimizer, null);
    await writeState(join(out, 'generators'), step, generators.weights, generators.optimizer, ema);
  }
  if (stopped)
    terminal.note(`${REASONS[stopped.reason]} at step ${stopped.step}; kept are the weights of step ${stopped.good}.`);
  else ema?.swap();

  const { forward } = fusionForward(generators.weights, settings.generators);
  const model = { forward, patch: plan.patch };
  const judged = await judgeFusion(held, windows[0]!, model, terminal);
  const on = `${judged?.slices ?? 0} slices of ${held.length} pairs kept out of training (${rule})`;
  const metrics: FusionPlan['metrics'] = judged
    ? FUSION_METRICS.map(({ id: key, short }) => ({
        name: short,
        value: rounded(judged.fused[key]),
        blend: rounded(judged.blend[key]),
        on,
      }))
    : [];
  await writeFile(join(out, 'weights.safetensors'), writeSafetensors(await generators.weights.values()));
  await writeFile(join(out, 'plan.json'), `${JSON.stringify({ ...plan, metrics }, null, 2)}\n`);
  if (args.flag('json')) terminal.out(JSON.stringify({ id, stopped, ...judged }));
  else
    terminal.out(metrics.map((m) => `${m.name}: ${m.value}, plain blend ${m.blend}`).join('\n') || `Trained: ${out}`);
}

/** The epochs of a run so far, those of the runs that it goes on from too. */
async function curveIn(out: string): Promise<FusionCurve> {
  const lines = (await readFile(join(out, 'log.jsonl'), 'utf8')).trim().split('\n');
  const byEpoch = new Map(lines.map((line) => JSON.parse(line) as FusionCurve[number]).map((e) => [e.epoch, e]));
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch);
}

const REASONS = {
  nan: 'A loss was not a number',
  rising: 'The training diverged: its content loss kept rising',
  collapse: 'The generators collapsed: all sources gave one image',
} as const;

const rounded = (x: number) => Math.round(x * 1e4) / 1e4;

function lineOf({ figures: f, verdict }: Extract<FusionEvent, { kind: 'epoch' }>): string {
  const game = `G ${f.adversarial.toFixed(3)} + content ${f.content.toFixed(4)}, D ${f.discriminators.toFixed(3)}`;
  const lead = `lead ${f.leadPet.toFixed(2)} PET ${f.leadCt.toFixed(2)} CT, diversity ${f.diversity.toFixed(2)}`;
  const warning = verdict.kind === 'warning' ? `; ${WARNINGS[verdict.what]}` : '';
  return `${game}, ${lead}${warning}`;
}

const WARNINGS = {
  'discriminators-ahead': 'the discriminators are far ahead',
  alike: 'the fused images are all alike',
} as const;

async function readPairs(args: Args, { windows }: Settings) {
  const every = args.integer('every', 1) ?? 1;
  const usual = { ...USUAL_INPUT, ct: windows[0]! };
  const cases = await readFusionCases(args.required('pairs'), usual, every);
  const val = args.text('val');
  if (!val) return keptOut(cases, args.text('holdout'));
  return { training: cases, held: await readFusionCases(val, usual, 1), rule: 'those of a folder of their own' };
}

/** Both sides at their start, or where an earlier run stopped. */
async function startGame({ out, generators, discriminators, seed, decay }: Settings, resume: boolean) {
  const kept = resume ? await readState(join(out, 'generators')) : null;
  const side = async <C extends object>(net: Net<C>, config: C, name: string): Promise<Player<C>> => {
    const specs = weightSpecs(net, config);
    const optimizer = makeOptimizer(OPTIMIZERS.adam);
    if (!kept) return { weights: Weights.fromSeed(specs, seed), config, optimizer };
    // the other side may have been kept once more before a run was cut off
    const { weights, moments } = await readState(join(out, name), kept.step);
    optimizer.restore({ steps: kept.step, moments });
    return { weights: Weights.fromValues(specs, weights), config, optimizer };
  };
  const player = await side(dcifGan, generators, 'generators');
  const ema = decay > 0 ? makeEma(player.weights.trainable(), decay) : null;
  if (kept?.average && ema) {
    ema.swap();
    player.weights.assign(kept.average);
    ema.swap();
  }
  return {
    generators: player,
    discriminators: await side(dcifGanDiscriminators, discriminators, 'discriminators'),
    ema,
    from: kept?.step ?? 0,
  };
}
