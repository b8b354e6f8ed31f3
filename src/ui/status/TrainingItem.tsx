import { duration } from '../format/durations.ts';
import { decimal } from '../format/numbers.ts';
import { useT } from '../i18n/useT.ts';
import { secondsPerStep } from '../learn/curves.ts';
import { useAppState } from '../useApp.ts';

/** A training goes on while one paints: how far it is, in every workplace. */
export function TrainingItem() {
  const t = useT();
  const run = useAppState((s) => s.learn.run);
  if (!run || run.state !== 'running') return null;
  const seconds = secondsPerStep(run.events);
  const steps = { n: decimal(run.step), of: decimal(run.steps) };
  return (
    <span className="status-item">
      {seconds === null
        ? t('status.training', steps)
        : t('status.trainingSpeed', { ...steps, time: duration(seconds, t) })}
    </span>
  );
}
