import type { LearnRun } from '../../state/learnState.ts';
import { clock, fullDuration } from '../format/durations.ts';
import { decimal } from '../format/numbers.ts';
import { type Translate, useT } from '../i18n/useT.ts';
import { keptStep } from './curves.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** Events in words. The best steps so far and the saved ones are many and alike: only the last of each is told. */
function linesOf({ events, state, steps, startedAt }: LearnRun, t: Translate): Line[] {
  const saved = events.findLast((e) => e.kind === 'saved');
  const best = keptStep(events);
  const lines = events.flatMap((e): Line[] => {
    switch (e.kind) {
      case 'started':
        return [{ at: e.at, text: t('learn.log.started', { train: e.train, watch: e.watch, gate: e.gate }) }];
      case 'watch':
        return e === best && e.step > 0
          ? [{ at: e.at, text: t('learn.log.best', { n: decimal(e.step), dice: decimal(e.dice, 3) }) }]
          : [];
      case 'saved':
        return e === saved ? [{ at: e.at, text: t('learn.log.saved', { n: decimal(e.step) }) }] : [];
      case 'stopped':
        return [{ at: e.at, text: t(`learn.log.stopped.${e.reason}`, { n: decimal(e.step) }) }];
      case 'step':
        return [];
    }
  });
  const last = events.at(-1);
  if (state === 'finished' && last) {
    const time = fullDuration((last.at - startedAt) / 1000, t);
    lines.push({ at: last.at, text: t('learn.log.finished', { n: decimal(steps), time }) });
  }
  return lines;
}

export function RunLog({ run }: { run: LearnRun }) {
  const t = useT();
  const lines = linesOf(run, t);
  return (
    <section className="run-log" aria-label={t('learn.log')}>
      <h3>{t('learn.log')}</h3>
      <ol>
        {lines.map(({ at, text }) => (
          <li key={`${at} ${text}`}>
            <time dateTime={new Date(at).toISOString()}>{clock(at)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
