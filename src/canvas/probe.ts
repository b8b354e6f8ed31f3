import { indexAt, voxelAt } from '../core/plane.ts';
import { valueAt } from '../core/volume.ts';
import type { App } from '../state/app.ts';
import type { Probe } from '../state/appState.ts';
import { labelAt } from '../state/document.ts';
import { frameOf } from './frame.ts';

/** The voxel under a point of the stage (CSS px); null outside of the image. */
function probeAt(app: App, x: number, y: number): Probe | null {
  const frame = frameOf(app);
  if (!frame) return null;
  const { doc, plane, view } = frame;
  const [u, v] = frame.viewport.toPlane(x, y).map(Math.round) as [number, number];
  if (u < 0 || v < 0 || u >= plane.width || v >= plane.height) return null;
  const n = indexAt(plane, u, v, view.slice);
  const { volume } = doc;
  const channel = (c: number) => volume.voxels[3 * n + c]!;
  return {
    voxel: voxelAt(plane, u, v, view.slice),
    value: valueAt(volume, n),
    rgb: volume.channels === 3 ? [channel(0), channel(1), channel(2)] : null,
    label: labelAt(doc, n),
  };
}

/** ms between two readings: figures that change faster cannot be read, and each of them renders. */
const EVERY = 100;

/** Keeps `state.probe` at the pointer, ten times a second at most. */
export function followProbe(app: App): { at(x: number, y: number): void; away(): void } {
  let next: readonly [number, number] | null = null;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let shownAt = -EVERY;
  const show = () => {
    waiting = undefined;
    shownAt = performance.now();
    if (next) app.store.setState({ probe: probeAt(app, ...next) });
  };
  return {
    at(x, y) {
      next = [x, y];
      waiting ??= setTimeout(show, Math.max(0, shownAt + EVERY - performance.now()));
    },
    away() {
      next = null;
      if (app.store.getState().probe) app.store.setState({ probe: null });
    },
  };
}
