import { pictureGrid } from '../grid.ts';
import { blur } from './blur.ts';
import type { Phantom } from './phantom.ts';
import { mulberry32 } from '../random.ts';
import { nearNormal } from './random.ts';
import { directionOf, outline, waves } from './wobble.ts';

const SIZE = 512;
const SEED = 2018;

interface Nucleus {
  readonly x: number;
  readonly y: number;
  /** Semi-axes, px. */
  readonly a: number;
  readonly b: number;
  readonly angle: number;
  readonly brightness: number;
}

/**
 * A fluorescence field of about 60 cell nuclei, 512 x 512, 8 bits: uneven brightness, chromatin texture, touching pairs,
 * some cut by the edge, out-of-focus glow and camera noise. Drawn, not photographed; every call gives the same pixels.
 */
export function nucleiPhantom(): Phantom {
  const random = mulberry32(SEED);
  const light = new Float32Array(SIZE * SIZE);
  const truth = new Uint8Array(SIZE * SIZE);
  const glow = new Float32Array(SIZE * SIZE);
  const texture = grain(random);
  for (const nucleus of scatter(random)) draw(nucleus, random, texture, light, glow, truth);
  blur(light, SIZE, SIZE, 1);
  blur(glow, SIZE, SIZE, 7);
  const noise = nearNormal(random);
  const voxels = Uint8Array.from(light, (value, i) => {
    const signal = 7 + value + 0.16 * glow[i]!;
    // photon noise grows with the root of the signal; the camera adds its own
    return Math.max(0, Math.min(255, Math.round(signal + noise() * (1.1 + 0.22 * Math.sqrt(signal)))));
  });
  return {
    volume: {
      id: 'sample-nuclei',
      name: 'Cell nuclei',
      modality: '',
      grid: pictureGrid(SIZE, SIZE),
      voxels,
      channels: 1,
      slope: 1,
      intercept: 0,
      unit: '',
      window: { center: 100, width: 200 },
      about: { format: 'drawn sample' },
      warnings: [],
    },
    truth,
    labels: [{ value: 1, name: 'Nucleus', color: [111, 211, 180] }],
  };
}

/** Places nuclei so that few overlap, and gives every fifth a neighbour that touches it. */
function scatter(random: () => number): readonly Nucleus[] {
  const placed: Nucleus[] = [];
  const make = (x: number, y: number): Nucleus => {
    const a = 12 + 13 * random() ** 1.4;
    return {
      x,
      y,
      a,
      b: a * (0.62 + 0.34 * random()),
      angle: Math.PI * random(),
      brightness: 45 + 150 * random() ** 1.6,
    };
  };
  const free = (n: Nucleus, gap: number) =>
    placed.every((m) => Math.hypot(m.x - n.x, m.y - n.y) > gap * (Math.max(m.a, m.b) + Math.max(n.a, n.b)));
  for (let attempt = 0; attempt < 4000 && placed.length < 60; attempt++) {
    const n = make(-6 + (SIZE + 12) * random(), -6 + (SIZE + 12) * random());
    if (!free(n, 1.18)) continue;
    placed.push(n);
    if (placed.length % 5 !== 0) continue;
    const turn = 2 * Math.PI * random();
    const partner = make(0, 0);
    const apart = 0.86 * (n.a + partner.a);
    const beside = { ...partner, x: n.x + apart * Math.cos(turn), y: n.y + apart * Math.sin(turn) };
    const others = placed.filter((m) => m !== n);
    if (others.every((m) => Math.hypot(m.x - beside.x, m.y - beside.y) > 1.1 * (m.a + beside.a))) placed.push(beside);
  }
  return placed;
}

/** Smooth texture around 0, SD near 1: chromatin is not even. */
function grain(random: () => number): Float32Array {
  const noise = nearNormal(random);
  const out = Float32Array.from({ length: SIZE * SIZE }, noise);
  blur(out, SIZE, SIZE, 2.2);
  // a Gaussian of that width leaves 1 / (2 √π σ) of the deviation
  const gain = 2 * Math.sqrt(Math.PI) * 2.2;
  return out.map((v) => v * gain);
}

function draw(
  n: Nucleus,
  random: () => number,
  texture: Float32Array,
  light: Float32Array,
  glow: Float32Array,
  truth: Uint8Array,
): void {
  const edge = outline(waves(random, 0.045), 0);
  const cos = Math.cos(n.angle);
  const sin = Math.sin(n.angle);
  const reach = Math.ceil(1.3 * n.a);
  for (let y = Math.max(0, Math.floor(n.y - reach)); y < Math.min(SIZE, n.y + reach); y++) {
    for (let x = Math.max(0, Math.floor(n.x - reach)); x < Math.min(SIZE, n.x + reach); x++) {
      const u = ((x - n.x) * cos + (y - n.y) * sin) / n.a;
      const v = ((y - n.y) * cos - (x - n.x) * sin) / n.b;
      const radius = Math.hypot(u, v) / edge[directionOf(u, v)]!;
      if (radius > 1) continue;
      const i = y * SIZE + x;
      // a nucleus is a flat dome: thick in the middle, so brighter there
      const dome = 0.72 + 0.28 * Math.sqrt(1 - radius * radius);
      light[i] = Math.max(light[i]!, n.brightness * dome * (1 + 0.11 * texture[i]!));
      glow[i] = n.brightness;
      truth[i] = 1;
    }
  }
}
