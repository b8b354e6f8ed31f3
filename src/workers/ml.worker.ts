import type { MetricInfo } from '../core/compare/figures.ts';
import type { FusionPlan } from '../core/fusionPlan.ts';
import type { LearnOptions } from '../core/learn.ts';
import type { Plan } from '../core/plan.ts';
import { type PlaneName, planeOf } from '../core/plane.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import type { Volume } from '../core/volume.ts';
import { zip } from '../io/zip/writeZip.ts';
import { writeSafetensors } from '../ml/checkpoint/safetensors.ts';
import type { FusionPair } from '../ml/fusion/fusionModel.ts';
import { makeHalfModel, type Model, makeModel } from '../ml/infer/model.ts';
import { type Scaling, scalings } from '../ml/infer/normalize.ts';
import { peakBytes } from '../ml/infer/peakBytes.ts';
import { cleanUp, inputOf, labelsOf, slicePrediction, warmUp } from '../ml/infer/predictSlice.ts';
import { meanEntropy } from '../ml/infer/uncertainty.ts';
import { INSTANCE_METRICS, METRICS } from '../ml/metrics/index.ts';
import { estimate } from '../ml/train/estimate.ts';
import { fittingLosses } from '../ml/train/fittingLosses.ts';
import type { LearnSlice } from '../ml/train/learnSlice.ts';
import { backendInUse, type BackendName, onGraphicsCard, outOfMemory, startBackend } from '../ml/tf.ts';
import { WASM_URLS } from '../ml/wasmUrls.ts';
import { caseFigures, type ToJudge } from './caseFigures.ts';
import { type CaseToCompare, compareCase } from './compareCase.ts';
import { fetchWeights } from './fetchWeights.ts';
import { fusePair, unloadFusion } from './fusePair.ts';
import { gateCase, learn, type LearnArgs, type Learned, type RoledSlice } from './learn.ts';
import { forgetCheckpoint, inspectCheckpoint, keepCheckpoint } from './importCheckpoint.ts';
import { oneAtATime } from './oneAtATime.ts';
import { moving, serve } from './rpc.ts';
import { spawnKernels } from './spawnKernels.ts';

/** Address of the folder of shipped models. */
let models = '';
/** Whether predictions take half weights, where the backend reads them; learning and its gate never do. */
let halfWeights = false;
let volume: Volume | null = null;
/** The model in use: one at a time holds memory on the device. */
let loaded: { readonly key: string; readonly model: Model } | null = null;
/** How the volume becomes input, by plan id: its statistics are taken once. */
const scales = new Map<string, readonly Scaling[]>();

function unload(): void {
  loaded?.model.dispose();
  loaded = null;
}

/** A version of a model: where its weights are. */
interface Which {
  readonly plan: Plan;
  readonly source: 'shipped' | 'imported';
  readonly version: number;
}

async function modelOf({ plan, source, version }: Which, job: Job): Promise<Model> {
  const key = `${source}/${plan.id}/${version}`;
  if (loaded?.key === key) return loaded.model;
  unload();
  const values = await fetchWeights(plan, source, version, models, job);
  const halves = halfWeights && backendInUse() === 'webgpu';
  loaded = { key, model: halves ? await makeHalfModel(plan, values) : makeModel(plan, values) };
  return loaded.model;
}

/** Probabilities of the volume's slices as the model of `which` sees them. */
async function scoresOf(which: Which, plane: PlaneName, slice: number, job: Job) {
  job.signal.throwIfAborted();
  const image = volume;
  if (!image) throw new Error('No volume was set.');
  const { plan } = which;
  const model = await modelOf(which, job);
  const scale = scales.get(plan.id) ?? scalings(plan.input.normalization, image, plan.input.color);
  scales.set(plan.id, scale);
  if (scale.length !== plan.input.channels) {
    throw new Problem('model.channels', { name: plan.title, want: plan.input.channels, have: scale.length });
  }
  return slicePrediction(model.forward, plan, inputOf(image, planeOf(image.grid, plane), slice, scale), job);
}

/** The run of learning, and whether it should wait. */
let learning: { paused: boolean; ended: Promise<unknown> } | null = null;

/** Lets the run save its state and end. Resolves when it has. */
async function pauseLearning(): Promise<void> {
  if (!learning) return;
  learning.paused = true;
  await learning.ended.catch(() => undefined);
}

/** What training may take: half of what a wasm module can address, since its heap fragments; else half the memory. */
function memoryLimit(): number {
  const { deviceMemory = 4 } = navigator as { deviceMemory?: number };
  return (backendInUse() === 'wasm' ? 2 : Math.max(1, deviceMemory / 2)) * 2 ** 30;
}

/** What the ml worker does. Calls that use the device wait for one another. */
const queue = oneAtATime();
const turn = <T>(work: () => Promise<T>): Promise<T> =>
  queue(() =>
    work().catch((e: unknown) => {
      throw outOfMemory(e);
    }),
  );
const api = {
  async start(args: { choice: BackendName | 'auto'; models: string; halfWeights: boolean }) {
    // its tensors live on the backend that is left
    await pauseLearning();
    return turn(async () => {
      ({ models, halfWeights } = args);
      unload();
      unloadFusion();
      return startBackend(args.choice, { wasmPaths: WASM_URLS, spawn: spawnKernels });
    });
  },

  /** The volume that the following predictions are about. */
  async setVolume(args: { volume: Volume }) {
    if (volume?.id !== args.volume.id) scales.clear();
    volume = args.volume;
  },

  /** Which network a dropped checkpoint is of. It is kept by `keepCheckpoint`, once its plan is known. */
  inspectCheckpoint: ({ file }: { file: File }, job: Job) => turn(() => inspectCheckpoint(file, job)),
  keepCheckpoint: ({ plan }: { plan: Plan }) => keepCheckpoint(plan),
  forgetCheckpoint,

  /** Makes a model ready for slices of such a size before anybody asks: its weights here, its kernels compiled. */
  prepare: ({ slice, ...which }: Which & { slice: Parameters<typeof warmUp>[2] }, job: Job) =>
    turn(async () => {
      const { forward } = await modelOf(which, job);
      if (onGraphicsCard()) warmUp(forward, which.plan, slice);
    }),

  /** Label map of one slice of the volume, row by row over the plane's (u, v), values of the plan's labels. */
  predictSlice: (args: Which & { plane: PlaneName; slice: number }, job: Job) =>
    turn(async () => {
      const { plan, plane, slice } = args;
      const scores = await scoresOf(args, plane, slice, job);
      const { width, height } = planeOf(volume!.grid, plane);
      const labels = cleanUp(labelsOf(scores, plan), [width, height, 1], plan);
      return moving({ labels }, [labels.buffer]);
    }),

  /** The same with the highest sum of living tensors meanwhile, the weights among them. */
  predictMeasured: (args: Which & { plane: PlaneName; slice: number }, job: Job) =>
    turn(async () => {
      // making a model goes through a backend of shapes alone, which measures nothing
      await modelOf(args, job);
      const { value: scores, bytes } = await peakBytes(() => scoresOf(args, args.plane, args.slice, job));
      const { width, height } = planeOf(volume!.grid, args.plane);
      const labels = cleanUp(labelsOf(scores, args.plan), [width, height, 1], args.plan);
      return moving({ labels, bytes }, [labels.buffer]);
    }),

  /** The catalog of metrics, as data. */
  metrics: () =>
    [...METRICS, ...INSTANCE_METRICS].map(({ id, title, unit, better, source, empty }): MetricInfo => ({
      id,
      title,
      unit,
      better,
      source,
      empty,
    })),

  /** Figures of a label map against another one of its grid. */
  judge: (args: ToJudge, job: Job) => caseFigures(args, job),

  /** What a model makes of a case that is not open, judged. */
  compareCase: ({ source, version, ...args }: CaseToCompare & Omit<Which, 'plan'>, job: Job) =>
    compareCase(args, async () => (await modelOf({ plan: args.plan, source, version }, job)).forward, turn, job),

  /** Mean entropy (bits a pixel) of slices of the volume. */
  async uncertainty({ slices, plane, ...which }: Which & { plane: PlaneName; slices: readonly number[] }, job: Job) {
    const out: { slice: number; entropy: number }[] = [];
    for (const slice of slices) {
      const scores = await turn(() => scoresOf(which, plane, slice, { ...job, progress: () => undefined }));
      out.push({ slice, entropy: meanEntropy(scores, which.plan.output.activation === 'softmax') });
      job.progress({ stage: 'predict', done: out.length, total: slices.length });
    }
    return out;
  },

  /** One slice of a PET/CT as a fusion model sees it, both modalities on one grid, grey of 0..1. */
  fusePair: ({ plan, pair }: { plan: FusionPlan; pair: FusionPair }, job: Job) =>
    turn(async () => {
      const { grey, figures } = await fusePair(plan, pair, models, job);
      return moving({ grey, figures }, [grey.buffer]);
    }),

  /** Losses that fit the network of a plan. */
  losses: ({ plan }: { plan: Plan }) => fittingLosses(plan),

  /** Time and memory of a run, by two steps that are thrown away. */
  learnEstimate: (args: Which & { slices: readonly RoledSlice[]; options: LearnOptions }, job: Job) =>
    turn(async () => {
      const values = await fetchWeights(args.plan, args.source, args.version, models, job);
      const set = {
        train: args.slices.filter((s) => s.role === 'train'),
        watch: args.slices.filter((s) => s.role === 'watch'),
      };
      return estimate(args.plan, values, set, args.options, memoryLimit(), job.signal);
    }),

  /** Trains; its events come as the details of its progress. One run at a time. */
  async learn(args: LearnArgs & Pick<Which, 'source'>, job: Job): Promise<Learned> {
    await pauseLearning();
    const quiet: Job = { signal: job.signal, progress: () => undefined };
    const mine = { paused: false, ended: Promise.resolve() as Promise<unknown> };
    const run = learn(args, job, {
      turn,
      weightsOf: (version) => fetchWeights(args.plan, args.source, version, models, quiet),
      paused: () => mine.paused,
    });
    mine.ended = run;
    learning = mine;
    try {
      return await run;
    } finally {
      if (learning === mine) learning = null;
    }
  },
  pauseLearning: () => pauseLearning(),

  /** What two versions say of one corrected slice. */
  gateSlice: (args: Omit<Which, 'version'> & { before: number; after: number; slice: LearnSlice }, job: Job) =>
    turn(async () => {
      const { plan, source } = args;
      const made: Model[] = [];
      try {
        for (const version of [args.before, args.after]) {
          made.push(makeModel(plan, await fetchWeights(plan, source, version, models, job)));
        }
        const { before, after } = await gateCase(plan, args.slice, [made[0]!, made[1]!]);
        return moving({ before, after }, [before.buffer as ArrayBuffer, after.buffer as ArrayBuffer]);
      } finally {
        for (const model of made) model.dispose();
      }
    }),

  /** A version as a model folder in a zip: plan.json and weights.safetensors. */
  async exportModel({ plan, source, version }: Which, job: Job): Promise<Blob> {
    const values = await fetchWeights(plan, source, version, models, job);
    return zip([
      { name: 'plan.json', data: new TextEncoder().encode(`${JSON.stringify(plan, null, 2)}\n`) },
      { name: 'weights.safetensors', data: writeSafetensors(values) },
    ]);
  },
};

export type { Found } from './importCheckpoint.ts';
export type MlApi = typeof api;

serve(self as never, api);
