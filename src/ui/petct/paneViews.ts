import type { Vec3 } from '../../core/grid.ts';
import { pixelAt, type Plane, type PlaneName, planeOf } from '../../core/plane.ts';
import { mayOverlay } from '../../core/registration/alignment.ts';
import type { App } from '../../state/app.ts';
import type { PetctLayout } from '../../state/petctState.ts';

/** What a pane shows. */
export type Row = 'ct' | 'pet' | 'fused';
export interface PaneKind {
  readonly row: Row;
  readonly plane: PlaneName;
}

const COLUMNS: readonly PlaneName[] = ['axial', 'sagittal', 'coronal'];
const ROWS: readonly Row[] = ['ct', 'pet', 'fused'];

/** The panes of a layout, row by row. */
export function panesOf(layout: PetctLayout): readonly PaneKind[] {
  if (layout === 'grid') return ROWS.flatMap((row) => COLUMNS.map((plane) => ({ row, plane })));
  if (layout === 'axial') return ROWS.map((row) => ({ row, plane: 'axial' }));
  if (layout === 'fused') return COLUMNS.map((plane) => ({ row: 'fused', plane }));
  return [];
}

/** The slice that a pane shows: its plane, its place, and where the crosshair is on it. */
export interface PaneSlice {
  readonly plane: Plane;
  readonly slice: number;
  /** Pixel (u, v) of the crosshair; null where the pane shows another world than the CT's. */
  readonly cross: readonly [number, number] | null;
  /** True for a PET that may not be laid on the CT: it is shown in its own slices. */
  readonly own: boolean;
}

/** Null for a fused pane of images that may not be laid over each other, and while nothing is open. */
export function sliceOf(app: App, { row, plane: name }: PaneKind): PaneSlice | null {
  const doc = app.document;
  const { petct } = app.store.getState();
  if (!doc || !petct.pet || !app.pet) return null;
  const linked = mayOverlay(petct.pet.alignment);
  if (row === 'fused' && !linked) return null;
  const { grid } = doc.volume;
  const plane = planeOf(grid, name);
  const [u, v, w] = pixelAt(plane, petct.cross);
  if (row !== 'pet' || linked) return { plane, slice: w, cross: [u, v], own: false };
  // the same part of the way through its own stack
  const own = planeOf(app.pet.volume.grid, name);
  const part = plane.slices > 1 ? w / (plane.slices - 1) : 0;
  return { plane: own, slice: Math.round(part * (own.slices - 1)), cross: null, own: true };
}

/** The crosshair moved by whole pixels of a plane. */
export function crossMoved(app: App, name: PlaneName, by: Vec3): Vec3 {
  const { size } = app.document!.volume.grid;
  const { axes, flips } = planeOf(app.document!.volume.grid, name);
  const at = [...app.store.getState().petct.cross] as [number, number, number];
  axes.forEach((axis, n) => {
    at[axis] = Math.max(0, Math.min(size[axis]! - 1, at[axis]! + (flips[n] ? -by[n]! : by[n]!)));
  });
  return at;
}
