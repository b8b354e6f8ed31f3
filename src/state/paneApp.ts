import type { StoreApi } from 'zustand/vanilla';
import type { App } from './app.ts';
import type { AppState } from './appState.ts';

/**
 * The application as one pane of Compare sees it: with a view of its own while views are not linked, else as it is.
 * What draws and steers a stage works on it unchanged.
 */
export function paneApp(app: App, pane: string): App {
  const { store } = app;
  // the same object for the same state: listeners compare by identity
  const made = new WeakMap<AppState, AppState>();
  const seen = (state: AppState): AppState => {
    if (state.compare.linked) return state;
    let mine = made.get(state);
    if (!mine) made.set(state, (mine = { ...state, view: state.compare.views[pane] ?? state.view }));
    return mine;
  };
  const setState = (change: Partial<AppState> | ((s: AppState) => Partial<AppState>)): void =>
    store.setState((state) => {
      const next = typeof change === 'function' ? change(seen(state)) : change;
      if (state.compare.linked || !next.view) return next;
      const { view, ...rest } = next;
      return { ...rest, compare: { ...state.compare, views: { ...state.compare.views, [pane]: view } } };
    });
  return {
    ...app,
    get document() {
      return app.document;
    },
    get running() {
      return app.running;
    },
    store: {
      ...store,
      getState: () => seen(store.getState()),
      setState: setState as StoreApi<AppState>['setState'],
      subscribe: (listener) => store.subscribe((now, before) => listener(seen(now), seen(before))),
    },
  };
}
