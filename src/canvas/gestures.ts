import type { PixelBox } from '../core/stroke.ts';
import type { App } from '../state/app.ts';
import type { ToolId } from '../state/appState.ts';
import { report } from '../state/notices.ts';
import { frameOf } from './frame.ts';
import type { CursorScene } from './layers/cursorScene.ts';
import { type Host, toolContext } from './toolContext.ts';
import { tools } from './tools/index.ts';
import type { Gesture, PointerAt, Tool } from './tools/tool.ts';

/** A gesture of a tool, and whether a button or finger is down for it. */
interface Running {
  readonly gesture: Gesture;
  pressed: boolean;
}

/** Which button pressed: each has its own tool. */
export type Button = 'left' | 'middle' | 'right';

/**
 * Starts, feeds and ends gestures. There are at most two: that of the chosen tool, which may go on without a button (a
 * polygon), and one of the view (pan, window) that another button starts meanwhile.
 */
export interface Gestures {
  down(p: PointerAt, button: Button): void;
  /** All positions since the last event, in order: a late frame loses none of them. */
  move(positions: readonly PointerAt[]): void;
  up(p: PointerAt): void;
  /** A key; true when a gesture or the tool used it. */
  key(key: string, p: PointerAt): boolean;
  /** Ends all gestures and puts back what they did. */
  cancel(): void;
  /** Whether a button or finger is down for a gesture. */
  readonly dragging: boolean;
}

/** `left` tells the tool of the left button; by default the one that is chosen. */
export function gestures(
  app: App,
  cursor: CursorScene,
  left: () => ToolId = () => app.store.getState().tool,
): Gestures {
  let main: Running | null = null;
  let aside: Running | null = null;
  let dirty: PixelBox | null = null;
  /** Cancels the work that a gesture does between frames. */
  let stopWork: (() => void) | null = null;

  const host: Host = {
    app,
    last: null,
    sketch: (sketch) => cursor.sketch(sketch),
    repaint(b) {
      dirty = dirty
        ? {
            u0: Math.min(dirty.u0, b.u0),
            v0: Math.min(dirty.v0, b.v0),
            u1: Math.max(dirty.u1, b.u1),
            v1: Math.max(dirty.v1, b.v1),
          }
        : b;
    },
    work(step) {
      let stopped = false;
      stopWork = () => (stopped = true);
      const go = () => {
        if (stopped) return;
        if (step() === 'more') setTimeout(go, 0);
        else {
          stopWork = null;
          main = null;
        }
      };
      go();
    },
  };

  /** Shows what the last event painted: one box for all of its positions. */
  const flush = () => {
    if (dirty) app.repaint.emit(dirty);
    dirty = null;
  };

  const toolFor = (button: Button): Tool => {
    const { settings } = app.store.getState();
    const tool = left();
    if (settings.mouse === 'pacs') {
      if (button === 'right') return tools.zoom;
      if (button === 'left' && tool === 'pan') return tools.window;
    }
    return button === 'left' ? tools[tool] : button === 'middle' ? tools.pan : tools.window;
  };

  const end = (running: Running) => {
    if (main === running) main = null;
    if (aside === running) aside = null;
  };

  /** Runs a piece of a gesture; whatever goes wrong is said, and the gesture is over. */
  const guarded = (running: Running | null, act: () => void) => {
    try {
      act();
    } catch (e) {
      if (running) end(running);
      report(app, e);
    }
    flush();
  };

  const cancelOne = (running: Running | null) => {
    if (!running) return;
    end(running);
    guarded(running, () => running.gesture.cancel());
  };

  return {
    down(p, button) {
      const running = main;
      if (running && button === 'left') {
        running.pressed = true;
        guarded(running, () => running.gesture.down?.(p));
        return;
      }
      const frame = frameOf(app);
      if (!frame || aside) return;
      guarded(null, () => {
        const gesture = toolFor(button).begin(toolContext(host, frame), p);
        if (!gesture) return;
        if (button === 'left') main = { gesture, pressed: true };
        else aside = { gesture, pressed: true };
      });
    },
    move(positions) {
      const running = aside ?? main;
      if (!running) return;
      guarded(running, () => {
        for (const p of positions) running.gesture.move(p);
      });
    },
    up(p) {
      const running = aside ?? main;
      if (!running?.pressed) return;
      running.pressed = false;
      guarded(running, () => {
        if (running.gesture.up(p) === 'done') end(running);
      });
    },
    key(key, p) {
      const running = main;
      if (key === 'Escape' && (main || aside)) {
        this.cancel();
        return true;
      }
      let used = false;
      if (running) {
        guarded(running, () => {
          const answer = running.gesture.key?.(key) ?? 'unused';
          if (answer === 'done') end(running);
          used = answer !== 'unused';
        });
        return used;
      }
      const frame = frameOf(app);
      if (!frame || aside) return false;
      guarded(null, () => {
        used = tools[left()].key?.(toolContext(host, frame), key, p) ?? false;
      });
      return used;
    },
    cancel() {
      stopWork?.();
      stopWork = null;
      cancelOne(aside);
      cancelOne(main);
    },
    get dragging() {
      return Boolean(aside?.pressed || main?.pressed);
    },
  };
}
