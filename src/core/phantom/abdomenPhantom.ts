import { type Grid, IDENTITY_DIRECTION } from '../grid.ts';
import { LABELS, ORGANS, TUBES, type Organ } from './anatomy.ts';
import { blobPainter, mm, sectionAt, type Painter } from './blob.ts';
import { blur } from './blur.ts';
import type { Phantom } from './phantom.ts';
import { mulberry32 } from '../random.ts';
import { nearNormal } from './random.ts';
import { ribAt, spineAt } from './skeleton.ts';
import { torso, type Torso } from './torso.ts';
import { tubePainter } from './tube.ts';
import { directionOf } from './wobble.ts';

const WIDTH = 256;
const HEIGHT = 256;
const SLICES = 40;
/** mm */
const PIXEL = 1.5;
const THICKNESS = 4;
const SEED = 1895;
const RASTER = { width: WIDTH, height: HEIGHT, pixel: PIXEL };

const AIR = -1000;
const FAT = -104;
const MUSCLE = 58;
const LUNG = -820;
const GAS = -940;

/** x to the patient's left, y to posterior, z to superior: LPS, axial slices from below upwards. */
const GRID: Grid = {
  size: [WIDTH, HEIGHT, SLICES],
  spacing: [PIXEL, PIXEL, THICKNESS],
  origin: [mm(0, WIDTH, PIXEL), mm(0, HEIGHT, PIXEL), -80],
  direction: IDENTITY_DIRECTION,
  spacingTrust: 'known',
  oriented: true,
};

/** Distance to the middle, direction entry and angle from the posterior midline of each pixel: the same in every slice. */
interface Polar {
  readonly radius: Float32Array;
  readonly direction: Uint16Array;
  readonly fromSpine: Float32Array;
}

/**
 * An upper abdomen CT in the portal venous phase, 256 x 256 x 40 at 1.5 x 1.5 x 4 mm, Int16 HU, with nine organs as truth.
 * Drawn from anatomy.ts, no patient; the same seed gives the same voxels, another one other outlines and noise.
 */
export function abdomenPhantom(seed = SEED): Phantom {
  const random = mulberry32(seed);
  const polar = polarTables();
  const wallAt = torso(random);
  const layers = [
    ...ORGANS.map((organ) => organLayer(organ, random)),
    ...TUBES.map((tube): Layer => {
      const paint = tubePainter(tube.points, tube.rough, random, RASTER, 2);
      return (slice, z) => paint(z, (i, depth) => slice.lay(i, depth, tube.hu, tube.label || KEEP));
    }),
  ];
  const voxels = new Int16Array(WIDTH * HEIGHT * SLICES);
  const truth = new Uint8Array(voxels.length);
  for (let k = 0; k < SLICES; k++) {
    const z = k * THICKNESS;
    const slice = new Slice(wallAt(z), polar, truth.subarray(k * WIDTH * HEIGHT, (k + 1) * WIDTH * HEIGHT));
    drawWall(slice, z);
    for (const layer of layers) layer(slice, z);
    drawLungs(slice, z);
    drawSkeleton(slice, z);
    finish(slice.hu, random, voxels.subarray(k * WIDTH * HEIGHT, (k + 1) * WIDTH * HEIGHT));
  }
  return {
    volume: {
      id: 'sample-abdomen',
      name: 'Abdomen CT',
      modality: 'CT',
      grid: GRID,
      voxels,
      channels: 1,
      slope: 1,
      intercept: 0,
      unit: 'HU',
      window: { center: 40, width: 400 },
      about: { format: 'drawn sample' },
      warnings: [],
    },
    truth,
    labels: LABELS,
  };
}

/** Draws one structure into a slice at height z. */
type Layer = (slice: Slice, z: number) => void;

/** Label argument of `lay` that leaves the truth as it is. */
const KEEP = -1;

/** One slice while it is drawn. */
class Slice {
  readonly wall: Torso;
  readonly polar: Polar;
  readonly hu: Float32Array;
  readonly truth: Uint8Array;

  constructor(wall: Torso, polar: Polar, truth: Uint8Array) {
    this.wall = wall;
    this.polar = polar;
    this.truth = truth;
    this.hu = new Float32Array(WIDTH * HEIGHT).fill(AIR);
  }

  /** mm from a pixel outwards to a layer of the body wall; negative beyond it. */
  within(layer: keyof Torso, i: number): number {
    return this.wall[layer][this.polar.direction[i]!]! - this.polar.radius[i]!;
  }

  /** Lays `hu` over a pixel that lies `depth` mm inside a surface: at the surface itself, half. */
  lay(i: number, depth: number, hu: number, label: number): void {
    const share = Math.max(0, Math.min(1, depth / PIXEL + 0.5));
    if (share === 0) return;
    this.hu[i] = this.hu[i]! + share * (hu - this.hu[i]!);
    if (label !== KEEP && share > 0.5) this.truth[i] = label;
  }
}

function polarTables(): Polar {
  const radius = new Float32Array(WIDTH * HEIGHT);
  const direction = new Uint16Array(WIDTH * HEIGHT);
  const fromSpine = new Float32Array(WIDTH * HEIGHT);
  for (let j = 0, i = 0; j < HEIGHT; j++) {
    const y = mm(j, HEIGHT, PIXEL);
    for (let c = 0; c < WIDTH; c++, i++) {
      const x = mm(c, WIDTH, PIXEL);
      radius[i] = Math.hypot(x, y);
      direction[i] = directionOf(x, y);
      fromSpine[i] = Math.abs(Math.atan2(x, y));
    }
  }
  return { radius, direction, fromSpine };
}

/** Couch, skin, fat, the muscle wall with its sheets, and the fat that fills the cavity. */
function drawWall(slice: Slice, z: number): void {
  const { fromSpine } = slice.polar;
  for (let j = 0, i = 0; j < HEIGHT; j++) {
    const y = mm(j, HEIGHT, PIXEL);
    for (let c = 0; c < WIDTH; c++, i++) {
      const x = mm(c, WIDTH, PIXEL);
      const couch = 2.6 - Math.abs(y - 131 + 0.0011 * x * x);
      if (couch > -1 && Math.abs(x) < 176) slice.lay(i, couch, 40, KEEP);
      const skin = slice.within('skin', i);
      if (skin < -2) continue;
      slice.lay(i, skin, 15, KEEP);
      slice.lay(i, skin - 2.2, FAT, KEEP);
      const muscle = slice.within('muscle', i);
      if (muscle < -2) continue;
      const cavity = slice.within('cavity', i);
      // three flat muscles on the flanks, with fat between them
      const sheet = muscle / Math.max(1, muscle - cavity);
      const flank = fromSpine[i]! > 1 && fromSpine[i]! < 2.5 && cavity < 0;
      const seam = flank ? Math.max(0, 1 - 9 * Math.min(Math.abs(sheet - 0.36), Math.abs(sheet - 0.7))) : 0;
      // streaks of fat in the back muscles
      const streak = fromSpine[i]! < 1 ? 16 * Math.sin(0.33 * x + 0.05 * z) * Math.sin(0.41 * y) : 0;
      slice.lay(i, muscle, MUSCLE - 70 * seam + streak, KEEP);
      slice.lay(i, cavity, FAT, KEEP);
    }
  }
}

function organLayer(organ: Organ, random: () => number): Layer {
  const fat = organ.fat ?? 0;
  const paint: Painter = blobPainter(organ, random, RASTER, fat + 2);
  return (slice, z) => {
    const middle = sectionAt(organ, z)?.y ?? 0;
    const inCavity = (i: number, depth: number) => Math.min(depth, slice.within('cavity', i) - 1.5);
    if (fat > 0) paint(z, (i, depth) => slice.lay(i, inCavity(i, depth + fat), FAT, 0));
    paint(z, (i, depth) => {
      const d = inCavity(i, depth);
      slice.lay(i, d, organ.hu, organ.label);
      if (!organ.wall) return;
      const inside = d - organ.wall.mm;
      slice.lay(i, inside, organ.wall.inside, KEEP);
      if (organ.gas === undefined) return;
      const level = middle - organ.gas - mm(Math.floor(i / WIDTH), HEIGHT, PIXEL);
      slice.lay(i, Math.min(inside, level), GAS, KEEP);
    });
  };
}

/** Lung bases: a crescent between the chest wall and the organs, deeper behind and higher up. */
function drawLungs(slice: Slice, z: number): void {
  if (z < 116) return;
  const { fromSpine } = slice.polar;
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const inside = slice.within('cavity', i) - 1;
    if (inside < -2) continue;
    const angle = fromSpine[i]!;
    const behind = Math.max(0, 1 - Math.abs(angle - 0.75) / 1.15);
    const thick = (z - 116) * 0.95 * behind - 2;
    const depth = Math.min(inside, thick - inside);
    if (depth > -2) slice.lay(i, depth, LUNG, 0);
  }
}

function drawSkeleton(slice: Slice, z: number): void {
  for (let j = 0, i = 0; j < HEIGHT; j++) {
    const y = mm(j, HEIGHT, PIXEL);
    for (let c = 0; c < WIDTH; c++, i++) {
      const x = mm(c, WIDTH, PIXEL);
      const out = -slice.within('cavity', i);
      if (out > -2 && out < 13) {
        const rib = ribAt(slice.polar.fromSpine[i]!, out, z);
        if (rib.depth > -1) slice.lay(i, rib.depth, rib.hu, 0);
      }
      if (Math.abs(x) > 48 || y < 22 || y > 104) continue;
      const spine = spineAt(x, y, z);
      if (spine.depth > -1) slice.lay(i, spine.depth, spine.hu, 0);
    }
  }
}

/** Scanner sharpness (Gaussian, 0.9 mm) and noise (SD about 11 HU, grainy as after filtered back projection). */
function finish(hu: Float32Array, random: () => number, out: Int16Array): void {
  const normal = nearNormal(random);
  const coarse = Float32Array.from(hu, normal);
  blur(hu, WIDTH, HEIGHT, 0.6);
  blur(coarse, WIDTH, HEIGHT, 0.7);
  for (let i = 0; i < out.length; i++) {
    // air scatters less than tissue
    const tissue = hu[i]! > -900 ? 1 : 0.5;
    out[i] = Math.max(-1024, Math.round(hu[i]! + tissue * (21 * coarse[i]! + 4 * normal())));
  }
}
