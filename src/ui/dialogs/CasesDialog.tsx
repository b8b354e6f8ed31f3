import { age } from '../format/durations.ts';
import { bytes } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Badge } from '../parts/Badge.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { TrashIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useApp, useAppState } from '../useApp.ts';
import { useNow } from '../useNow.ts';
import { confirmDelete } from './confirmDelete.ts';

/** All cases stored in this browser. */
export default function CasesDialog() {
  const app = useApp();
  const t = useT();
  const cases = useAppState((s) => s.cases);
  const current = useAppState((s) => s.current?.id);
  const free = useAppState((s) => s.storage.freeBytes);
  const now = useNow(60_000);
  return (
    <Dialog
      title={t('cases.title')}
      about={free === null ? t('cases.about') : `${t('cases.about')} ${t('status.free', { size: bytes(free) })}.`}
      width={560}
    >
      <div className="dialog-body lines">
        {cases.length === 0 && <p className="quiet">{t('cases.empty')}</p>}
        {cases.map((c) => (
          <div key={c.id} className="line">
            <div>
              <h3>{c.name}</h3>
              <p>
                {age(c.savedAt, now, t)}
                {t('text.comma')}
                {bytes(c.bytes)}
              </p>
            </div>
            {c.id === current ? (
              <Badge tone="accent" text={t('cases.open')} />
            ) : (
              <Button onClick={() => invoke(app, 'open-case', c.id)}>{t('cases.openOne')}</Button>
            )}
            <IconButton
              icon={TrashIcon}
              size="control"
              label={t('cases.delete', { name: c.name })}
              onClick={() => confirmDelete(app, c)}
            />
          </div>
        ))}
      </div>
    </Dialog>
  );
}
