import type { LearnRun } from '../../state/learnState.ts';
import { fullDuration } from '../format/durations.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { Badge } from '../parts/Badge.tsx';
import { CommandButton } from '../parts/CommandButton.tsx';
import { Icon } from '../parts/Icon.tsx';
import { CurveIcon, InfoIcon } from '../parts/icons.ts';
import { ProgressBar } from '../parts/ProgressBar.tsx';
import { useAppState } from '../useApp.ts';
import { adviceOf, secondsOf } from './curves.ts';
import { Curves } from './Curves.tsx';
import { Lesson } from './Lesson.tsx';
import { Panel } from './Panel.tsx';
import { RunLog } from './RunLog.tsx';
import { VersionList } from './VersionList.tsx';

const TONES = { running: 'accent', paused: 'warn', finished: 'ok', stopped: 'warn', ended: undefined } as const;

/** The middle column: the run, its curves and log, and all versions of the model. */
export function TrainingPanel() {
  const t = useT();
  const run = useAppState((s) => s.learn.run);
  return (
    <Panel title={t('learn.training')} area="training" head={run && <RunHead run={run} />}>
      {run && <ProgressBar label={t('learn.training')} part={run.step / Math.max(1, run.steps)} />}
      <Unfinished />
      {run ? (
        <>
          <Curves run={run} />
          <RunLog run={run} />
          <AdviceLine run={run} />
        </>
      ) : (
        <Lesson icon={CurveIcon} title={t('learn.noRun')} about={t('learn.noRun.about')} />
      )}
      <VersionList />
    </Panel>
  );
}

function RunHead({ run }: { run: LearnRun }) {
  const t = useT();
  const { state, step, steps, left } = run;
  const on = state === 'running' || state === 'paused';
  const judged = run.events.findLast((e) => e.kind === 'judged');
  const trained = state === 'running' && (step === steps || judged !== undefined);
  const state_ = t(trained ? 'learn.run.judging' : `learn.run.${state}`);
  return (
    <>
      <Badge text={state_} tone={TONES[state]} tick={state === 'finished'} />
      <span className="sr-only" role="status">
        {on ? `${state_} ${25 * Math.floor((4 * step) / Math.max(1, steps))} %` : state_}
      </span>
      <span className="grow" />
      <span className="small quiet cut">
        {t('learn.run.steps', { n: decimal(step), of: decimal(steps) })}
        {!on && t('text.comma') + fullDuration(secondsOf(run), t)}
        {trained && judged && t('text.comma') + t('learn.run.judged', { n: judged.done, of: judged.total })}
        {on && !trained && left !== null && t('text.comma') + t('job.left', { time: fullDuration(left, t) })}
      </span>
      {state === 'running' && !trained && (
        <CommandButton command="learn-pause" size="tight">
          {t('learn.pause')}
        </CommandButton>
      )}
      {state === 'paused' && (
        <CommandButton command="learn-resume" size="tight">
          {t('learn.resume')}
        </CommandButton>
      )}
      {on && (
        <CommandButton command="learn-stop" size="tight">
          {t('job.stop')}
        </CommandButton>
      )}
    </>
  );
}

/** A run that ended with its tab goes on from the last step that was saved. */
function Unfinished() {
  const t = useT();
  const unfinished = useAppState((s) => s.learn.unfinished);
  const on = useAppState((s) => s.learn.run !== null && ['running', 'paused'].includes(s.learn.run.state));
  if (!unfinished || on) return null;
  return (
    <div className="learn-note">
      <Icon of={InfoIcon} />
      <span className="grow">
        {t('learn.unfinished', { n: decimal(unfinished.step), of: decimal(unfinished.steps) })}
      </span>
      <CommandButton command="learn-resume-unfinished" size="tight">
        {t('learn.resume')}
      </CommandButton>
      <CommandButton command="learn-stop" size="tight" kind="ghost">
        {t('learn.discard')}
      </CommandButton>
    </div>
  );
}

function AdviceLine({ run }: { run: LearnRun }) {
  const t = useT();
  const advice = adviceOf(run);
  if (!advice) return null;
  return (
    <div className="learn-note">
      <Icon of={InfoIcon} />
      <span>
        {advice.kind === 'noGain' && t('learn.advice.noGain')}
        {advice.kind === 'agreed' && t('learn.advice.agreed', { dice: decimal(advice.dice, 3) })}
        {advice.kind === 'tooLong' && t('learn.advice.tooLong', { count: advice.idle, kept: decimal(advice.kept) })}
      </span>
    </div>
  );
}
