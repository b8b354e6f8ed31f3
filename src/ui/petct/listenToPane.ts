import { indexAt, voxelAt } from '../../core/plane.ts';
import type { App } from '../../state/app.ts';
import { invoke } from '../invoke.ts';
import { paneViewport } from './drawPane.ts';
import { crossMoved, type PaneKind, sliceOf } from './paneViews.ts';

const ZOOM_STEP = 1.15;
const zoomTo = (app: App, factor: number) =>
  invoke(app, 'petct-zoom', Math.max(1, Math.min(12, app.store.getState().petct.zoom * factor)));

/**
 * Mouse and keys of a pane: left sets the crosshair, right drags the window (of the CT) or the palette's end, the wheel
 * goes through slices, with Ctrl it zooms; arrows move the crosshair, PageUp and PageDown the slice. Returns what stops it.
 */
export function listenToPane(element: HTMLElement, app: App, kind: PaneKind): () => void {
  let last: { x: number; y: number } | null = null;

  const point = (event: PointerEvent) => {
    const at = sliceOf(app, kind);
    if (!at || at.own) return;
    const box = element.getBoundingClientRect();
    const size = [box.width, box.height] as const;
    const view = paneViewport(at, app.store.getState().petct.zoom, size);
    const [u, v] = view.toPlane(event.clientX - box.left, event.clientY - box.top);
    const inside = (n: number, most: number) => Math.max(0, Math.min(most - 1, Math.round(n)));
    const voxel = voxelAt(at.plane, inside(u, at.plane.width), inside(v, at.plane.height), at.slice);
    invoke(app, 'petct-cross', voxel);
  };
  const scale = (event: PointerEvent) => {
    const { petct, view } = app.store.getState();
    const [dx, dy] = [event.clientX - last!.x, event.clientY - last!.y];
    if (kind.row === 'ct') {
      const { center, width } = view.window;
      const per = Math.max(1, width / 300);
      invoke(app, 'set-window', { center: center + dy * per, width: Math.max(1, width + dx * per) });
    } else {
      const top = petct.top * 1.01 ** (dx - dy);
      invoke(app, 'petct-top', Number(Math.max(0.5, Math.min(50, top)).toFixed(2)));
    }
    last = { x: event.clientX, y: event.clientY };
  };
  // while zoomed in, the picture follows the crosshair: a drag would run away from the pointer
  const down = (event: PointerEvent) => {
    element.focus({ preventScroll: true });
    last = { x: event.clientX, y: event.clientY };
    element.setPointerCapture(event.pointerId);
    if (event.button === 0) point(event);
  };
  const move = (event: PointerEvent) => {
    if (!last) return;
    if (event.buttons & 2) scale(event);
    else if (event.buttons & 1 && app.store.getState().petct.zoom === 1) point(event);
  };
  const up = () => (last = null);
  const slice = (by: number) => invoke(app, 'petct-cross', crossMoved(app, kind.plane, [0, 0, by]));
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    if (event.ctrlKey) zoomTo(app, event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP);
    else slice(Math.sign(event.deltaY));
  };
  const STEPS: Readonly<Record<string, readonly [number, number, number]>> = {
    ArrowLeft: [-1, 0, 0],
    ArrowRight: [1, 0, 0],
    ArrowUp: [0, -1, 0],
    ArrowDown: [0, 1, 0],
    PageUp: [0, 0, 1],
    PageDown: [0, 0, -1],
  };
  const key = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (step) {
      const far = event.shiftKey ? 10 : 1;
      invoke(app, 'petct-cross', crossMoved(app, kind.plane, step.map((v) => v * far) as [number, number, number]));
    } else if (event.key === '+' || event.key === '=') zoomTo(app, ZOOM_STEP);
    else if (event.key === '-') zoomTo(app, 1 / ZOOM_STEP);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const menu = (event: Event) => event.preventDefault();

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('wheel', wheel, { passive: false });
  element.addEventListener('keydown', key);
  element.addEventListener('contextmenu', menu);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('wheel', wheel);
    element.removeEventListener('keydown', key);
    element.removeEventListener('contextmenu', menu);
  };
}

/** What lies under the crosshair: HU of the CT and the value of the PET in its unit (null outside its field of view). */
export function crossValues(app: App): { ct: number; pet: number | null } | null {
  const at = sliceOf(app, { row: 'ct', plane: 'axial' });
  const doc = app.document;
  if (!at?.cross || !doc) return null;
  const element = indexAt(at.plane, at.cross[0], at.cross[1], at.slice);
  const pet = app.pet?.values?.[element];
  const { slope, intercept, voxels } = doc.volume;
  return { ct: slope * voxels[element]! + intercept, pet: pet === undefined || Number.isNaN(pet) ? null : pet };
}
