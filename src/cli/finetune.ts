import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateResult, LearnOptions } from '../core/learn.ts';
import type { Plan } from '../core/plan.ts';
import { writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import { makeModel } from '../ml/infer/model.ts';
import { parseMix } from '../ml/losses/index.ts';
import type { WeightValues } from '../ml/params.ts';
import type { Augmentation } from '../ml/train/augment.ts';
import { finetune as tune, type LearnSet } from '../ml/train/finetune.ts';
import { gate } from '../ml/train/gate.ts';
import { fittingLosses } from '../ml/train/fittingLosses.ts';
import { BACKEND_OPTION, startNamed } from './backendOption.ts';
import { type Args, type CliCommand, type Terminal, UsageError } from './command.ts';
import { commandLine } from './commandLine.ts';
import { type Figures, figuresOf, metricsOf, predictCases } from './figures.ts';
import { jsonObject } from './jsonObject.ts';
import { openModel } from './modelFolder.ts';
import { processUse } from './processUse.ts';
import { idOf, stoppedEarly, trainingOptions } from './trainingOptions.ts';
import { type Case, learnSlicesOf, pairsIn, readCase, readCases, readingOf } from './trainingSet.ts';

const DEFAULTS = { loss: 'dice+bce', steps: 200, batch: 2, rate: 0.0005 };

/** Tunes a model on images and label maps, and writes a model folder: plan.json and weights.safetensors. */
export const finetune: CliCommand = {
  name: 'finetune',
  summary: 'Tune a model on images and label maps, as the app does on corrected slices.',
  options: [
    {
      name: 'model',
      value: 'ID',
      summary: 'Id of a shipped model, or a folder with plan.json and weights.',
      required: true,
    },
    ...trainingOptions({ ...DEFAULTS, loss: `${DEFAULTS.loss}, for classes dice-ce` }),
    { name: 'epochs', value: 'N', summary: 'Times that every slice is used; instead of --steps.' },
    { name: 'watch', value: 'DIR', summary: 'Cases that pick the step to keep; default: the last step is kept.' },
    { name: 'layers', value: 'PART', summary: 'head, decoder or all; default all.' },
    BACKEND_OPTION,
  ],
  run: (args, terminal) => finetuneCommand(args, terminal),
};

/** Options of the run. Throws UsageError where --epochs and --steps are both given, or the losses do not fit the network. */
function optionsOf(args: Args, plan: Plan, slices: number): LearnOptions {
  const batch = args.integer('batch', 1) ?? DEFAULTS.batch;
  const epochs = args.integer('epochs', 1);
  if (epochs !== undefined && args.text('steps') !== undefined)
    throw new UsageError('Give --epochs or --steps, not both.');
  const fitting = fittingLosses(plan);
  const terms = parseMix(args.text('loss') ?? (fitting.some((l) => l.id === 'dice') ? DEFAULTS.loss : 'dice-ce'));
  const stranger = terms.find(([, id]) => !fitting.some((l) => l.id === id));
  if (stranger) {
    throw new UsageError(
      `--loss: ${stranger[1]} does not fit ${plan.net}; these do: ${fitting.map((l) => l.id).join(', ')}.`,
    );
  }
  return {
    from: 'current',
    loss: terms.map(([weight, id]) => [weight, id] as const),
    steps: epochs === undefined ? (args.integer('steps', 1) ?? DEFAULTS.steps) : epochs * Math.ceil(slices / batch),
    rate: args.number('rate', 0) ?? DEFAULTS.rate,
    batch,
    layers: args.choice('layers', ['head', 'decoder', 'all'], 'all'),
    seed: args.integer('seed', 0) ?? 1,
  };
}

async function finetuneCommand(args: Args, terminal: Terminal): Promise<void> {
  const out = args.required('out');
  const { plan, values } = await openModel(args.required('model'));
  const reading = readingOf(plan);
  const { training, held, rule } = await readCases(args, reading);
  const watchDir = args.text('watch');
  const watch = watchDir ? await Promise.all((await pairsIn(watchDir)).map((p) => readCase(p, reading))) : [];
  const set: LearnSet = {
    train: training.flatMap((c) => learnSlicesOf(c, plan)),
    watch: watch.flatMap((c) => learnSlicesOf(c, plan)),
  };
  const options = optionsOf(args, plan, set.train.length);
  const backend = await startNamed(args, terminal, 'wasm');
  terminal.note(`${set.train.length} slices to train on, ${set.watch.length} to watch, ${held.length} cases kept out`);

  const before = await mapsOf(plan, values, held);
  const started = performance.now();
  const augment = jsonObject(args, 'augment', '{"rotate":15}') as Partial<Augmentation>;
  const { step, weights } = await run(plan, values, set, options, augment, terminal);
  const seconds = (performance.now() - started) / 1000;
  const after = await mapsOf(plan, weights, held);

  const figures =
    held.length > 0 ? { before: figuresOf(plan, held, before), after: figuresOf(plan, held, after) } : null;
  const verdict = held.length > 0 ? gate(gateCases(plan, held, before, after), plan.labels) : null;
  const id = idOf(out);
  const on = `${held.length} cases kept out of tuning (${rule})`;
  const tuned: Plan = {
    ...plan,
    id,
    title: args.text('title') ?? plan.title,
    provenance: {
      ...plan.provenance,
      trainedOn: `${plan.provenance.trainedOn}; tuned on ${set.train.length} slices of ${training.length} cases`,
      command: commandLine(finetune, args),
      seed: options.seed,
      date: new Date().toISOString().slice(0, 10),
    },
    metrics: figures ? metricsOf(figures.after, on) : [],
  };
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'weights.safetensors'), writeSafetensors(weights));
  await writeFile(join(out, 'plan.json'), `${JSON.stringify(tuned, null, 2)}\n`);

  const report = {
    id,
    model: plan.id,
    backend,
    slices: set.train.length,
    steps: options.steps,
    kept: step,
    seconds,
    ...processUse(),
  };
  if (args.flag('json')) terminal.out(JSON.stringify({ ...report, ...figures, gate: verdict }));
  else terminal.out(asText(report, figures, verdict));
}

/** Trains, with a line for every tenth of the way. Throws an Error where nothing better than the model came out. */
async function run(
  plan: Plan,
  values: WeightValues,
  set: LearnSet,
  options: LearnOptions,
  augment: Partial<Augmentation>,
  terminal: Terminal,
) {
  const tuning = tune(plan, values, set, options, { augment });
  const tenth = Math.max(1, Math.ceil(options.steps / 10));
  let sum = 0;
  for await (const event of tuning.events) {
    if (event.kind === 'stopped') throw stoppedEarly(event);
    if (event.kind === 'watch')
      terminal.note(`step ${event.step}: watch Dice ${event.dice.toFixed(4)}${event.kept ? ', kept' : ''}`);
    if (event.kind !== 'step') continue;
    sum += event.loss;
    if (event.step % tenth !== 0 && event.step !== options.steps) continue;
    const count = event.step % tenth || tenth;
    terminal.note(`step ${event.step} of ${options.steps}, loss ${(sum / count).toFixed(4)}`);
    sum = 0;
  }
  const kept = await tuning.kept();
  tuning.dispose();
  return kept;
}

async function mapsOf(plan: Plan, values: WeightValues, cases: readonly Case[]): Promise<Uint8Array[]> {
  const model = makeModel(plan, values);
  const maps = await predictCases(model.forward, plan, cases);
  model.dispose();
  return maps;
}

/** Every slice of the cases with both masks. */
function gateCases(plan: Plan, held: readonly Case[], before: readonly Uint8Array[], after: readonly Uint8Array[]) {
  return held.flatMap((c, n) => {
    const side = (maps: readonly Uint8Array[]) => learnSlicesOf({ ...c, truth: maps[n]! }, plan);
    const [old, now] = [side(before), side(after)];
    return learnSlicesOf(c, plan).map((s, w) => ({ ...s, before: old[w]!.truth, after: now[w]!.truth }));
  });
}

function asText(
  report: { readonly kept: number; readonly steps: number; readonly seconds: number },
  figures: { readonly before: Figures; readonly after: Figures } | null,
  verdict: GateResult | null,
): string {
  const lines = [`Kept step ${report.kept} of ${report.steps}, ${report.seconds.toFixed(1)} s`];
  if (figures) {
    const { before, after } = figures;
    const row = (name: string, key: keyof Figures) =>
      `Dice, ${name}: ${before[key].toFixed(4)} before, ${after[key].toFixed(4)} after`;
    lines.push(row('mean of cases', 'mean'), row('worst case', 'worst'), row('all pixels together', 'pooled'));
  }
  if (verdict)
    lines.push(
      `Gate: ${
        verdict.passed
          ? 'passed'
          : `refused (${verdict.rules
              .filter((r) => !r.passed)
              .map((r) => r.id)
              .join(', ')})`
      }`,
    );
  return lines.join('\n');
}
