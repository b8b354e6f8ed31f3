import { useRef } from 'react';
import type { DialogView } from '../../state/appState.ts';
import { run } from '../../state/commands/index.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Kbd } from '../parts/Kbd.tsx';
import { useApp, useAppState } from '../useApp.ts';

/** Asked only where undo cannot help. Focus starts on the safe choice; saving to a file is offered first. */
export default function ConfirmDialog({ dialog }: { dialog: DialogView & { kind: 'confirm' } }) {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const keep = useRef<HTMLButtonElement>(null);
  const current = useAppState((s) => s.current?.id);
  const { command, args } = dialog;

  const close = () => invoke(app, 'close-dialog');
  const act = () => {
    // the command looks for this dialog as the answer, so it starts before the dialog goes
    const done = run(app, command, args);
    if (app.store.getState().dialog === dialog) close();
    void done;
  };
  const saveFirst = async () => {
    close();
    if (command === 'delete-case' && args !== current) await run(app, 'open-case', args);
    await run(app, 'save-dialog');
  };
  return (
    <Dialog title={say(dialog.title)} about={say(dialog.detail)} first={keep}>
      <div className="dialog-foot">
        <Button kind="danger" onClick={act}>
          {say(dialog.action)}
        </Button>
        <span className="grow" />
        {!command.endsWith('-model') && <Button onClick={() => void saveFirst()}>{t('confirm.saveFirst')}</Button>}
        <Button ref={keep} onClick={close}>
          {t(command === 'export-model' ? 'import.cancel' : 'confirm.keep')}
          <Kbd of="Escape" />
        </Button>
      </div>
    </Dialog>
  );
}
