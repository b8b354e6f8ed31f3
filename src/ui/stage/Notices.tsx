import { useEffect, useState } from 'react';
import type { Notice } from '../../state/appState.ts';
import { useSay, useT } from '../i18n/useT.ts';
import { invoke } from '../invoke.ts';
import { Button } from '../parts/Button.tsx';
import { Icon, type IconShape } from '../parts/Icon.tsx';
import { AlertIcon, CheckIcon, CloseIcon, InfoIcon } from '../parts/icons.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useApp, useAppState } from '../useApp.ts';

/** Success and news leave after this long, ms; warnings and errors stay. */
const STAY = 8000;

const ICONS: Readonly<Record<Notice['kind'], IconShape>> = {
  success: CheckIcon,
  info: InfoIcon,
  warning: AlertIcon,
  error: AlertIcon,
};

/** The newest notice, one at a time. Both live regions are always there, so that screen readers hear the change. */
export function Notices() {
  const notice = useAppState((s) => s.notices.at(-1));
  const urgent = notice?.kind === 'error';
  return (
    <div className="notices">
      <div role="status">{notice && !urgent && <NoticeLine key={notice.id} notice={notice} />}</div>
      <div role="alert">{notice && urgent && <NoticeLine key={notice.id} notice={notice} />}</div>
    </div>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const [kept, setKept] = useState(false);
  const { id, kind, title, detail, action } = notice;
  const leaves = kind === 'success' || kind === 'info';

  useEffect(() => {
    if (!leaves || kept) return;
    const timer = setTimeout(() => invoke(app, 'dismiss-notice', id), STAY);
    return () => clearTimeout(timer);
  }, [app, id, leaves, kept]);

  return (
    <div
      className="notice"
      data-kind={kind}
      data-lines={leaves && !detail ? 'one' : 'two'}
      onPointerEnter={() => setKept(true)}
      onPointerLeave={() => setKept(false)}
      onFocus={() => setKept(true)}
      onBlur={() => setKept(false)}
    >
      <Icon of={ICONS[kind]} />
      <div className="notice-text">
        <div className={detail ? 'medium' : undefined}>{say(title)}</div>
        {detail && <div className="notice-detail">{say(detail)}</div>}
      </div>
      {action && (
        <Button
          kind={leaves ? 'primary' : 'default'}
          onClick={() => {
            invoke(app, 'dismiss-notice', id);
            invoke(app, action.command, action.args);
          }}
        >
          {say(action.title)}
        </Button>
      )}
      <IconButton icon={CloseIcon} label={t('action.dismiss')} onClick={() => invoke(app, 'dismiss-notice', id)} />
    </div>
  );
}
