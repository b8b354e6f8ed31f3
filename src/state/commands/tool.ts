import type { ToolId, ToolOptions } from '../appState.ts';
import type { Command } from '../command.ts';
import { needsCase } from './reasons.ts';

const tool = (id: ToolId, ...keys: string[]): Command => ({
  id: `tool-${id}`,
  group: 'tool',
  keys,
  disabled: needsCase,
  run: (app) => app.store.setState({ tool: id }),
});

/** Sizes step by a tenth, one unit at least; 1 to 500 mm or px. */
const brush = (id: string, key: string, factor: number): Command => ({
  id,
  group: 'tool',
  keys: [key],
  disabled: needsCase,
  run: (app) =>
    app.store.setState(({ options }) => {
      const by = Math.max(1, Math.round(options.size * 0.1)) * factor;
      return { options: { ...options, size: Math.max(1, Math.min(500, Math.round(options.size + by))) } };
    }),
});

const setOption: Command<Partial<ToolOptions>> = {
  id: 'set-option',
  group: 'tool',
  hidden: true,
  run: (app, change) => app.store.setState(({ options }) => ({ options: { ...options, ...change } })),
};

const clearRulers: Command = {
  id: 'clear-rulers',
  group: 'tool',
  disabled: (app) => (app.store.getState().rulers.length ? null : { key: 'reason.noRulers' }),
  run: (app) => app.store.setState({ rulers: [] }),
};

export const toolCommands: readonly Command<never>[] = [
  tool('pan', 'v'),
  tool('window', 'c'),
  tool('brush', 'b'),
  tool('eraser', 'e'),
  tool('polygon', 'p'),
  tool('fill', 'g'),
  tool('ruler', 'm'),
  tool('probe', 'x'),
  brush('brush-smaller', '[', -1),
  brush('brush-larger', ']', 1),
  setOption,
  clearRulers,
];
