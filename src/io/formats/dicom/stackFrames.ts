import type { Grid, Vec3 } from '../../../core/grid.ts';
import { Problem } from '../../../core/problem.ts';
import { type Frame, cross, dot } from './frames.ts';
import { warning, type Warning } from '../../../core/warning.ts';

/** Frames in the order of the grid's third axis; null where a slice is missing. */
export interface Stack {
  readonly slices: readonly (Frame | null)[];
  readonly grid: Grid;
  readonly warnings: readonly Warning[];
}

type Placed = Frame & { position: Vec3; orientation: NonNullable<Frame['orientation']> };

/** Slices closer than this, mm, lie at one place. */
const SAME_PLACE = 1e-3;

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const times = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
const plus = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const mm = (v: number) => `${Number(v.toFixed(2))} mm`;

/**
 * Sorts parallel frames of one size along their normal and finds the grid that they lie on.
 * The distance of slices comes from their positions, never from slice thickness. What is not a clean stack is said:
 * several frames at one place (the first is taken), missing slices (left empty, so that everything else keeps its
 * place), uneven distances, gantry tilt (a sheared grid, exact in every affine).
 * Throws `series.shifted` where slices are shifted against each other without order: no grid describes that.
 */
export function stackFrames(name: string, frames: readonly Frame[]): Stack {
  const placed = frames.filter((f): f is Placed => f.position !== null && f.orientation !== null);
  const warnings: Warning[] = [];
  const { row, column } = placed[0]!.orientation;
  const normal = cross(row, column);
  const depth = (f: Placed) => dot(f.position, normal);
  const sorted = [...placed].sort((a, b) => depth(a) - depth(b) || compareOrder(a, b));
  const places: Placed[][] = [];
  for (const f of sorted) {
    const here = places.at(-1);
    if (here && depth(f) - depth(here[0]!) < SAME_PLACE) here.push(f);
    else places.push([f]);
  }
  const chosen = places.map((here) => here.reduce((a, b) => (compareOrder(b, a) < 0 ? b : a)));
  const left = placed.length - chosen.length;
  if (left > 0) {
    warnings.push(warning('samePlace', { left }));
  }
  const first = chosen[0]!;
  const last = chosen.at(-1)!;
  const { x, y, trust } = first.pixel;
  const step = first.sliceStep ?? 1;
  const grid = {
    spacingTrust: trust,
    oriented: true,
    origin: first.position,
  };
  const gridOf = (count: number, along: Vec3, spacingTrust = trust): Grid => {
    const k = Math.hypot(...along);
    const third = times(along, 1 / k);
    const direction = [0, 1, 2].flatMap((r) => [row[r]!, column[r]!, third[r]!]);
    const size: Vec3 = [first.layout.columns, first.layout.rows, count];
    return { ...grid, size, spacing: [x, y, k], direction: direction.map((v) => (v === 0 ? 0 : v)), spacingTrust };
  };
  if (chosen.length === 1) return { slices: chosen, grid: gridOf(1, times(normal, step)), warnings };

  const depths = chosen.map((f) => depth(f) - depth(first));
  const total = depths.at(-1)!;
  const shift = minus(minus(last.position, first.position), times(normal, total));
  const limit = Math.max(0.5 * Math.min(x, y), 0.1);
  for (const [n, f] of chosen.entries()) {
    const across = minus(minus(f.position, first.position), times(normal, depths[n]!));
    if (Math.hypot(...minus(across, times(shift, depths[n]! / total))) > limit) {
      throw new Problem('series.shifted', { name });
    }
  }
  const tilted = Math.hypot(...shift) > limit;
  if (tilted) {
    const degrees = (Math.atan2(Math.hypot(...shift), total) * 180) / Math.PI;
    warnings.push(warning('tilted', { degrees: degrees.toFixed(1) }));
  }
  /** From one slice to the next, where they are `spacing` apart. */
  const along = (spacing: number) => plus(times(normal, spacing), tilted ? times(shift, spacing / total) : [0, 0, 0]);

  const regular = regularPlaces(depths);
  if (!regular) {
    const gaps = depths.slice(1).map((d, n) => d - depths[n]!);
    warnings.push(warning('uneven', { least: mm(Math.min(...gaps)), most: mm(Math.max(...gaps)) }));
    const spacingTrust = trust === 'known' ? 'estimated' : trust;
    return { slices: chosen, grid: gridOf(chosen.length, along(total / (chosen.length - 1)), spacingTrust), warnings };
  }
  const slices: (Frame | null)[] = Array.from({ length: regular.at.at(-1)! + 1 }, () => null);
  regular.at.forEach((k, n) => (slices[k] = chosen[n]!));
  const missing = slices.flatMap((s, k) => (s ? [] : [k + 1]));
  if (missing.length > 0) {
    warnings.push(warning('missingSlices', { slices: ranges(missing), total: slices.length }));
  }
  return { slices, grid: gridOf(slices.length, along(regular.spacing)), warnings };
}

/** Order of frames at one place: echo, time, acquisition, instance number, frame. */
export function compareOrder(a: Frame, b: Frame): number {
  for (const [n, v] of a.order.entries()) if (v !== b.order[n]) return v - b.order[n]!;
  return 0;
}

/**
 * The evenly spaced places that `depths` (ascending, from 0) fall on, each within 5 % of the spacing or 0.01 mm: with
 * no gap if possible, else with as many places missing as are filled at most. Null if there are none.
 */
function regularPlaces(depths: readonly number[]): { spacing: number; at: number[] } | null {
  const total = depths.at(-1)!;
  const gaps = depths
    .slice(1)
    .map((d, n) => d - depths[n]!)
    .sort((a, b) => a - b);
  for (const guess of [total / gaps.length, gaps[Math.floor(gaps.length / 2)]!, gaps[0]!]) {
    const steps = Math.round(total / guess);
    if (steps + 1 > 2 * depths.length) continue;
    const spacing = total / steps;
    const at = depths.map((d) => Math.round(d / spacing));
    const limit = Math.max(0.05 * spacing, 0.01);
    const fits = depths.every((d, n) => Math.abs(d - at[n]! * spacing) <= limit);
    if (fits && at.every((k, n) => n === 0 || k > at[n - 1]!)) return { spacing, at };
  }
  return null;
}

/** `[3, 4, 5, 9]` as `3–5, 9`. */
function ranges(numbers: readonly number[]): string {
  const out: string[] = [];
  for (let n = 0; n < numbers.length; n++) {
    const start = numbers[n]!;
    while (numbers[n + 1] === numbers[n]! + 1) n++;
    out.push(numbers[n] === start ? `${start}` : `${start}–${numbers[n]}`);
  }
  return out.join(', ');
}
