import { zoomedAt } from '../core/viewport.ts';
import type { App } from '../state/app.ts';
import { run } from '../state/commands/index.ts';
import { perform } from '../state/perform.ts';
import { type Frame, frameOf } from './frame.ts';
import type { Sketch, ToolContext } from './tools/tool.ts';

/** What outlives a gesture, and what it asks of its host. */
export interface Host {
  readonly app: App;
  /** Where the last stroke ended, and on which slice. */
  last: { readonly at: readonly [number, number]; readonly where: string } | null;
  sketch(sketch: Sketch | null): void;
  repaint: ToolContext['repaint'];
  work: ToolContext['work'];
}

const whereOf = (frame: Frame): string => `${frame.doc.id} ${frame.plane.name} ${frame.view.slice}`;

/** Zooms about a point of the stage, which stays where it is. */
export function zoomAt(app: App, factor: number, x: number, y: number): void {
  const frame = frameOf(app);
  if (!frame) return;
  const next = zoomedAt(frame.plane, frame.view, frame.stage, factor, [x, y]);
  app.store.setState((s) => ({ view: { ...s.view, ...next } }));
}

export const panTo = (app: App, pan: readonly [number, number]): void =>
  app.store.setState((s) => ({ view: { ...s.view, pan } }));

/** The document and the state as tools see them. */
export function toolContext(host: Host, frame: Frame): ToolContext {
  const { app } = host;
  const { doc, state, plane, view } = frame;
  const where = whereOf(frame);
  return {
    plane,
    slice: view.slice,
    target: { volume: doc.volume, prediction: doc.prediction, edits: doc.edits, labels: state.labels },
    active: state.labels.find((l) => l.value === state.activeLabel) ?? null,
    options: state.options,
    // a polygon may go on while the view is zoomed
    get scale() {
      return frameOf(app)?.viewport.scale ?? frame.viewport.scale;
    },
    window: view.window,
    pan: view.pan,
    rulers: state.rulers,
    lastPoint: host.last?.where === where ? host.last.at : null,
    rememberPoint(at) {
      host.last = { at, where };
    },
    commit: (edit, drawn) => perform(app, edit, drawn),
    repaint: (box) => host.repaint(box),
    sketch: (sketch) => host.sketch(sketch),
    setWindow: (window) => void run(app, 'set-window', window),
    setPan: (pan) => panTo(app, pan),
    zoomAt: (factor, x, y) => zoomAt(app, factor, x, y),
    setRulers: (rulers) => app.store.setState({ rulers }),
    work: (step) => host.work(step),
  };
}
