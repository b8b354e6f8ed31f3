import { affineLps, type Grid } from '../grid.ts';
import { inverse, multiply, type RigidMotion, rigidAffine } from '../registration/rigid.ts';
import type { Resampled } from '../resample.ts';

/** Uptake under a label. Values in the unit of `values` (SUV with a factor); NaN where nothing lies under the label. */
export interface PetStatistics {
  /** Highest voxel of the PET itself whose centre lies in the label; where none does, highest interpolated value. */
  readonly max: number;
  /** Mean and standard deviation (population) over the label's voxels, interpolated. */
  readonly mean: number;
  readonly sd: number;
  /** Highest mean in a sphere of 1 mL whose centre lies in the label; the sphere may reach beyond it (PERCIST 1.0). */
  readonly peak: number;
  /** Metabolic tumour volume: of the label, mL. */
  readonly mtv: number;
  /** Total lesion glycolysis: mean * volume, mL times the unit. */
  readonly tlg: number;
  /** Voxels of the label outside the PET's field of view: left out of mean and TLG. */
  readonly outside: number;
}

/** mm; a sphere of 1 mL. */
export const PEAK_RADIUS = Math.cbrt((3 * 1000) / (4 * Math.PI));

/** The sphere's mean is taken over points at least this dense, mm. */
const DENSE = 2;

/**
 * Uptake under `label` of a label map on `grid`.
 * @param values the PET on `grid` (resampled), NaN outside its field of view; [k, j, i], i fastest
 * @param pet the PET itself, with the motion that takes a world point of `grid` to its world
 */
export function petStatistics(
  grid: Grid,
  labels: Uint8Array,
  label: number,
  values: Float32Array,
  pet: Resampled,
  motion: RigidMotion,
): PetStatistics {
  let [count, inside, sum, squares, top] = [0, 0, 0, 0, -Infinity];
  for (let n = 0; n < labels.length; n++) {
    if (labels[n] !== label) continue;
    count++;
    const v = values[n]!;
    if (Number.isNaN(v)) continue;
    inside++;
    sum += v;
    squares += v * v;
    if (v > top) top = v;
  }
  const native = highestVoxel(grid, labels, label, pet, motion);
  const mean = inside ? sum / inside : NaN;
  const ml = (grid.spacing[0] * grid.spacing[1] * grid.spacing[2]) / 1000;
  return {
    max: native ?? (inside ? top : NaN),
    mean,
    sd: inside ? Math.sqrt(Math.max(0, squares / inside - mean * mean)) : NaN,
    peak: peakMean(grid, labels, label, values),
    mtv: count * ml,
    tlg: inside ? mean * inside * ml : NaN,
    outside: count - inside,
  };
}

/** Highest PET voxel whose centre falls into a voxel of the label; null where none does. */
function highestVoxel(
  grid: Grid,
  labels: Uint8Array,
  label: number,
  pet: Resampled,
  motion: RigidMotion,
): number | null {
  // PET voxel -> PET world -> world of the grid -> voxel of the grid
  const m = multiply(multiply(inverse(affineLps(grid)), inverse(rigidAffine(motion))), affineLps(pet.grid));
  const [w, h, d] = grid.size;
  const [pw, ph, pd] = pet.grid.size;
  let best: number | null = null;
  let n = 0;
  for (let k = 0; k < pd; k++) {
    for (let j = 0; j < ph; j++) {
      for (let i = 0; i < pw; i++, n++) {
        const x = Math.round(m[0]! * i + m[1]! * j + m[2]! * k + m[3]!);
        const y = Math.round(m[4]! * i + m[5]! * j + m[6]! * k + m[7]!);
        const z = Math.round(m[8]! * i + m[9]! * j + m[10]! * k + m[11]!);
        if (x < 0 || y < 0 || z < 0 || x >= w || y >= h || z >= d || labels[x + w * (y + h * z)] !== label) continue;
        const value = pet.slope * pet.voxels[n]! + pet.intercept;
        if (best === null || value > best) best = value;
      }
    }
  }
  return best;
}

/** Highest mean of `values` over the grid's points in a 1-mL sphere about a voxel of the label; NaN for no label. */
function peakMean({ size: [w, h, d], spacing }: Grid, labels: Uint8Array, label: number, values: Float32Array): number {
  const step = spacing.map((s) => Math.max(1, Math.floor(DENSE / s))) as [number, number, number];
  const sphere: number[] = [];
  const reach = spacing.map((s) => Math.floor(PEAK_RADIUS / s));
  for (let z = -reach[2]!; z <= reach[2]!; z++) {
    for (let y = -reach[1]!; y <= reach[1]!; y++) {
      for (let x = -reach[0]!; x <= reach[0]!; x++) {
        if (x % step[0] || y % step[1] || z % step[2]) continue;
        if (Math.hypot(x * spacing[0], y * spacing[1], z * spacing[2]) <= PEAK_RADIUS) sphere.push(x, y, z);
      }
    }
  }
  let best = NaN;
  for (let k = 0, n = 0; k < d; k++) {
    for (let j = 0; j < h; j++) {
      for (let i = 0; i < w; i++, n++) {
        if (labels[n] !== label) continue;
        let sum = 0;
        let count = 0;
        for (let p = 0; p < sphere.length; p += 3) {
          const [x, y, z] = [i + sphere[p]!, j + sphere[p + 1]!, k + sphere[p + 2]!];
          if (x < 0 || y < 0 || z < 0 || x >= w || y >= h || z >= d) continue;
          const v = values[x + w * (y + h * z)]!;
          if (Number.isNaN(v)) continue;
          sum += v;
          count++;
        }
        if (count > 0 && !(sum / count <= best)) best = sum / count;
      }
    }
  }
  return best;
}
