import { planeOf } from '../core/plane.ts';
import type { App } from './app.ts';

/** ms without a change after which the model is prepared: looking through a list prepares nothing. */
const QUIET = 300;

/**
 * Prepares the chosen model for the open case as soon as the engine runs and nobody works it, so that the first mask comes
 * as fast as the next ones. What goes wrong is told when a mask is asked for.
 */
export function startPreparing(app: App): void {
  let prepared = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What to prepare now, and a key of it; null while there is nothing, or no time. */
  const wanted = () => {
    const doc = app.document;
    const { models, model, view, job, backend, settings } = app.store.getState();
    const info = models.find((m) => m.id === model);
    if (!doc || !info || job || backend.state !== 'ready') return null;
    const engine = [backend.backend, settings.halfWeights];
    const key = [doc.id, view.plane, info.source, info.id, info.version, ...engine].join('/');
    return key === prepared ? null : { key, grid: doc.volume.grid, plane: view.plane, info };
  };
  const prepare = () => {
    const now = wanted();
    if (!now) return;
    prepared = now.key;
    const { width, height, spacing } = planeOf(now.grid, now.plane);
    const slice = {
      width,
      height,
      spacing: now.grid.spacingTrust === 'unknown' ? null : ([spacing[1], spacing[0]] as const),
    };
    const { plan, source, version } = now.info;
    app.workers.ml.api.prepare({ plan, source, version, slice }).catch(() => undefined);
  };
  app.store.subscribe(() => {
    if (!wanted()) return;
    clearTimeout(timer);
    timer = setTimeout(prepare, QUIET);
  });
}
