import type { Edit } from '../../core/history.ts';
import type { Label } from '../../core/labels.ts';
import type { PaintTarget } from '../../core/paintRule.ts';
import type { Plane, PlaneName } from '../../core/plane.ts';
import type { Point } from '../../core/raster/disk.ts';
import type { PixelBox } from '../../core/stroke.ts';
import type { Window } from '../../core/volume.ts';

/** Where the pointer is, and what is held with it. */
export interface PointerAt {
  /** CSS px from the top left of the stage. */
  readonly x: number;
  readonly y: number;
  /** Pixels of the plane, centred on whole numbers. */
  readonly u: number;
  readonly v: number;
  readonly shift: boolean;
  /** Ctrl or, on a Mac, Cmd. */
  readonly ctrl: boolean;
  /** A button or finger is down. */
  readonly pressed: boolean;
  /** Share of the brush that is put down, 0..1: that of a pen where the person asked for it, else 1. */
  readonly pressure: number;
}

export interface ToolOptions {
  /** Brush diameter, in the unit of the plane's spacing. */
  readonly size: number;
  readonly shape: 'disc' | 'ball';
  readonly paintOnly: { readonly on: boolean; readonly low: number; readonly high: number };
  readonly erase: 'active' | 'any';
  readonly tolerance: number;
  readonly fillThrough: boolean;
}

/** A straight measurement; ends in pixels of the plane. */
export interface RulerLine {
  readonly plane: PlaneName;
  readonly slice: number;
  readonly from: Point;
  readonly to: Point;
}

/** What a gesture draws over the image while it goes on. */
export type Sketch =
  | { readonly kind: 'polygon'; readonly points: readonly Point[]; readonly closes: boolean }
  | { readonly kind: 'ruler'; readonly from: Point; readonly to: Point }
  | { readonly kind: 'text'; readonly x: number; readonly y: number; readonly text: string };

/** What a tool sees and may do. Made afresh for every gesture; the pixels in `target` are the document's own. */
export interface ToolContext {
  readonly plane: Plane;
  readonly slice: number;
  readonly target: PaintTarget;
  readonly active: Label | null;
  readonly options: ToolOptions;
  /** CSS px per pixel along u and v. */
  readonly scale: readonly [number, number];
  readonly window: Window;
  readonly pan: readonly [number, number];
  readonly rulers: readonly RulerLine[];
  /** Where the last stroke ended; null after a change of slice. */
  readonly lastPoint: Point | null;
  rememberPoint(p: Point): void;
  /** Records what was done as one step. Pixels may be written already; `drawn`: and shown, by `repaint`. */
  commit(edit: Edit, drawn?: boolean): void;
  /** Shows the pixels of this box anew. */
  repaint(box: PixelBox): void;
  sketch(sketch: Sketch | null): void;
  setWindow(window: Window): void;
  setPan(pan: readonly [number, number]): void;
  zoomAt(factor: number, x: number, y: number): void;
  setRulers(rulers: readonly RulerLine[]): void;
  /** Calls `step` again and again, between frames, until it says it is done or the gesture ends. */
  work(step: () => 'more' | 'done'): void;
}

/**
 * An action in progress. Its state is its closure; idle is the absence of a gesture.
 * `up` says whether it goes on without a button held; then it also hears of moves, further presses and keys.
 */
export interface Gesture {
  move(p: PointerAt): void;
  up(p: PointerAt): 'done' | 'continue';
  /** Undoes everything that it did so far. */
  cancel(): void;
  /** A further press, for gestures that continue. */
  down?(p: PointerAt): void;
  /** A key (KeyboardEvent.key); 'unused' leaves it to others. */
  key?(key: string): 'done' | 'continue' | 'unused';
}

export interface Tool {
  readonly id: string;
  /** CSS cursor over the stage. */
  readonly cursor: string;
  /** Draws the outline of the brush at the pointer. */
  readonly showsBrush: boolean;
  /** Starts an action, or null where there is nothing to do. Throws a Problem when it may not. */
  begin(ctx: ToolContext, p: PointerAt): Gesture | null;
  /** A key while idle; true when it was used. */
  key?(ctx: ToolContext, key: string, p: PointerAt): boolean;
}
