import type { Plan } from '../core/plan.ts';
import { type PlaneName, planeOf } from '../core/plane.ts';
import { Problem } from '../core/problem.ts';
import type { Job } from '../core/progress.ts';
import type { Volume } from '../core/volume.ts';
import { type Model, makeModel } from '../ml/infer/model.ts';
import { type Scaling, scalings } from '../ml/infer/normalize.ts';
import { predictSlice } from '../ml/infer/predictSlice.ts';
import { type BackendName, outOfMemory, startBackend } from '../ml/tf.ts';
import { WASM_URLS } from '../ml/wasmUrls.ts';
import { fetchWeights } from './fetchWeights.ts';
import { inspectCheckpoint, keepCheckpoint } from './importCheckpoint.ts';
import { oneAtATime } from './oneAtATime.ts';
import { moving, serve } from './rpc.ts';

/** Address of the folder of shipped models. */
let models = '';
let volume: Volume | null = null;
/** The model in use: one at a time holds memory on the device. */
let loaded: { readonly key: string; readonly model: Model } | null = null;
/** How the volume becomes input, by plan id: its statistics are taken once. */
const scales = new Map<string, readonly Scaling[]>();

function unload(): void {
  loaded?.model.dispose();
  loaded = null;
}

async function modelOf(plan: Plan, source: 'shipped' | 'imported', job: Job): Promise<Model> {
  const key = `${source}/${plan.id}`;
  if (loaded?.key === key) return loaded.model;
  unload();
  const values = await fetchWeights(plan, source, models, job);
  loaded = { key, model: makeModel(plan, values) };
  return loaded.model;
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
  start: (args: { choice: BackendName | 'auto'; models: string }) =>
    turn(async () => {
      models = args.models;
      unload();
      return startBackend(args.choice, { wasmPaths: WASM_URLS });
    }),

  /** The volume that the following predictions are about. */
  async setVolume(args: { volume: Volume }) {
    if (volume?.id !== args.volume.id) scales.clear();
    volume = args.volume;
  },

  /** Which network a dropped checkpoint is of. It is kept by `keepCheckpoint`, once its plan is known. */
  inspectCheckpoint: ({ file }: { file: File }, job: Job) => turn(() => inspectCheckpoint(file, job)),
  keepCheckpoint: ({ plan }: { plan: Plan }) => keepCheckpoint(plan),

  /** Label map of one slice of the volume, row by row over the plane's (u, v), values of the plan's labels. */
  predictSlice: (args: { plan: Plan; source: 'shipped' | 'imported'; plane: PlaneName; slice: number }, job: Job) =>
    turn(async () => {
      job.signal.throwIfAborted();
      const image = volume;
      if (!image) throw new Error('No volume was set.');
      const { plan } = args;
      const model = await modelOf(plan, args.source, job);
      const scale = scales.get(plan.id) ?? scalings(plan.input.normalization, image, plan.input.color);
      scales.set(plan.id, scale);
      if (scale.length !== plan.input.channels) {
        throw new Problem('model.channels', { name: plan.title, want: plan.input.channels, have: scale.length });
      }
      const labels = await predictSlice(
        model.forward,
        plan,
        image,
        planeOf(image.grid, args.plane),
        args.slice,
        scale,
        job,
      );
      return moving({ labels }, [labels.buffer]);
    }),
};

export type { Found } from './importCheckpoint.ts';
export type MlApi = typeof api;

serve(self as never, api);
