import type { FusionPlan } from '../core/fusionPlan.ts';
import type { Vec3 } from '../core/grid.ts';
import { maximumProjection, type Projection } from '../core/mip.ts';
import { type PlaneName, planeOf } from '../core/plane.ts';
import type { Job } from '../core/progress.ts';
import { type Registration, registerRigid } from '../core/registration/registerRigid.ts';
import { NO_MOTION, type RigidMotion } from '../core/registration/rigid.ts';
import { resampling } from '../core/resample.ts';
import { hotRegion, type HotRegion, type HotRule } from '../core/suv/hotRegion.ts';
import { petStatistics, type PetStatistics } from '../core/suv/petStatistics.ts';
import type { Volume } from '../core/volume.ts';
import type { FusionPair } from '../ml/fusion/fusionModel.ts';
import { type Scaling, scalings, sliceInput } from '../ml/infer/normalize.ts';
import { moving, serve } from './rpc.ts';

/** The pair that calls are about, and the PET on the CT's grid as it was resampled last. */
let ct: Volume | null = null;
let pet: Volume | null = null;
let values: Float32Array | null = null;
let shownMotion: RigidMotion = NO_MOTION;
/** How a fusion model sees the pair; its statistics are taken once. */
let seen: { readonly plan: string; readonly ct: readonly Scaling[]; readonly pet: readonly Scaling[] } | null = null;

function pair(): { ct: Volume; pet: Volume } {
  if (!ct || !pet) throw new Error('No CT and PET were loaded.');
  return { ct, pet };
}
function resampled(): Float32Array {
  if (!values) throw new Error('The PET was not resampled.');
  return values;
}

/** ms of work between looks for a stop. */
const TURN = 40;
const breath = () => new Promise<void>((go) => setTimeout(go, 0));

/** What the PET worker does: the image work of a PET/CT, beside the page. */
const api = {
  async load(args: { ct: Volume; pet: Volume }) {
    ({ ct, pet } = args);
    values = null;
    seen = null;
  },

  /** The PET at the CT's voxel centres, trilinear, in the PET's unit; NaN outside its field of view. */
  async resample({ motion }: { motion: RigidMotion }, job: Job): Promise<Float32Array> {
    const { ct, pet } = pair();
    const total = ct.grid.size[2];
    const steps = resampling(pet, ct.grid, { motion, outside: NaN });
    let until = performance.now() + TURN;
    for (;;) {
      const step = steps.next();
      if (step.done) {
        values = step.value;
        shownMotion = motion;
        const copy = step.value.slice();
        return moving(copy, [copy.buffer]);
      }
      job.progress({ stage: 'resample', done: step.value, total });
      if (performance.now() < until) continue;
      await breath();
      job.signal.throwIfAborted();
      until = performance.now() + TURN;
    }
  },

  /** Rigid registration of the PET to the CT; null where they share nothing. */
  async register(_: object, job: Job): Promise<Registration | null> {
    const { ct, pet } = pair();
    return registerRigid(ct, pet, async (part) => {
      job.progress({ stage: 'register', done: Math.round(100 * part), total: 100 });
      await breath();
      job.signal.throwIfAborted();
    });
  },

  /** Maximum intensity projection of the PET itself, in its unit. */
  async project({ angle }: { angle: number }): Promise<Projection> {
    const made = maximumProjection(pair().pet, angle);
    return moving(made, [made.values.buffer as ArrayBuffer]);
  },

  /** Uptake under a label of a map on the CT's grid, in the PET's unit. */
  async statistics({ labels, label }: { labels: Uint8Array; label: number }): Promise<PetStatistics> {
    const { ct, pet } = pair();
    return petStatistics(ct.grid, labels, label, resampled(), pet, shownMotion);
  },

  /** One slice of both images on the CT's grid, as grey of 0..1 that a fusion model takes. */
  async fusionPair({ plan, plane, slice }: { plan: FusionPlan; plane: PlaneName; slice: number }): Promise<FusionPair> {
    const { ct, pet } = pair();
    if (seen?.plan !== plan.id) {
      const of = (norm: FusionPlan['input']['ct'], image: Volume) => scalings(norm, image, 'luminance');
      seen = { plan: plan.id, ct: of(plan.input.ct, ct), pet: of(plan.input.pet, pet) };
    }
    const onCt = { ...pet, grid: ct.grid, voxels: resampled(), slope: 1, intercept: 0 };
    const cut = planeOf(ct.grid, plane);
    const made = {
      width: cut.width,
      height: cut.height,
      ct: sliceInput(ct, cut, slice, seen.ct),
      pet: sliceInput(onCt, cut, slice, seen.pet),
    };
    return moving(made, [made.ct.buffer as ArrayBuffer, made.pet.buffer as ArrayBuffer]);
  },

  /** The connected hot region about a voxel of the CT's grid; values in the PET's unit. */
  async hot({ seed, rule, reach }: { seed: Vec3; rule: HotRule; reach: number }): Promise<HotRegion | null> {
    const found = hotRegion(pair().ct.grid, resampled(), seed, rule, reach);
    return found && moving(found, [found.elements.buffer as ArrayBuffer]);
  },
};

export type PetApi = typeof api;

serve(self as never, api);
