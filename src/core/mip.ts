import { affineLps } from './grid.ts';
import { inverse } from './registration/rigid.ts';
import { type Resampled, sampler } from './resample.ts';

/** A maximum intensity projection: `height` rows from head to foot, `pixel` mm each way. */
export interface Projection {
  readonly width: number;
  readonly height: number;
  readonly pixel: number;
  /** Highest value along each ray, in the image's unit; -Infinity where the ray misses the image. Row by row. */
  readonly values: Float32Array;
}

/** Rays are cast no denser than this, mm. */
const FINEST = 3;

/**
 * The projection along horizontal rays, seen by someone who walked `angle` radians round the patient: 0 = from the front
 * (patient right at screen left), a quarter turn = from the patient's left (anterior at screen left).
 */
export function maximumProjection(image: Resampled, angle: number): Projection {
  const { grid } = image;
  const m = affineLps(grid);
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((c) =>
    [0, 1, 2].map((r) => {
      const at = grid.size.map((n, a) => ((c >> a) & 1 ? n - 0.5 : -0.5));
      return m[4 * r]! * at[0]! + m[4 * r + 1]! * at[1]! + m[4 * r + 2]! * at[2]! + m[4 * r + 3]!;
    }),
  );
  const range = (r: number) =>
    [Math.min(...corners.map((p) => p[r]!)), Math.max(...corners.map((p) => p[r]!))] as const;
  const [[x0, x1], [y0, y1], [z0, z1]] = [range(0), range(1), range(2)];
  const radius = Math.hypot(x1 - x0, y1 - y0) / 2;
  const pixel = Math.max(FINEST, Math.min(...grid.spacing));
  const width = Math.ceil((2 * radius) / pixel);
  const height = Math.max(1, Math.ceil((z1 - z0) / pixel));
  const values = new Float32Array(width * height).fill(-Infinity);
  const back = inverse(m);
  const read = sampler(image, -Infinity);
  // screen right, and the way from the eye, in the patient's world (x left, y posterior)
  const right = [Math.cos(angle), Math.sin(angle)] as const;
  const away = [-Math.sin(angle), Math.cos(angle)] as const;
  const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const step = [0, 1, 2].map((r) => pixel * (back[4 * r]! * away[0] + back[4 * r + 1]! * away[1]));
  for (let v = 0, n = 0; v < height; v++) {
    const z = z1 - (v + 0.5) * pixel;
    for (let u = 0; u < width; u++, n++) {
      const across = (u + 0.5) * pixel - radius;
      const x = cx + across * right[0] - radius * away[0];
      const y = cy + across * right[1] - radius * away[1];
      let [i, j, k] = [0, 1, 2].map(
        (r) => back[4 * r]! * x + back[4 * r + 1]! * y + back[4 * r + 2]! * z + back[4 * r + 3]!,
      ) as [number, number, number];
      let top = -Infinity;
      for (let s = 0; s <= width; s++) {
        const value = read(i, j, k);
        if (value > top) top = value;
        i += step[0]!;
        j += step[1]!;
        k += step[2]!;
      }
      values[n] = top;
    }
  }
  return { width, height, pixel, values };
}
