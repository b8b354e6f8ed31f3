import { keyNames } from '../format/keyNames.ts';
import { age, duration } from '../format/durations.ts';
import { bytes, decimal } from '../format/numbers.ts';
import { keysOf } from '../hotkeys.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { Icon } from '../parts/Icon.tsx';
import { AlertIcon, CheckIcon, ShieldIcon } from '../parts/icons.ts';
import { ProgressBar } from '../parts/ProgressBar.tsx';
import { commandById } from '../../state/commands/index.ts';
import { useAppState } from '../useApp.ts';
import { useNow } from '../useNow.ts';
import { BackendBadge } from './BackendBadge.tsx';
import { partOf } from './JobProgress.tsx';
import { LanguageMenu, ThemeMenu } from './LookMenus.tsx';
import { TrainingItem } from './TrainingItem.tsx';

/** What computes, how fast, what is saved, and what undo would take back: always in sight. */
export function StatusBar() {
  const t = useT();
  const open = useAppState((s) => s.current !== null);
  const learning = useAppState((s) => s.current !== null && s.mode === 'learn');
  return (
    <footer className="status">
      <span className="status-item">
        <BackendBadge />
      </span>
      <JobItem />
      <TrainingItem />
      {open ? (
        <>
          <SpeedItem />
          <SaveItem />
          <span className="status-item low">
            <Icon of={ShieldIcon} size={12} />
            {t('status.private')}
          </span>
        </>
      ) : (
        <StorageItem />
      )}
      <span className="grow" />
      {!open && (
        <>
          <span className="status-item">
            <LanguageMenu />
          </span>
          <span className="status-item">
            <ThemeMenu />
          </span>
        </>
      )}
      {learning && <span className="status-item low">{t('status.patientData')}</span>}
      <span className="status-item lower">{t('status.research')}</span>
      {open && !learning && <UndoItem />}
    </footer>
  );
}

function JobItem() {
  const say = useSay();
  const job = useAppState((s) => s.job);
  if (!job) return null;
  const part = partOf(job);
  return (
    <span className="status-item">
      {say(job.title)}
      <span className="status-job">
        <ProgressBar label={say(job.title)} part={part} />
      </span>
      {part !== null && `${decimal(100 * part)} %`}
    </span>
  );
}

function SpeedItem() {
  const t = useT();
  const lastRun = useAppState((s) => s.lastRun);
  if (!lastRun) return null;
  return (
    <span className="status-item low">
      {t('status.perSlice', { time: duration(lastRun.seconds / Math.max(1, lastRun.slices), t) })}
    </span>
  );
}

function SaveItem() {
  const t = useT();
  const save = useAppState((s) => s.save);
  if (save.kind === 'none') return null;
  if (save.kind === 'failed') {
    return (
      <span className="status-item">
        <Icon of={AlertIcon} size={12} />
        {t('status.memoryOnly')}
      </span>
    );
  }
  return (
    <span className="status-item">
      {save.kind === 'saved' ? (
        <>
          <Icon of={CheckIcon} size={12} />
          <SavedAge at={save.at} />
        </>
      ) : (
        t(save.kind === 'saving' ? 'status.saving' : 'status.dirty')
      )}
    </span>
  );
}

function SavedAge({ at }: { at: number }) {
  const t = useT();
  const now = useNow(5000);
  return now - at < 10_000 ? t('status.savedNow') : t('status.saved', { age: age(at, now, t) });
}

function StorageItem() {
  const t = useT();
  const { available, freeBytes } = useAppState((s) => s.storage);
  if (!available) return <span className="status-item low">{t('status.noStorage')}</span>;
  if (freeBytes === null) return null;
  return <span className="status-item low">{t('status.free', { size: bytes(freeBytes) })}</span>;
}

function UndoItem() {
  const t = useT();
  const say = useSay();
  const title = useAppState((s) => s.history.past.at(-1)?.edit.title);
  const keys = useAppState((s) => keysOf(commandById('undo'), s.settings.keys)[0]);
  if (!title) return null;
  return (
    <span className="status-item status-undo wide-only">
      {keys && <strong>{keyNames(keys).join(' ')}</strong>}
      <span className="cut">{t('status.undo', { what: say(title) })}</span>
    </span>
  );
}
