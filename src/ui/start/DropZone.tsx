import { commandById } from '../../state/commands/index.ts';
import { keysOf } from '../hotkeys.ts';
import { useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { UploadIcon } from '../parts/icons.ts';
import { Keys } from '../parts/Kbd.tsx';
import { JobProgress } from '../status/JobProgress.tsx';
import { useApp, useAppState } from '../useApp.ts';

/** Where files are dropped or chosen; while they are read, how far that is. */
export function DropZone() {
  const app = useApp();
  const t = useT();
  const busy = useAppState((s) => s.job !== null);
  const keys = useAppState((s) => keysOf(commandById('open-files'), s.settings.keys)[0]);
  return (
    <section className="drop-zone" aria-label={t('drop.title')}>
      <span className="drop-icon">
        <Icon of={UploadIcon} size={20} />
      </span>
      <h2>{t('drop.title')}</h2>
      <p>{t('drop.formats')}</p>
      {busy ? (
        <div className="drop-job">
          <JobProgress />
        </div>
      ) : (
        <>
          <div className="drop-buttons">
            <Button kind="primary" size="large" onClick={() => invoke(app, 'open-files')}>
              {t('drop.files')}
            </Button>
            <Button size="large" onClick={() => invoke(app, 'open-folder')}>
              {t('drop.folder')}
            </Button>
          </div>
          {keys && (
            <div className="drop-keys">
              {t('drop.press')}
              <Keys of={keys} />
            </div>
          )}
        </>
      )}
    </section>
  );
}
