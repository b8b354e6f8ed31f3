import type { App } from '../state/app.ts';
import { frameOf } from './frame.ts';
import type { Gestures } from './gestures.ts';
import type { CursorScene } from './layers/cursorScene.ts';
import type { PointerAt } from './tools/tool.ts';

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Keys whose press alone changes nothing. */
const MODIFIERS = ['Shift', 'Control', 'Alt', 'Meta'];

/**
 * Keys for gestures and tools, heard before the commands': Esc, Enter, Backspace, Delete. On the focused stage Alt+arrows
 * move the pointer by a CSS px (with Shift ten) and Alt+Enter is a click there, so that painting needs no mouse.
 */
export function listenToKeys(element: HTMLElement, app: App, gestures: Gestures, cursor: CursorScene): () => void {
  let x = 0;
  let y = 0;
  let followed: PointerEvent | null = null;
  const follow = (e: PointerEvent) => void (followed = e);
  /** Where the pointer is by now: asked for by keys, so that moves need not wait for the layout. */
  const catchUp = () => {
    if (!followed) return;
    const box = element.getBoundingClientRect();
    [x, y] = [followed.clientX - box.left, followed.clientY - box.top];
    followed = null;
  };
  const here = (e: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }, pressed: boolean): PointerAt => {
    catchUp();
    const [u, v] = frameOf(app)?.viewport.toPlane(x, y) ?? [0, 0];
    return { x, y, u, v, shift: e.shiftKey, ctrl: e.ctrlKey || e.metaKey, pressed, pressure: 1 };
  };
  const onFocus = () => {
    catchUp();
    const [width, height] = app.store.getState().stage;
    const outside = x <= 0 || y <= 0 || x >= width || y >= height;
    if (outside) [x, y] = [width / 2, height / 2];
  };

  /** The pointer by keys. True when the key was one of these. */
  const steer = (e: KeyboardEvent): boolean => {
    if (!e.altKey || document.activeElement !== element) return false;
    const arrow = ARROWS[e.key];
    if (arrow) {
      catchUp();
      const by = e.shiftKey ? 10 : 1;
      x += arrow[0] * by;
      y += arrow[1] * by;
      gestures.move([here({ shiftKey: false, ctrlKey: false, metaKey: false }, false)]);
      cursor.point([x, y]);
      return true;
    }
    if (e.key !== 'Enter') return false;
    gestures.down(here(e, true), 'left');
    gestures.up(here(e, false));
    return true;
  };

  const onKey = (e: KeyboardEvent) => {
    if (app.store.getState().dialog || e.isComposing || MODIFIERS.includes(e.key)) return;
    const target = e.target instanceof Element ? e.target : null;
    const elsewhere = target !== null && target !== element && target !== document.body;
    // Esc stops a gesture from anywhere; other keys only where no field or button has the focus
    if (elsewhere && !gestures.dragging && e.key !== 'Escape') return;
    const used = steer(e) || gestures.key(e.key, here(e, false));
    // while a button is down nothing else may change what is drawn on
    if (!used && !gestures.dragging) return;
    e.preventDefault();
    e.stopPropagation();
  };
  const onDouble = (e: MouseEvent) => {
    if (e.button === 0) gestures.key('Enter', here(e, false));
  };

  window.addEventListener('keydown', onKey, { capture: true });
  element.addEventListener('pointermove', follow);
  element.addEventListener('pointerdown', follow);
  element.addEventListener('focus', onFocus);
  element.addEventListener('dblclick', onDouble);
  return () => {
    window.removeEventListener('keydown', onKey, { capture: true });
    element.removeEventListener('pointermove', follow);
    element.removeEventListener('pointerdown', follow);
    element.removeEventListener('focus', onFocus);
    element.removeEventListener('dblclick', onDouble);
  };
}
