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
  const prepare = (key: string) => {
    const doc = app.document;
    const { models, model, view, job, backend } = app.store.getState();
    const info = models.find((m) => m.id === model);
    if (!doc || !info || job || backend.state !== 'ready' || key === prepared) return;
    prepared = key;
    const { width, height, spacing } = planeOf(doc.volume.grid, view.plane);
    const known = doc.volume.grid.spacingTrust !== 'unknown';
    const slice = { width, height, spacing: known ? ([spacing[1], spacing[0]] as const) : null };
    const which = { plan: info.plan, source: info.source, version: info.version };
    app.workers.ml.api.prepare({ ...which, slice }).catch(() => undefined);
  };
  app.store.subscribe((s) => {
    const info = s.models.find((m) => m.id === s.model);
    const key = [app.document?.id, s.view.plane, info?.source, info?.id, info?.version, s.backend.backend].join('/');
    if (!app.document || !info || s.job || s.backend.state !== 'ready' || key === prepared) return;
    clearTimeout(timer);
    timer = setTimeout(() => prepare(key), QUIET);
  });
}
