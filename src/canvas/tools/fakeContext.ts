import { applyDiff } from '../../core/diff.ts';
import { pictureGrid } from '../../core/grid.ts';
import type { Edit } from '../../core/history.ts';
import type { Label } from '../../core/labels.ts';
import { planeOf } from '../../core/plane.ts';
import { textOf } from '../../core/raster/textGrid.ts';
import type { Volume } from '../../core/volume.ts';
import type { Gesture, PointerAt, RulerLine, Sketch, Tool, ToolContext, ToolOptions } from './tool.ts';

export const label = (value: number, change: Partial<Label> = {}): Label => ({
  value,
  name: `Label ${value}`,
  color: [200, 100, 50],
  visible: true,
  locked: false,
  ...change,
});

/** A small document on a stage where one pixel is `scale` CSS px, for driving tools in tests. */
export function fakeContext(width: number, height: number, change: { depth?: number; scale?: number } = {}) {
  const { depth = 1, scale = 10 } = change;
  const count = width * height * depth;
  const volume: Volume = {
    id: 'v',
    name: 'v',
    modality: 'CT',
    grid: { ...pictureGrid(width, height, depth), spacing: [1, 1, 2] },
    voxels: new Int16Array(count),
    channels: 1,
    slope: 1,
    intercept: 0,
    unit: 'HU',
    window: { center: 40, width: 400 },
    about: {},
    warnings: [],
  };
  const prediction = new Uint8Array(count);
  const edits = new Uint8Array(count).fill(255);
  const log = {
    edits: [] as Edit[],
    boxes: [] as string[],
    sketch: null as Sketch | null,
    window: volume.window,
    pan: [0, 0] as readonly [number, number],
    zoom: 1,
    rulers: [] as readonly RulerLine[],
    last: null as ToolContext['lastPoint'],
    pending: null as (() => 'more' | 'done') | null,
  };
  const options: ToolOptions = {
    size: 3,
    shape: 'disc',
    paintOnly: { on: false, low: 0, high: 0 },
    erase: 'any',
    tolerance: 5,
    fillThrough: false,
  };
  const labels = [label(1), label(2)];
  /** The context as a tool gets it at the start of a gesture. */
  const context = (with_: Partial<ToolContext> = {}): ToolContext => ({
    plane: planeOf(volume.grid, 'axial'),
    slice: 0,
    target: { volume, prediction, edits, labels },
    active: labels[0]!,
    options,
    scale: [scale, scale],
    window: log.window,
    pan: log.pan,
    rulers: log.rulers,
    lastPoint: log.last,
    rememberPoint: (p) => (log.last = p),
    commit(edit) {
      for (const c of edit.changes) if (c.kind === 'voxels') applyDiff(edits, c.diff);
      log.edits.push(edit);
    },
    repaint: (b) => void log.boxes.push([b.u0, b.v0, b.u1, b.v1].join(' ')),
    sketch: (s) => (log.sketch = s),
    setWindow: (w) => (log.window = w),
    setPan: (p) => (log.pan = p),
    zoomAt: (factor) => (log.zoom *= factor),
    setRulers: (r) => (log.rulers = r),
    work(step) {
      log.pending = step() === 'more' ? step : null;
    },
    ...with_,
  });
  const at = (u: number, v: number, keys: Partial<PointerAt> = {}): PointerAt => ({
    u,
    v,
    x: u * scale,
    y: v * scale,
    shift: false,
    ctrl: false,
    pressed: true,
    pressure: 1,
    ...keys,
  });
  /** Press, move through the points, release at the last one. */
  const drag = (tool: Tool, points: readonly PointerAt[], with_: Partial<ToolContext> = {}): Gesture | null => {
    const gesture = tool.begin(context(with_), points[0]!);
    for (const p of points.slice(1)) gesture?.move(p);
    return gesture?.up({ ...points.at(-1)!, pressed: false }) === 'continue' ? gesture : null;
  };
  /** The merged label map of a slice as text. */
  const shown = (slice = 0): string =>
    textOf(
      edits
        .map((e, n) => (e === 255 ? prediction[n]! : e))
        .subarray(slice * width * height, (slice + 1) * width * height),
      width,
    );
  return { context, at, drag, shown, log, labels, options, volume, prediction, edits };
}
