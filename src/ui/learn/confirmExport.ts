import type { App } from '../../state/app.ts';

/** Weights remember what they were trained on: said before they leave the browser. */
export function confirmExport(app: App): void {
  const { models, model, learn } = app.store.getState();
  const name = models.find((m) => m.id === model)?.plan.title ?? '';
  const version = learn.versions.find((v) => v.state === 'active')?.number ?? 1;
  app.store.setState({
    dialog: {
      kind: 'confirm',
      title: { key: 'learn.export.title', values: { name, n: version } },
      detail: { key: version === 1 ? 'learn.export.base' : 'learn.export.detail' },
      action: { key: 'learn.export.action' },
      command: 'export-model',
    },
  });
}
