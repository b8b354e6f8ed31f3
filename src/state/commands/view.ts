import { type PlaneName, planeOf } from '../../core/plane.ts';
import type { Window } from '../../core/volume.ts';
import type { App } from '../app.ts';
import type { AppState, View } from '../appState.ts';
import type { Command } from '../command.ts';
import { FIRST_VIEW } from '../createApp.ts';
import { firstView } from '../cases.ts';
import { fitZoom } from '../fitZoom.ts';
import { recount } from '../perform.ts';
import { needsCase, needsHounsfield, needsVolume } from './reasons.ts';

const setView = (app: App, change: Partial<View>): void =>
  app.store.setState((s) => ({ view: { ...s.view, ...change } }));

const view = (id: string, keys: readonly string[], change: (v: View, app: App) => Partial<View>): Command => ({
  id,
  group: 'view',
  keys,
  disabled: needsCase,
  run: (app) => setView(app, change(app.store.getState().view, app)),
});

function goTo(app: App, slice: number): void {
  const { slices } = planeOf(app.document!.volume.grid, app.store.getState().view.plane);
  setView(app, { slice: Math.max(0, Math.min(slices - 1, Math.round(slice))) });
}

const slices = (id: string, keys: readonly string[], by: number): Command => ({
  id,
  group: 'view',
  keys,
  disabled: needsVolume,
  run: (app) => goTo(app, app.store.getState().view.slice + by),
});

const goToSlice: Command<number> = {
  id: 'go-to-slice',
  group: 'view',
  hidden: true,
  disabled: needsCase,
  run: (app, slice) => goTo(app, slice),
};

const plane = (name: PlaneName): Command => ({
  id: `plane-${name}`,
  group: 'view',
  disabled: needsVolume,
  run(app) {
    const { slices: n } = planeOf(app.document!.volume.grid, name);
    setView(app, { plane: name, slice: Math.floor((n - 1) / 2), zoom: 0, pan: [0, 0] });
    return recount(app);
  },
});

const ZOOM_STEP = 1.25;
const zoom = (id: string, keys: readonly string[], factor: number): Command =>
  view(id, keys, (v, app) => ({
    zoom: Math.max(0.05, Math.min(64, (v.zoom || fitZoom(app)) * factor)),
    pan: [v.pan[0] * factor, v.pan[1] * factor],
  }));

const preset = (n: number, center: number, width: number): Command => ({
  id: `preset-${n}`,
  group: 'view',
  keys: [String(n)],
  disabled: needsHounsfield,
  run: (app) => setView(app, { window: { center, width } }),
});

const setWindow: Command<Window> = {
  id: 'set-window',
  group: 'view',
  hidden: true,
  disabled: needsCase,
  run: (app, window) => setView(app, { window: { center: window.center, width: Math.max(1e-6, window.width) } }),
};

/** Hides both masks for as long as the key is down. */
const hideMasks: Command = {
  id: 'hide-masks',
  group: 'view',
  keys: ['s'],
  disabled: needsCase,
  run: (app) => app.store.setState({ masksHidden: true }),
  release: (app) => app.store.setState({ masksHidden: false }),
};

type Layers = AppState['layers'];
const setLayer: Command<{ layer: keyof Layers; visible?: boolean; opacity?: number }> = {
  id: 'set-layer',
  group: 'view',
  hidden: true,
  run: (app, { layer, ...change }) =>
    app.store.setState((s) => ({ layers: { ...s.layers, [layer]: { ...s.layers[layer], ...change } } })),
};

const opacity = (id: string, keys: readonly string[], by: number): Command => ({
  id,
  group: 'view',
  keys,
  disabled: needsCase,
  run: (app) =>
    app.store.setState(({ layers }) => {
      const moved = (layer: 'edits' | 'prediction') => ({
        ...layers[layer],
        opacity: Math.max(0, Math.min(1, Math.round((layers[layer].opacity + by) * 100) / 100)),
      });
      return { layers: { ...layers, edits: moved('edits'), prediction: moved('prediction') } };
    }),
});

const hidePatient: Command = {
  id: 'hide-patient',
  group: 'view',
  run: (app) => app.store.setState((s) => ({ settings: { ...s.settings, hidePatient: !s.settings.hidePatient } })),
};

const toggleInspector: Command = {
  id: 'toggle-inspector',
  group: 'view',
  keys: ['$mod+b'],
  run: (app) => app.store.setState((s) => ({ inspector: !(s.inspector ?? window.innerWidth >= 1024) })),
};

export const viewCommands: readonly Command<never>[] = [
  slices('next-slice', ['ArrowUp', 'ArrowRight', 'PageUp'], 1),
  slices('previous-slice', ['ArrowDown', 'ArrowLeft', 'PageDown'], -1),
  slices('next-slices', ['Shift+PageUp'], 10),
  slices('previous-slices', ['Shift+PageDown'], -10),
  goToSlice,
  plane('axial'),
  plane('coronal'),
  plane('sagittal'),
  zoom('zoom-in', ['+', '='], ZOOM_STEP),
  zoom('zoom-out', ['-'], 1 / ZOOM_STEP),
  view('fit', ['0'], () => ({ zoom: 0, pan: [0, 0] })),
  view('actual-size', [], () => ({ zoom: 1, pan: [0, 0] })),
  preset(1, 40, 400),
  preset(2, -600, 1500),
  preset(3, 90, 150),
  preset(4, 480, 2500),
  preset(5, 40, 80),
  view('preset-auto', [], (_, app) => ({ window: app.document!.volume.window })),
  setWindow,
  view('invert', ['i'], (v) => ({ invert: !v.invert })),
  // the slice is flipped before it is turned: on its side, left and right on the screen are its up and down
  view('flip-h', ['h'], (v) => (v.turns % 2 ? { flipV: !v.flipV } : { flipH: !v.flipH })),
  view('flip-v', ['v'], (v) => (v.turns % 2 ? { flipH: !v.flipH } : { flipV: !v.flipV })),
  view('rotate-right', ['r'], (v) => ({ turns: (v.turns + 1) % 4 })),
  view('rotate-left', ['l'], (v) => ({ turns: (v.turns + 3) % 4 })),
  view('reset-view', ['Space'], (v, app) => ({
    ...FIRST_VIEW,
    plane: v.plane,
    slice: v.slice,
    window: firstView(app.document!.volume).window,
  })),
  hideMasks,
  setLayer,
  opacity('opacity-down', ['a'], -0.1),
  opacity('opacity-up', ['d'], 0.1),
  view('toggle-smooth', [], (v) => ({ smooth: !v.smooth })),
  hidePatient,
  toggleInspector,
];
