import { expect, it } from 'vitest';
import { pictureGrid } from '../../core/grid.ts';
import type { Volume } from '../../core/volume.ts';
import { createApp } from '../../state/createApp.ts';
import { run } from '../../state/commands/index.ts';
import { newDocument } from '../../state/document.ts';
import { presetOf, PRESETS } from './presets.ts';

const ct: Volume = {
  id: 'ct',
  name: 'ct',
  modality: 'CT',
  grid: pictureGrid(2, 2, 2),
  voxels: new Int16Array(8),
  channels: 1,
  slope: 1,
  intercept: 0,
  unit: 'HU',
  window: { center: 0, width: 100 },
  about: {},
  warnings: [],
};

it('names the windows that the preset commands set', async () => {
  const app = createApp({} as never);
  app.document = newDocument('ct', '', ct);
  app.store.setState({ current: { id: 'ct', name: 'ct', exported: false } });
  for (const { command, window } of PRESETS) {
    await run(app, command);
    expect(app.store.getState().view.window, command).toEqual(window);
    expect(presetOf(window, ct)).toBe(command);
  }
});

it('knows the window of the file, and none for others', () => {
  expect(presetOf({ center: 0, width: 100 }, ct)).toBe('preset-auto');
  expect(presetOf({ center: 1, width: 100 }, ct)).toBeNull();
  expect(presetOf({ center: 40, width: 400 }, { ...ct, unit: '' })).toBeNull();
});
