import { createStore } from 'zustand/vanilla';
import { emptyHistory } from '../core/history.ts';
import { FIRST_OPTIONS } from '../core/learn.ts';
import type { App, Dirty, Workers } from './app.ts';
import type { AppState, Settings, View } from './appState.ts';
import { changedBlocks } from './changed.ts';
import { nothingCompared } from './compared.ts';
import { NO_COMPARISON } from './compareState.ts';
import { NO_LEARNING } from './learnState.ts';
import { NO_PETCT } from './petctState.ts';

export const FIRST_VIEW: View = {
  plane: 'axial',
  slice: 0,
  zoom: 0,
  pan: [0, 0],
  window: { center: 128, width: 256 },
  invert: false,
  flipH: false,
  flipV: false,
  turns: 0,
  smooth: true,
};

export const FIRST_SETTINGS: Settings = {
  theme: 'dark',
  language: 'system',
  mouse: 'limn',
  pen: 'size',
  hidePatient: false,
  halfWeights: false,
  keys: {},
};

const FIRST_STATE: AppState = {
  ready: false,
  current: null,
  revision: 0,
  labels: [],
  activeLabel: 0,
  view: FIRST_VIEW,
  stage: [0, 0],
  layers: {
    edits: { visible: true, opacity: 1 },
    prediction: { visible: true, opacity: 1 },
    image: { visible: true, opacity: 1 },
  },
  masksHidden: false,
  tool: 'brush',
  options: {
    size: 20,
    shape: 'disc',
    paintOnly: { on: false, low: -20, high: 120 },
    erase: 'any',
    tolerance: 20,
    fillThrough: false,
  },
  history: emptyHistory(),
  tally: null,
  probe: null,
  rulers: [],
  models: [],
  model: null,
  lastRun: null,
  backend: {
    backend: null,
    choice: 'auto',
    why: { key: 'backend.starting' },
    adapter: '',
    threads: 1,
    state: 'starting',
  },
  job: null,
  notices: [],
  save: { kind: 'none' },
  storage: { available: true, persisted: false, freeBytes: null },
  cases: [],
  settings: FIRST_SETTINGS,
  dialog: null,
  mode: 'correct',
  learn: { ...NO_LEARNING, options: FIRST_OPTIONS },
  compare: NO_COMPARISON,
  petct: NO_PETCT,
  inspector: null,
};

function repainter() {
  const listeners = new Set<(dirty: Dirty) => void>();
  return {
    emit: (dirty: Dirty) => listeners.forEach((listen) => listen(dirty)),
    on(listener: (dirty: Dirty) => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** An application with nothing open. */
export const createApp = (workers: Workers): App => ({
  store: createStore<AppState>(() => FIRST_STATE),
  document: null,
  pet: null,
  workers,
  changed: changedBlocks(),
  repaint: repainter(),
  compared: nothingCompared(),
  running: null,
});
