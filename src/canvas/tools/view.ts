import { indexAt } from '../../core/plane.ts';
import { valueAt } from '../../core/volume.ts';
import type { PointerAt, Tool, ToolContext } from './tool.ts';

/** Drags the image. */
export const pan: Tool = {
  id: 'pan',
  cursor: 'grab',
  showsBrush: false,
  begin(ctx, start) {
    const move = (p: PointerAt) => ctx.setPan([ctx.pan[0] + p.x - start.x, ctx.pan[1] + p.y - start.y]);
    return {
      move,
      up(p) {
        move(p);
        return 'done';
      },
      cancel: () => ctx.setPan(ctx.pan),
    };
  },
};

/** Dragging so many CSS px across doubles the width, or moves the centre by the width at the start. */
const WINDOW_DRAG = 300;
const round = (n: number, step: number): number => (step >= 1 ? Math.round(n) : Number(n.toPrecision(4)));

/** Across changes the width of the window, down its centre: right is softer, down is darker. */
export const windowLevel: Tool = {
  id: 'window',
  cursor: 'move',
  showsBrush: false,
  begin(ctx, start) {
    const from = ctx.window;
    const step = from.width / WINDOW_DRAG;
    const move = (p: PointerAt) => {
      const width = round(Math.max(step, from.width + (p.x - start.x) * step), from.width / 20);
      const center = round(from.center + (p.y - start.y) * step, from.width / 20);
      const window = { width: Math.max(width, step >= 1 / 15 ? 1 : step), center };
      ctx.setWindow(window);
      ctx.sketch({ kind: 'text', x: p.x, y: p.y, text: `W ${window.width}  L ${window.center}` });
    };
    return {
      move,
      up() {
        ctx.sketch(null);
        return 'done';
      },
      cancel() {
        ctx.sketch(null);
        ctx.setWindow(from);
      },
    };
  },
};

/** Dragging so many CSS px up or down doubles or halves the size. */
const ZOOM_DRAG = 150;

/** Up is larger, about the point pressed. Not in the tool rail: the right button of the 'pacs' mouse. */
export const zoom: Tool = {
  id: 'zoom',
  cursor: 'ns-resize',
  showsBrush: false,
  begin(ctx, start) {
    let y = start.y;
    const to = (next: number) => {
      ctx.zoomAt(2 ** ((y - next) / ZOOM_DRAG), start.x, start.y);
      y = next;
    };
    return { move: (p) => to(p.y), up: () => 'done', cancel: () => to(start.y) };
  },
};

const read = (ctx: ToolContext, p: PointerAt): string | null => {
  const u = Math.round(p.u);
  const v = Math.round(p.v);
  if (u < 0 || v < 0 || u >= ctx.plane.width || v >= ctx.plane.height) return null;
  const { volume } = ctx.target;
  const value = valueAt(volume, indexAt(ctx.plane, u, v, ctx.slice));
  return `${Number(value.toPrecision(5))}${volume.unit ? ` ${volume.unit}` : ''}`;
};

/** Marks a voxel and writes its value beside it for as long as the button is held. */
export const probe: Tool = {
  id: 'probe',
  cursor: 'crosshair',
  showsBrush: false,
  begin(ctx, start) {
    const move = (p: PointerAt) => {
      const text = read(ctx, p);
      ctx.sketch(text === null ? null : { kind: 'text', x: p.x, y: p.y, text });
    };
    move(start);
    return {
      move,
      up() {
        ctx.sketch(null);
        return 'done';
      },
      cancel: () => ctx.sketch(null),
    };
  },
};
