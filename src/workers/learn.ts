import type { CorrectedSlice, GateResult, LearnEvent, LearnOptions } from '../core/learn.ts';
import type { Plan } from '../core/plan.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import { readRun, removeRun, writeRun, writeVersion } from '../io/session/learnStore.ts';
import { writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import { type Model, makeModel } from '../ml/infer/model.ts';
import { peakBytes } from '../ml/infer/peakBytes.ts';
import type { WeightValues } from '../ml/params.ts';
import { type FineTune, finetune, watchEvery } from '../ml/train/finetune.ts';
import { gate, type GateCase } from '../ml/train/gate.ts';
import { type LearnSlice, predictLearnSlice } from '../ml/train/learnSlice.ts';
import { readTuneState, writeTuneState } from '../ml/train/tuneState.ts';

/** A gathered slice with what it is for. */
export type RoledSlice = LearnSlice & Pick<CorrectedSlice, 'role'>;

export interface LearnArgs {
  readonly plan: Plan;
  /** Version to begin with, the one in use, and the number of the one to be made. */
  readonly from: number;
  readonly active: number;
  readonly candidate: number;
  readonly slices: readonly RoledSlice[];
  readonly options: LearnOptions;
  /** Go on from the state that was saved last. */
  readonly resume: boolean;
}

/** How a run ended: it waits, or there is a new version with its verdict, or nothing better was found. */
export type Learned =
  | { readonly outcome: 'paused'; readonly step: number }
  | { readonly outcome: 'noBetter'; readonly step: number }
  | {
      readonly outcome: 'candidate';
      /** Step kept. */
      readonly step: number;
      readonly slices: number;
      readonly fingerprint: string;
      readonly gate: GateResult;
    };

/** What a run needs of its worker. */
export interface Bench {
  /** Does a piece of work on the device when it is its turn. */
  turn<T>(work: () => Promise<T>): Promise<T>;
  /** Weights of a version of the plan's model. */
  weightsOf(version: number): Promise<WeightValues>;
  /** Whether the run should save its state and end. */
  paused(): boolean;
}

/** ms after which the state is saved even within an epoch. */
const SAVE_AFTER = 30_000;

/**
 * Trains on the corrected slices, a step a turn so that predictions go on in between, keeps the best step as the version
 * `candidate`, and judges it on the gate's slices. Its state is saved after every look at the watch slices: a closed tab
 * loses no more. Throws AbortError when stopped; the state is gone then.
 */
export async function learn(args: LearnArgs, job: Job, bench: Bench): Promise<Learned> {
  const { plan, options, slices } = args;
  const [train, watch, held] = (['train', 'watch', 'gate'] as const).map((r) => slices.filter((s) => s.role === r)) as [
    RoledSlice[],
    RoledSlice[],
    RoledSlice[],
  ];
  const values = await bench.weightsOf(args.from);
  if (!args.resume) await removeRun(plan.id);
  const saved = args.resume ? await readRun(plan.id) : null;
  const resume = saved ? await readTuneState(saved) : undefined;
  let step = resume?.step ?? 0;
  const tell = (detail: LearnEvent) => job.progress({ stage: 'learn', done: step, total: options.steps, detail });
  if (!resume) tell({ kind: 'started', train: train.length, watch: watch.length, gate: held.length });

  const run = await bench.turn(async () =>
    finetune(plan, values, { train, watch }, options, { signal: job.signal, resume }),
  );
  try {
    // the state is saved when the watch slices were looked at, or as often where there are none
    const every = watchEvery(options.steps);
    const due = (event: LearnEvent): boolean => {
      if (watch.length > 0) return event.kind === 'watch' && event.step > 0;
      return event.kind === 'step' && event.step % every === 0 && event.step < options.steps;
    };
    const paused = await follow(run, plan.id, due, job, bench, (event) => {
      if (event.kind === 'step') ({ step } = event);
      tell(event);
    });
    if (paused) return { outcome: 'paused', step };
    const kept = await bench.turn(() => run.kept());
    if (kept.step === 0) {
      await removeRun(plan.id);
      return { outcome: 'noBetter', step };
    }
    await bench.turn(() => freed(run));
    const before = await bench.weightsOf(args.active);
    const cases = await masks(plan, held, before, kept.weights, job, bench, (done) =>
      tell({ kind: 'judged', done, total: held.length }),
    );
    const verdict = gate(cases, plan.labels);
    job.signal.throwIfAborted();
    await writeVersion(plan.id, args.candidate, new Blob([writeSafetensors(kept.weights)]));
    await removeRun(plan.id);
    const about = { slices: train.length, fingerprint: await fingerprint(train) };
    return { outcome: 'candidate', step: kept.step, ...about, gate: verdict };
  } catch (e) {
    if (job.signal.aborted) await removeRun(plan.id);
    throw e;
  } finally {
    await bench.turn(() => freed(run));
  }
}

async function freed(run: FineTune): Promise<void> {
  await run.events.return();
  run.dispose();
}

/** Makes the run go until its end (false) or until it should wait (true); its state is saved then. */
async function follow(
  run: FineTune,
  model: string,
  due: (event: LearnEvent) => boolean,
  job: Job,
  bench: Bench,
  tell: (event: LearnEvent) => void,
): Promise<boolean> {
  let savedAt = Date.now();
  const save = async () => {
    const state = await bench.turn(() => run.state());
    await writeRun(model, new Blob([writeTuneState(state)]));
    savedAt = Date.now();
    tell({ kind: 'saved', step: state.step });
  };
  /** A full disk does not end a run that needs no disk. */
  const saveIfRoom = async (step: number) => {
    try {
      await save();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      savedAt = Date.now();
      tell({ kind: 'unsaved', step });
    }
  };
  let peak = 0;
  let measured = false;
  for (;;) {
    job.signal.throwIfAborted();
    if (bench.paused()) {
      await save();
      return true;
    }
    const next = () => run.events.next();
    // the first look and the first step: all others take as much
    const { value, bytes } = measured
      ? { value: await bench.turn(next), bytes: 0 }
      : await bench.turn(() => peakBytes(next));
    if (value.done) return false;
    const event = value.value;
    tell(event);
    peak = Math.max(peak, bytes);
    if (event.kind === 'stopped') return false;
    if (!measured && event.kind === 'step') {
      measured = true;
      tell({ kind: 'memory', bytes: peak });
    }
    if ('step' in event && (due(event) || Date.now() - savedAt > SAVE_AFTER)) await saveIfRoom(event.step);
  }
}

/** What the old weights and the new ones say of the slices; both lie on the device, a slice is a turn. */
async function masks(
  plan: Plan,
  slices: readonly LearnSlice[],
  before: WeightValues,
  after: WeightValues,
  job: Job,
  bench: Bench,
  tell: (done: number) => void,
): Promise<GateCase[]> {
  const out: GateCase[] = [];
  const models = await bench.turn(async () => [makeModel(plan, before), makeModel(plan, after)] as const);
  try {
    for (const slice of slices) {
      job.signal.throwIfAborted();
      out.push(await bench.turn(() => gateCase(plan, slice, models)));
      tell(out.length);
    }
  } finally {
    await bench.turn(async () => models.forEach((m) => m.dispose()));
  }
  return out;
}

/** One slice with the masks of two models. */
export async function gateCase(plan: Plan, slice: LearnSlice, [old, now]: readonly [Model, Model]): Promise<GateCase> {
  const before = await predictLearnSlice(old.forward, plan, slice);
  return { ...slice, before, after: await predictLearnSlice(now.forward, plan, slice) };
}

/** SHA-256 over the training slices, whatever their order, hex: tells which images and masks made a version. */
async function fingerprint(slices: readonly LearnSlice[]): Promise<string> {
  const digest = async (data: BufferSource) => new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  const each: string[] = [];
  for (const { values, truth } of slices) {
    const [image, mask] = [await digest(values as BufferSource), await digest(truth as BufferSource)];
    each.push(hex(image) + hex(mask));
  }
  return hex(await digest(new TextEncoder().encode(each.sort().join())));
}
