import type { Message } from '../../core/problem.ts';
import type { App } from '../app.ts';

/** Reasons why a command cannot run, shared by the commands: translated under `reason.*`. */
export const needsCase = (app: App): Message | null => (app.store.getState().current ? null : { key: 'reason.noCase' });

export const needsVolume = (app: App): Message | null => {
  if (!app.store.getState().current || !app.document) return { key: 'reason.noCase' };
  return app.document.volume.grid.size[2] > 1 ? null : { key: 'reason.oneSlice' };
};

/** CT window presets: for Hounsfield units, and for files that name no unit (NIfTI) but reach down to air. */
export const needsHounsfield = (app: App): Message | null => {
  if (!app.document) return { key: 'reason.noCase' };
  const { unit, window } = app.document.volume;
  const reachesAir = unit === '' && window.center - window.width / 2 <= -500;
  return unit === 'HU' || reachesAir ? null : { key: 'reason.notCt' };
};

export const needsLabel = (app: App): Message | null =>
  needsCase(app) ?? (app.store.getState().activeLabel > 0 ? null : { key: 'reason.noLabel' });

export const needsModel = (app: App): Message | null =>
  needsCase(app) ?? (app.store.getState().model ? null : { key: 'reason.noModel' });
