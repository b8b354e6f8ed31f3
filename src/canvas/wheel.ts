import type { App } from '../state/app.ts';
import { run } from '../state/commands/index.ts';
import { frameOf } from './frame.ts';
import type { Gestures } from './gestures.ts';
import { zoomAt } from './toolContext.ts';

/** One notch of a wheel is at least this many px; a touchpad sends many small steps. */
const NOTCH = 50;
const PAD_STEP = 30;
const ZOOM_PER_PX = 0.002;

/** Wheel: slices (on a single picture, zoom); with Ctrl zoom at the pointer; with Shift the size of the brush. */
export function listenToWheel(element: HTMLElement, app: App, gestures: Gestures): () => void {
  let sum = 0;
  const steps = (delta: number): number => {
    if (Math.abs(delta) >= NOTCH) {
      sum = 0;
      return Math.sign(delta);
    }
    sum += delta;
    const whole = Math.trunc(sum / PAD_STEP);
    sum -= whole * PAD_STEP;
    return whole;
  };
  const onWheel = (e: WheelEvent) => {
    e.preventDefault();
    const frame = frameOf(app);
    if (!frame || gestures.dragging) return;
    const unit = e.deltaMode === WheelEvent.DOM_DELTA_LINE ? NOTCH : 1;
    // with Shift some systems turn the wheel sideways
    const delta = (e.deltaY || e.deltaX) * unit;
    if (e.shiftKey) {
      const n = steps(delta);
      for (let i = 0; i < Math.abs(n); i++) void run(app, n < 0 ? 'brush-larger' : 'brush-smaller');
      return;
    }
    if (e.ctrlKey || e.metaKey || frame.plane.slices === 1) {
      const box = element.getBoundingClientRect();
      zoomAt(app, Math.exp(-delta * ZOOM_PER_PX), e.clientX - box.left, e.clientY - box.top);
      return;
    }
    const n = steps(delta);
    if (n !== 0) void run(app, 'go-to-slice', frame.view.slice + n);
  };
  element.addEventListener('wheel', onWheel, { passive: false });
  return () => element.removeEventListener('wheel', onWheel);
}
