import { diffWriter } from '../../core/diff.ts';
import type { Change } from '../../core/history.ts';
import { newLabel as makeLabel, type Label, type Rgb } from '../../core/labels.ts';
import type { Message } from '../../core/problem.ts';
import type { App } from '../app.ts';
import type { Command } from '../command.ts';
import { UNDECIDED } from '../document.ts';
import { perform } from '../perform.ts';
import { needsCase, needsLabel } from './reasons.ts';

function relabel(app: App, title: Message, change: (labels: readonly Label[]) => readonly Label[]): void {
  const before = app.store.getState().labels;
  perform(app, { title, changes: [{ kind: 'labels', before, after: change(before) }] });
}

const one = (value: number, change: (l: Label) => Partial<Label>) => (labels: readonly Label[]) =>
  labels.map((l) => (l.value === value ? { ...l, ...change(l) } : l));

const nameOf = (app: App, value: number): string =>
  app.store.getState().labels.find((l) => l.value === value)?.name ?? String(value);

/** The label `by` places after the active one, round and round. */
const next = (id: string, keys: readonly string[], by: number): Command => ({
  id,
  group: 'label',
  keys,
  disabled: needsLabel,
  run: (app) =>
    app.store.setState(({ labels, activeLabel }) => {
      const at = labels.findIndex((l) => l.value === activeLabel);
      return { activeLabel: labels[(at + by + labels.length) % labels.length]!.value };
    }),
});

const activate: Command<number> = {
  id: 'activate-label',
  group: 'label',
  hidden: true,
  run: (app, value) => app.store.setState({ activeLabel: value }),
};

const create: Command = {
  id: 'new-label',
  group: 'label',
  keys: ['Shift+a'],
  disabled: needsCase,
  run(app) {
    const { labels } = app.store.getState();
    const free = makeLabel(labels, '');
    const label = { ...free, name: `Label ${free.value}` };
    relabel(app, { key: 'edit.newLabel', values: { label: label.name } }, (all) => [...all, label]);
    app.store.setState({ activeLabel: label.value });
  },
};

const rename: Command<{ value: number; name: string }> = {
  id: 'rename-label',
  group: 'label',
  hidden: true,
  run(app, { value, name }) {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed === nameOf(app, value)) return;
    relabel(
      app,
      { key: 'edit.renameLabel', values: { label: trimmed } },
      one(value, () => ({ name: trimmed })),
    );
  },
};

const recolor: Command<{ value: number; color: Rgb }> = {
  id: 'recolor-label',
  group: 'label',
  hidden: true,
  run: (app, { value, color }) =>
    relabel(
      app,
      { key: 'edit.recolorLabel', values: { label: nameOf(app, value) } },
      one(value, () => ({ color })),
    ),
};

const lock: Command<number> = {
  id: 'toggle-label-lock',
  group: 'label',
  hidden: true,
  run: (app, value) =>
    relabel(
      app,
      { key: 'edit.lockLabel', values: { label: nameOf(app, value) } },
      one(value, (l) => ({ locked: !l.locked })),
    ),
};

const show: Command<number> = {
  id: 'toggle-label-visible',
  group: 'label',
  hidden: true,
  run: (app, value) =>
    relabel(
      app,
      { key: 'edit.showLabel', values: { label: nameOf(app, value) } },
      one(value, (l) => ({ visible: !l.visible })),
    ),
};

/** Deletes a label with everything painted or predicted as it; one step back brings both back. */
const remove: Command<number> = {
  id: 'delete-label',
  group: 'label',
  hidden: true,
  disabled: needsCase,
  run(app, value) {
    const doc = app.document!;
    const { labels } = app.store.getState();
    const edits = diffWriter();
    const prediction = diffWriter();
    for (let n = 0; n < doc.edits.length; n++) {
      if (doc.edits[n] === value) edits.put(n, value, UNDECIDED);
      if (doc.prediction[n] === value) prediction.put(n, value, 0);
    }
    const changes: Change[] = [
      { kind: 'voxels', layer: 'edits', diff: edits.done() },
      { kind: 'voxels', layer: 'prediction', diff: prediction.done() },
      { kind: 'labels', before: labels, after: labels.filter((l) => l.value !== value) },
    ];
    perform(app, { title: { key: 'edit.deleteLabel', values: { label: nameOf(app, value) } }, changes });
  },
};

export const labelCommands: readonly Command<never>[] = [
  next('next-label', ['w', '.'], 1),
  next('previous-label', ['q', ','], -1),
  activate,
  create,
  rename,
  recolor,
  lock,
  show,
  remove,
];
