import { parseFusionPlan } from '../core/fusionPlan.ts';
import { PLANES, type PlaneName, pixelAt, planeOf } from '../core/plane.ts';
import type { App } from './app.ts';
import { fromTheMiddle } from './fromTheMiddle.ts';
import { runJob } from './jobs.ts';
import { shippedModels } from './models.ts';
import { isAbort, report } from './notices.ts';
import type { FusionState } from './petctState.ts';

const setFusion = (app: App, change: Partial<FusionState>): void =>
  app.store.setState((s) => ({ petct: { ...s.petct, fusion: { ...s.petct.fusion, ...change } } }));

/** Where a fused slice is kept. */
export const fusedKey = (plane: PlaneName, slice: number): string => `${plane} ${slice}`;

/** Looks for a fusion model that comes with the app: the first that the list names, or none. */
export async function findFusionModel(app: App): Promise<void> {
  if (app.store.getState().petct.fusion.plan !== undefined) return;
  const json = async (path: string): Promise<unknown> => {
    const answer = await fetch(new URL(path, shippedModels()));
    return answer.ok ? answer.json() : null;
  };
  const list = (await json('index.json')) as readonly { id: string; task?: string }[] | null;
  const found = list?.find(({ task }) => task === 'fusion');
  const plan = found ? parseFusionPlan(await json(`${found.id}/plan.json`)) : null;
  setFusion(app, { plan });
}

/** The slices under the crosshair, the axial one first. */
function inView(app: App): [PlaneName, number][] {
  const { grid } = app.document!.volume;
  const { cross } = app.store.getState().petct;
  return PLANES.map((name) => [name, pixelAt(planeOf(grid, name), cross)[2]]);
}

/** What to fuse next: what is in view, then axial slices outwards from there; null when all is done. */
function nextSlice(app: App): [PlaneName, number] | null {
  const { fused } = app.pet!;
  const missing = ([plane, slice]: readonly [PlaneName, number]) => !fused.has(fusedKey(plane, slice));
  const view = inView(app);
  const first = view.find(missing);
  if (first) return first;
  const { slices } = planeOf(app.document!.volume.grid, 'axial');
  const next = fromTheMiddle(slices, view[0]![1]).find((slice) => missing(['axial', slice]));
  return next === undefined ? null : ['axial', next];
}

let running = false;

/** Fuses slice after slice, what is in view first, as long as the learned picture is asked for. One run at a time. */
export async function fuseOnwards(app: App): Promise<void> {
  if (running) return;
  running = true;
  try {
    await runJob(app, { key: 'job.fuse' }, (signal, onProgress) => run(app, signal, onProgress));
  } catch (e) {
    // stopped, or failed: the blend is shown again
    setFusion(app, { show: 'blend' });
    if (!isAbort(e)) report(app, e);
  } finally {
    running = false;
  }
}

async function run(
  app: App,
  signal: AbortSignal,
  onProgress: (p: { stage: string; done: number; total: number }) => void,
): Promise<void> {
  const image = app.pet;
  const { plan } = app.store.getState().petct.fusion;
  if (!image || !plan || !app.document) return;
  const total = planeOf(app.document.volume.grid, 'axial').slices;
  const started = performance.now();
  let made = 0;
  for (;;) {
    const { petct } = app.store.getState();
    if (app.pet !== image || petct.fusion.show !== 'learned') return;
    const next = image.values ? nextSlice(app) : null;
    if (!next) return;
    const [plane, slice] = next;
    const pixels = petct.pixels;
    const pair = await app.workers.pet.api.fusionPair({ plan, plane, slice }, { signal });
    const fused = await app.workers.ml.api.fusePair(
      { plan, pair },
      { signal, transfer: [pair.ct.buffer as ArrayBuffer, pair.pet.buffer as ArrayBuffer] },
    );
    // moved meanwhile: of the PET that is no longer shown
    if (app.store.getState().petct.pixels !== pixels) continue;
    image.fused.set(fusedKey(plane, slice), fused);
    made++;
    const done = [...image.fused.keys()].filter((k) => k.startsWith('axial')).length;
    const seconds = (performance.now() - started) / 1000 / made;
    setFusion(app, { pictures: petct.fusion.pictures + 1, done, seconds });
    onProgress({ stage: 'fuse', done, total });
  }
}

/** Goes on fusing when the crosshair comes to slices that are not fused yet. Returns what stops it. */
export function startFusion(app: App): () => void {
  return app.store.subscribe((now, before) => {
    if (now.petct === before.petct || now.petct.fusion.show !== 'learned' || !app.pet?.values) return;
    if (now.petct.pixels !== before.petct.pixels) app.pet.fused.clear();
    const asked =
      now.petct.cross !== before.petct.cross ||
      now.petct.pixels !== before.petct.pixels ||
      before.petct.fusion.show !== 'learned';
    if (asked && !running && nextSlice(app)) void fuseOnwards(app);
  });
}
