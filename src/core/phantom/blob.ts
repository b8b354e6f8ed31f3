import { directionOf, outline, waves } from './wobble.ts';

/** Cross-section of an organ at height z: centre and semi-axes in mm, `turn` in degrees (x axis towards y axis). */
export interface Section {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly turn?: number;
}

/** An organ as cross-sections at a few heights; it closes like a cap beyond its first and last section. */
export interface Blob {
  readonly sections: readonly Section[];
  /** Amplitude of the outline's largest wave, of the radius. */
  readonly wobble: number;
  /** Length of the caps, mm. */
  readonly cap: number;
}

/** The slice's pixels: centre (0, 0) mm, x to the patient's left, y to posterior. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** mm */
  readonly pixel: number;
}

/** Calls `put(pixel, depth)` for every pixel of the slice at height z (mm) that lies in or near a shape. */
export type Painter = (z: number, put: (pixel: number, depth: number) => void) => void;

/** Pixel coordinate to mm from the centre. */
export const mm = (i: number, n: number, pixel: number): number => (i - (n - 1) / 2) * pixel;

const between = (a: number, b: number, t: number) => a + (b - a) * t;
/** 0..1 with flat ends, so that sections join without a kink. */
const ease = (t: number) => t * t * (3 - 2 * t);

/** The section at height z, or null above and below the organ. */
export function sectionAt({ sections, cap }: Blob, z: number): Section | null {
  const first = sections[0]!;
  const last = sections[sections.length - 1]!;
  const beyond = z < first.z ? first.z - z : z > last.z ? z - last.z : 0;
  if (beyond >= cap) return null;
  const shrink = Math.sqrt(1 - (beyond / cap) ** 2);
  const at = Math.max(first.z, Math.min(last.z, z));
  const n = Math.max(
    1,
    sections.findIndex((s) => s.z >= at),
  );
  const low = sections[n - 1]!;
  const high = sections[n] ?? low;
  const t = high === low ? 0 : ease((at - low.z) / (high.z - low.z));
  return {
    z,
    x: between(low.x, high.x, t),
    y: between(low.y, high.y, t),
    a: between(low.a, high.a, t) * shrink,
    b: between(low.b, high.b, t) * shrink,
    turn: between(low.turn ?? 0, high.turn ?? 0, t),
  };
}

/**
 * A painter of one blob: calls `put(pixel, depth)` for the pixels at or near it in the slice at height z,
 * with `depth` in mm inside the surface (negative outside, down to -margin).
 */
export function blobPainter(blob: Blob, random: () => number, raster: Raster, margin: number): Painter {
  const wave = waves(random, blob.wobble);
  return (z, put) => {
    const s = sectionAt(blob, z);
    if (!s || s.a < 0.5 || s.b < 0.5) return;
    const edge = outline(wave, z);
    const cos = Math.cos(((s.turn ?? 0) * Math.PI) / 180);
    const sin = Math.sin(((s.turn ?? 0) * Math.PI) / 180);
    const reach = Math.max(s.a, s.b) * (1 + 2 * blob.wobble) + margin;
    const mean = Math.sqrt(s.a * s.b);
    const { width, height, pixel } = raster;
    const from = (center: number, n: number) => Math.max(0, Math.floor((center - reach) / pixel + (n - 1) / 2));
    const to = (center: number, n: number) => Math.min(n - 1, Math.ceil((center + reach) / pixel + (n - 1) / 2));
    for (let j = from(s.y, height); j <= to(s.y, height); j++) {
      const dy = mm(j, height, pixel) - s.y;
      for (let i = from(s.x, width); i <= to(s.x, width); i++) {
        const dx = mm(i, width, pixel) - s.x;
        const u = (dx * cos + dy * sin) / s.a;
        const v = (dy * cos - dx * sin) / s.b;
        const radius = Math.sqrt(u * u + v * v);
        const far = radius > 0 ? Math.hypot(dx, dy) / radius : mean;
        const depth = (edge[directionOf(u, v)]! - radius) * far;
        if (depth > -margin) put(j * width + i, depth);
      }
    }
  };
}
