import type { App } from '../../state/app.ts';
import type { ModelInfo, StoredCase } from '../../state/appState.ts';

/** Asks before a stored case is deleted: undo cannot bring it back. */
export function confirmDelete(app: App, { id, name }: Pick<StoredCase, 'id' | 'name'>): void {
  app.store.setState({
    dialog: {
      kind: 'confirm',
      title: { key: 'confirm.delete.title', values: { name } },
      detail: { key: 'confirm.delete.detail' },
      action: { key: 'confirm.delete.action' },
      command: 'delete-case',
      args: id,
    },
  });
}

/** Asks before an imported model is deleted: its weights are stored nowhere else in the app. */
export function confirmDeleteModel(app: App, { id, plan }: Pick<ModelInfo, 'id' | 'plan'>): void {
  app.store.setState({
    dialog: {
      kind: 'confirm',
      title: { key: 'confirm.deleteModel.title', values: { name: plan.title } },
      detail: { key: 'confirm.deleteModel.detail' },
      action: { key: 'confirm.deleteModel.action' },
      command: 'delete-model',
      args: id,
    },
  });
}
