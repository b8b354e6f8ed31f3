import { useSay, useT } from '../i18n/useT.ts';
import { Button } from '../parts/Button.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { ResetIcon } from '../parts/icons.ts';
import { JobProgress } from '../status/JobProgress.tsx';
import { useApp, useAppState, useDisabledReason } from '../useApp.ts';
import { confirmExport } from './confirmExport.ts';

/** Train: the one filled button, but where a decision waits at the gate. Why it cannot be pressed stands above it. */
export function TrainBar() {
  const app = useApp();
  const t = useT();
  const say = useSay();
  const why = useDisabledReason('learn-start');
  const again = useAppState((s) => s.learn.versions.length > 1);
  const waits = useAppState((s) => s.learn.gate !== null);
  return (
    <div className="train-bar">
      <JobProgress />
      {why && (
        <p className="small quiet" role="status">
          {say(why)}
        </p>
      )}
      <div className="train-buttons">
        <CommandButton command="learn-start" size="large" kind={waits || why ? 'default' : 'primary'}>
          {again && <Icon of={ResetIcon} />}
          {t(again ? 'learn.trainAgain' : 'learn.train')}
        </CommandButton>
        <Button size="large" kind="ghost" onClick={() => confirmExport(app)}>
          {t('learn.export')}
        </Button>
      </div>
    </div>
  );
}
