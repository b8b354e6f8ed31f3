import { mm, type Raster } from './blob.ts';
import type { Torso } from './torso.ts';
import { directionOf } from './wobble.ts';

/** Of each pixel: place in mm from the middle, distance to it, direction entry, angle from the posterior midline. */
export interface BodyTables {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly radius: Float32Array;
  readonly direction: Uint16Array;
  readonly fromSpine: Float32Array;
}

export function bodyTables({ width, height, pixel }: Raster): BodyTables {
  const n = width * height;
  const [x, y, radius, fromSpine] = [0, 1, 2, 3].map(() => new Float32Array(n)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const direction = new Uint16Array(n);
  for (let j = 0, i = 0; j < height; j++) {
    for (let c = 0; c < width; c++, i++) {
      x[i] = mm(c, width, pixel);
      y[i] = mm(j, height, pixel);
      radius[i] = Math.hypot(x[i]!, y[i]!);
      direction[i] = directionOf(x[i]!, y[i]!);
      fromSpine[i] = Math.abs(Math.atan2(x[i]!, y[i]!));
    }
  }
  return { x, y, radius, direction, fromSpine };
}

/** What fills a place: CT number (HU), tracer uptake (g/mL) and label. */
export interface Filling {
  readonly hu: number;
  readonly suv: number;
  readonly label: number;
}

/** One axial slice while it is drawn: CT numbers, uptake and labels together. */
export class ThoraxSlice {
  readonly hu: Float32Array;
  readonly suv: Float32Array;
  readonly truth: Uint8Array;
  readonly wall: Torso;
  readonly tables: BodyTables;
  readonly raster: Raster;

  constructor(wall: Torso, tables: BodyTables, raster: Raster, truth: Uint8Array, suv: Float32Array) {
    this.wall = wall;
    this.tables = tables;
    this.raster = raster;
    this.truth = truth;
    this.suv = suv;
    this.hu = new Float32Array(raster.width * raster.height).fill(-1000);
  }

  /** mm from a pixel outwards to a layer of the body wall; negative beyond it. */
  within(layer: keyof Torso, i: number): number {
    return this.wall[layer][this.tables.direction[i]!]! - this.tables.radius[i]!;
  }

  /** Lays a filling over a pixel that lies `depth` mm inside a surface: at the surface itself, half. */
  lay(i: number, depth: number, { hu, suv, label }: Filling): void {
    const share = Math.max(0, Math.min(1, depth / this.raster.pixel + 0.5));
    if (share === 0) return;
    this.hu[i] = this.hu[i]! + share * (hu - this.hu[i]!);
    this.suv[i] = this.suv[i]! + share * (suv - this.suv[i]!);
    if (share > 0.5) this.truth[i] = label;
  }

  /** Calls `put` for pixels no farther than `reach` mm from (x, y) along either axis, with their distance from it. */
  around(x: number, y: number, reach: number, put: (i: number, dx: number, dy: number) => void): void {
    const { width, height, pixel } = this.raster;
    const column = (v: number, n: number) => v / pixel + (n - 1) / 2;
    for (let j = Math.max(0, Math.ceil(column(y - reach, height))); j <= column(y + reach, height) && j < height; j++) {
      for (let c = Math.max(0, Math.ceil(column(x - reach, width))); c <= column(x + reach, width) && c < width; c++) {
        put(j * width + c, mm(c, width, pixel) - x, mm(j, height, pixel) - y);
      }
    }
  }
}
