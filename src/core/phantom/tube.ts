import { mm, type Painter, type Raster } from './blob.ts';
import { waves } from './wobble.ts';

/** [x, y, z, radius] in mm. */
export type TubePoint = readonly [x: number, y: number, z: number, radius: number];

/** A painter of a bent tube: a chain of round cones; `rough` mm of lobulation along it. */
export function tubePainter(
  points: readonly TubePoint[],
  rough: number,
  random: () => number,
  raster: Raster,
  margin: number,
): Painter {
  const wave = waves(random, rough, 3, 7);
  const { width, height, pixel } = raster;
  return (z, put) => {
    const best = new Map<number, number>();
    for (let n = 1; n < points.length; n++) {
      const [ax, ay, az, ar] = points[n - 1]!;
      const [bx, by, bz, br] = points[n]!;
      const reach = Math.max(ar, br) + rough + margin;
      if (z < Math.min(az, bz) - reach || z > Math.max(az, bz) + reach) continue;
      const dx = bx - ax;
      const dy = by - ay;
      const dz = bz - az;
      const length2 = dx * dx + dy * dy + dz * dz;
      const low = (a: number, b: number, size: number) =>
        Math.max(0, Math.floor((Math.min(a, b) - reach) / pixel + (size - 1) / 2));
      const high = (a: number, b: number, size: number) =>
        Math.min(size - 1, Math.ceil((Math.max(a, b) + reach) / pixel + (size - 1) / 2));
      for (let j = low(ay, by, height); j <= high(ay, by, height); j++) {
        const py = mm(j, height, pixel) - ay;
        for (let i = low(ax, bx, width); i <= high(ax, bx, width); i++) {
          const px = mm(i, width, pixel) - ax;
          const pz = z - az;
          const t = Math.max(0, Math.min(1, (px * dx + py * dy + pz * dz) / length2));
          const distance = Math.hypot(px - t * dx, py - t * dy, pz - t * dz);
          const along = 0.9 * (n + t);
          const lobes = wave.reduce((sum, w) => sum + w.size * Math.cos(w.lobes * along + w.phase), 0);
          const depth = ar + t * (br - ar) + (rough > 0 ? lobes : 0) - distance;
          const at = j * width + i;
          if (depth > -margin && depth > (best.get(at) ?? -margin)) best.set(at, depth);
        }
      }
    }
    for (const [at, depth] of best) put(at, depth);
  };
}
