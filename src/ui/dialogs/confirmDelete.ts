import type { App } from '../../state/app.ts';
import type { StoredCase } from '../../state/appState.ts';

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
