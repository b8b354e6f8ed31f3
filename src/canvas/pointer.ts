import type { App } from '../state/app.ts';
import { frameOf } from './frame.ts';
import type { Button, Gestures } from './gestures.ts';
import type { CursorScene } from './layers/cursorScene.ts';
import { followProbe } from './probe.ts';
import { panTo, zoomAt } from './toolContext.ts';
import type { PointerAt } from './tools/tool.ts';

const BUTTONS: readonly (Button | undefined)[] = ['left', 'middle', 'right'];

/** CSS px from the mouse to the nearest edge of the window; 0 for a pen or finger, which has no cursor of its own. */
const roomOf = ({ pointerType, clientX: x, clientY: y }: PointerEvent): number =>
  pointerType === 'mouse' ? Math.max(0, Math.min(x, y, window.innerWidth - x, window.innerHeight - y)) : 0;

/** Listens to mouse, pen and fingers on the stage. Returns the function that stops. */
export function listenToPointer(element: HTMLElement, app: App, gestures: Gestures, cursor: CursorScene): () => void {
  const probe = followProbe(app);
  /** Fingers on the stage, CSS px. */
  const fingers = new Map<number, readonly [number, number]>();
  let corner: DOMRect | null = null;
  let owner: number | null = null;

  const place = (e: PointerEvent): readonly [number, number] => {
    corner ??= element.getBoundingClientRect();
    return [e.clientX - corner.left, e.clientY - corner.top];
  };
  const at = (e: PointerEvent): PointerAt => {
    const [x, y] = place(e);
    const [u, v] = frameOf(app)?.viewport.toPlane(x, y) ?? [0, 0];
    const pen = e.pointerType === 'pen' && app.store.getState().settings.pen === 'pressure';
    const pressure = pen ? e.pressure : 1;
    return { x, y, u, v, shift: e.shiftKey, ctrl: e.ctrlKey || e.metaKey, pressed: e.buttons !== 0, pressure };
  };

  const down = (e: PointerEvent) => {
    corner = null;
    element.focus({ preventScroll: true });
    if (e.pointerType === 'touch') {
      fingers.set(e.pointerId, place(e));
      if (fingers.size > 1) {
        // a second finger: the first did not mean to draw
        if (fingers.size === 2) gestures.cancel();
        owner = null;
        cursor.point(null);
        return;
      }
    }
    const button = BUTTONS[e.button];
    if (!button || owner !== null) return;
    owner = e.pointerId;
    element.setPointerCapture(e.pointerId);
    cursor.point(place(e), roomOf(e));
    gestures.down(at(e), button);
    e.preventDefault();
  };

  /** Two fingers: their middle drags, their distance zooms. */
  const pinch = (e: PointerEvent) => {
    const before = fingers.get(e.pointerId)!;
    const [other] = [...fingers].filter(([id]) => id !== e.pointerId).map(([, where]) => where);
    const now = place(e);
    fingers.set(e.pointerId, now);
    if (!other || fingers.size > 2) return;
    const distance = (p: readonly [number, number]) => Math.max(1, Math.hypot(p[0] - other[0], p[1] - other[1]));
    const { pan } = app.store.getState().view;
    panTo(app, [pan[0] + (now[0] - before[0]) / 2, pan[1] + (now[1] - before[1]) / 2]);
    zoomAt(app, distance(now) / distance(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  };

  const up = (e: PointerEvent) => {
    fingers.delete(e.pointerId);
    if (e.pointerId !== owner) return;
    // another button of the same mouse is still down
    if (e.buttons !== 0 && e.type === 'pointerup') return;
    owner = null;
    if (e.type === 'pointercancel') gestures.cancel();
    else gestures.up(at(e));
    probe.at(...place(e));
    if (e.pointerType === 'touch') cursor.point(null);
  };

  const move = (e: PointerEvent) => {
    if (!gestures.dragging) corner = null;
    if (fingers.size > 1 && fingers.has(e.pointerId)) {
      pinch(e);
      return;
    }
    if (fingers.has(e.pointerId)) fingers.set(e.pointerId, place(e));
    if (owner !== null && e.pointerId !== owner) return;
    // the button went up where no event reached us
    if (owner !== null && e.buttons === 0) {
      up(e);
      return;
    }
    const all = e.getCoalescedEvents();
    gestures.move((all.length ? all : [e]).map(at));
    const [x, y] = place(e);
    cursor.point([x, y], roomOf(e));
    // nobody reads a value while painting, and to show one renders
    if (!gestures.dragging) probe.at(x, y);
  };

  const leave = (e: PointerEvent) => {
    if (owner !== null || fingers.has(e.pointerId)) return;
    cursor.point(null);
    probe.away();
  };

  const noMenu = (e: Event) => e.preventDefault();
  const options = { passive: false } as const;
  element.addEventListener('pointerdown', down, options);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('contextmenu', noMenu);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('contextmenu', noMenu);
    probe.away();
  };
}
