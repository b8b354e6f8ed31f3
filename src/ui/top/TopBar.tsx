import { Button } from '../parts/Button.tsx';
import { CommandButton, CommandIcon } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { HelpIcon, InspectorIcon, SaveIcon, SearchIcon, SettingsIcon } from '../parts/icons.ts';
import { Kbd } from '../parts/Kbd.tsx';
import { Logo } from '../parts/Logo.tsx';
import { invoke } from '../invoke.ts';
import { useT } from '../i18n/useT.ts';
import { useApp, useAppState } from '../useApp.ts';
import { CaseMenu } from './CaseMenu.tsx';
import { ModeTabs } from './ModeTabs.tsx';

export function TopBar() {
  const app = useApp();
  const t = useT();
  const open = useAppState((s) => s.current !== null);
  const correcting = useAppState((s) => s.mode === 'correct');
  return (
    <header className="top">
      <div className="top-side">
        <span className="logo">
          <Logo />
          Limn
        </span>
        {open && (
          <>
            <span className="divider" />
            <CaseMenu />
          </>
        )}
      </div>
      <ModeTabs />
      <div className="top-side">
        <Button className="find wide-only" onClick={() => invoke(app, 'palette')}>
          <Icon of={SearchIcon} />
          {t('top.find')}
          <span className="grow" />
          <Kbd of="$mod+k" />
        </Button>
        <span className="narrow-only">
          <CommandIcon command="palette" icon={SearchIcon} size="control" />
        </span>
        <CommandIcon command="settings" icon={SettingsIcon} size="control" />
        <CommandIcon command="shortcuts" icon={HelpIcon} size="control" />
        {open && correcting && <CommandIcon command="toggle-inspector" icon={InspectorIcon} size="control" />}
        <CommandButton command="save-dialog">
          <Icon of={SaveIcon} />
          {t('top.save')}
          <UnsavedDot />
        </CommandButton>
      </div>
    </header>
  );
}

/** Says that something was done since the last file was written. */
function UnsavedDot() {
  const t = useT();
  const unsaved = useAppState((s) => s.current !== null && !s.current.exported && s.history.past.length > 0);
  if (!unsaved) return null;
  return (
    <span className="dot" data-tone="accent">
      <span className="sr-only">{t('top.unsaved')}</span>
    </span>
  );
}
