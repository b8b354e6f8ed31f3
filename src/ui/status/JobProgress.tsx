import { useEffect, useState } from 'react';
import type { JobView } from '../../state/appState.ts';
import { duration } from '../format/durations.ts';
import { decimal } from '../format/numbers.ts';
import { type TextKey, useSay, useT } from '../i18n/useT.ts';
import { CommandButton } from '../parts/CommandButton.tsx';
import { ProgressBar } from '../parts/ProgressBar.tsx';
import { useAppState } from '../useApp.ts';

/** True once `ms` have passed since `from`. */
function useAfter(from: number, ms: number): boolean {
  const [passed, setPassed] = useState(() => Date.now() - from >= ms);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), Math.max(0, from + ms - Date.now()));
    return () => clearTimeout(timer);
  }, [from, ms]);
  return passed;
}

/** A step that says more than the job's own title does. */
const STAGES: Readonly<Record<string, TextKey>> = { load: 'job.stage.load', warm: 'job.stage.warm' };

export const partOf = (job: JobView): number | null =>
  job.total > 0 && job.done > 0 ? Math.min(1, job.done / job.total) : null;

/** What runs, how far it is, how long it will take. Nothing below 300 ms; Stop after one second. */
export function JobProgress() {
  const job = useAppState((s) => s.job);
  return job && <Running key={job.id} job={job} />;
}

function Running({ job }: { job: JobView }) {
  const t = useT();
  const say = useSay();
  const shown = useAfter(job.startedAt, 300);
  const stoppable = useAfter(job.startedAt, 1000);
  const part = partOf(job);
  const stage = STAGES[job.stage];
  const title = say(job.title);
  if (!shown) return null;
  return (
    <div className="job">
      <div className="job-line">
        <span className="cut grow">{stage ? t(stage) : title}</span>
        <span className="quiet">
          {part !== null && `${decimal(100 * part)} %`}
          {job.left !== null && t('text.comma') + t('job.left', { time: duration(job.left, t) })}
        </span>
      </div>
      <ProgressBar label={title} part={part} />
      {stoppable && (
        <CommandButton command="stop-job" size="tight">
          {t('job.stop')}
        </CommandButton>
      )}
    </div>
  );
}

/** Tells screen readers of a long job at every quarter. */
export function JobAnnouncer() {
  const say = useSay();
  const text = useAppState((s) => {
    if (!s.job) return '';
    const part = partOf(s.job);
    return `${say(s.job.title)}${part === null ? '' : ` ${25 * Math.floor(4 * part)} %`}`;
  });
  return (
    <div className="sr-only" role="status">
      {text}
    </div>
  );
}
